package dev.lastmile.pipeline.client;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lastmile.lake.Contract;
import dev.lastmile.lake.DatasetName;
import dev.lastmile.lake.Snapshot;
import dev.lastmile.pipeline.Step;
import dev.lastmile.pipeline.StepException;
import dev.lastmile.pipeline.StepRun;
import dev.lastmile.pipeline.client.PredictionLogReader.Page;
import dev.lastmile.pipeline.process.RealtimeService;
import dev.lastmile.pipeline.process.ServicePart;
import java.net.URI;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Appends to {@code lake.processed.prediction_log} what services have predicted since it was done last.
 *
 * <p>How far a log was read is kept with the snapshot, in the same commit as its rows; so each record is there once, also
 * where a run was killed or failed.
 */
@Command(name = "export-predictions", description = "Appends what the service has predicted to the lake.")
public final class PredictionLogExport implements Step {
    /** The columns of the dataset. */
    public static final Contract CONTRACT =
            Contract.fromResource(PredictionLogExport.class, "/contracts/processed.prediction_log.json");

    private static final String POSITION = "lastmile.log.";
    private static final int PAGE = 10_000;
    private static final long LONGEST_PART = 32_000_000;

    @Option(
            names = "--url",
            description = "A service's address, more than once for more services; by default what runs here.")
    List<URI> services;

    @Override
    public String name() {
        return "export-predictions";
    }

    @Override
    public List<DatasetName> outputs() {
        return List.of(CONTRACT.dataset());
    }

    @Override
    public void execute(StepRun run) {
        int part = 0;
        for (URI service : services != null ? services : running(run)) {
            PredictionLogReader reader =
                    new PredictionLogReader(service, run.project().variable(RealtimeService.KEY_VARIABLE));
            String log = reader.page(0, 1).log();
            run.say("reading the log of " + service);
            for (List<Page> pages = read(run, reader, log); !pages.isEmpty(); pages = read(run, reader, log)) {
                append(run, pages, ++part);
            }
        }
        if (part == 0) {
            run.say("nothing was predicted since the last export");
        }
    }

    private static List<URI> running(StepRun run) {
        Optional<URI> elsewhere = RealtimeService.elsewhere(run.project());
        if (elsewhere.isPresent()) {
            return List.of(elsewhere.get());
        }
        List<URI> running = Arrays.stream(ServicePart.values())
                .flatMap(part -> new RealtimeService(run.project(), part).address().stream())
                .toList();
        if (running.isEmpty()) {
            throw new StepException(
                    "No service runs here. Run: make deploy-realtime-model, or give the address of one with --url");
        }
        return running;
    }

    /** As many pages as one snapshot is given at once, from where the last one has ended. */
    private List<Page> read(StepRun run, PredictionLogReader reader, String log) {
        long position = Long.parseLong(positions(run).getOrDefault(POSITION + log, "0"));
        List<Page> pages = new ArrayList<>();
        long length = 0;
        while (length < LONGEST_PART) {
            Page page = reader.page(
                    pages.isEmpty() ? position : pages.get(pages.size() - 1).next(), PAGE);
            if (!page.log().equals(log)) {
                throw new StepException("The service has begun another log meanwhile. Run the step again.");
            }
            if (page.predictions().isEmpty()) {
                break;
            }
            pages.add(page);
            length += page.length();
        }
        if (!pages.isEmpty()) {
            long missing = pages.get(0).predictions().get(0).path("sequence").asLong() - position - 1;
            if (missing > 0) {
                run.say(missing + " predictions had expired in the log before they were exported");
            }
        }
        return pages;
    }

    private void append(StepRun run, List<Page> pages, int part) {
        Page last = pages.get(pages.size() - 1);
        List<Row> rows = new ArrayList<>();
        pages.forEach(page -> page.predictions().forEach(prediction -> rows.add(row(page.log(), prediction))));
        Dataset<Row> data = run.spark().createDataFrame(rows, CONTRACT.schema());
        Map<String, String> positions = new HashMap<>(positions(run));
        positions.put(POSITION + last.log(), Long.toString(last.next()));
        run.append(data, CONTRACT, Integer.toString(part), positions);
        run.say(rows.size() + " of them are new");
    }

    /** How far each log was read, by the current snapshot. */
    private Map<String, String> positions(StepRun run) {
        Map<String, String> positions = new HashMap<>();
        run.lake()
                .current(CONTRACT.dataset())
                .map(Snapshot::summary)
                .ifPresent(summary -> summary.forEach((key, value) -> {
                    if (key.startsWith(POSITION)) {
                        positions.put(key, value);
                    }
                }));
        return positions;
    }

    /** In the order of the contract's columns. */
    private static Row row(String log, JsonNode prediction) {
        return RowFactory.create(
                prediction.path("id").asText(),
                log,
                prediction.path("sequence").asLong(),
                prediction.path("client_request_id").textValue(),
                Timestamp.from(Instant.parse(prediction.path("time").asText())),
                prediction.path("role").asText(),
                prediction.path("model").asText(),
                prediction.path("model_version").asText(),
                prediction.path("features").asText(),
                prediction.path("features_version").asText(),
                prediction.path("rows").asInt(),
                prediction.path("latency_nanos").asLong(),
                prediction.path("inputs").toString(),
                prediction.path("outputs").toString());
    }
}
