package dev.lastmile.pipeline.client;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lastmile.lake.Contract;
import dev.lastmile.lake.DatasetName;
import dev.lastmile.lake.Snapshot;
import dev.lastmile.lake.SnapshotRef;
import dev.lastmile.pipeline.Step;
import dev.lastmile.pipeline.StepException;
import dev.lastmile.pipeline.StepRun;
import dev.lastmile.pipeline.client.PredictionLogReader.Page;
import dev.lastmile.pipeline.process.RealtimeService;
import dev.lastmile.tracking.model.ServingScope;
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
import org.apache.spark.sql.functions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Appends to {@code lake.processed.prediction_log} what services have predicted since it was done last.
 *
 * <p>How far a log was read is kept with the snapshot, in the same commit as its rows; so each record is there once, also
 * where a run was killed or failed, and where the log was restored from an older copy.
 */
@Command(name = "export-predictions", description = "Appends what the service has predicted to the lake.")
public final class PredictionLogExport implements Step {
    /** The columns of the dataset. */
    public static final Contract CONTRACT =
            Contract.fromResource(PredictionLogExport.class, "/contracts/processed.prediction_log.json");

    private static final int CONFLICT = 409;
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
            run.say("reading the log of " + service);
            String log = reader.page(0, 1, Optional.empty()).log();
            ExportPosition position = begin(run, reader, log);
            for (List<Page> pages = read(run, reader, position);
                    !pages.isEmpty();
                    pages = read(run, reader, position)) {
                position = position.after(pages.get(pages.size() - 1));
                if (append(run, pages, position, part + 1)) {
                    part++;
                }
            }
        }
        if (part == 0) {
            run.say("nothing was predicted since the last export");
        }
    }

    /** The position after the last export, or that of another history if the log was restored since. */
    private static ExportPosition begin(StepRun run, PredictionLogReader reader, String log) {
        ExportPosition position = ExportPosition.of(log, positions(run));
        try {
            reader.page(position.next(), 1, position.seen());
            return position;
        } catch (ScoringException e) {
            if (e.status() != CONFLICT) {
                throw e;
            }
            run.say("the log was restored from an older copy: reading it from the beginning");
            return position.restored();
        }
    }

    private static List<URI> running(StepRun run) {
        Optional<URI> elsewhere = RealtimeService.elsewhere(run.project());
        if (elsewhere.isPresent()) {
            return List.of(elsewhere.get());
        }
        List<URI> running = Arrays.stream(ServingScope.values())
                .flatMap(scope -> new RealtimeService(run.project(), scope).address().stream())
                .toList();
        if (running.isEmpty()) {
            throw new StepException(
                    "No service runs here. Run: make deploy-realtime-model, or give the address of one with --url");
        }
        return running;
    }

    /** As many pages as one snapshot gets, from where the last one has ended. */
    private static List<Page> read(StepRun run, PredictionLogReader reader, ExportPosition position) {
        List<Page> pages = new ArrayList<>();
        long next = position.next();
        long length = 0;
        long skipped = 0;
        while (length < LONGEST_PART) {
            Page page = reader.page(next, PAGE, Optional.empty());
            if (!page.log().equals(position.log())) {
                throw new StepException("The service has begun another log meanwhile. Run the step again.");
            }
            if (page.next() == next) {
                break;
            }
            pages.add(page);
            next = page.next();
            length += page.length();
            skipped += page.skipped();
        }
        if (skipped > 0) {
            run.say(skipped + " predictions cannot be read any more; the service's output says why");
        }
        long first = pages.stream()
                .flatMap(page -> page.predictions().stream())
                .findFirst()
                .map(prediction -> prediction.path("sequence").asLong())
                .orElse(position.next() + 1);
        long missing = first - position.next() - 1 - skipped;
        if (missing > 0 && !position.isRestored()) {
            run.say(missing + " predictions had expired in the log before they were exported");
        }
        return pages;
    }

    /** Appends the records that the lake does not have yet; false if there are none. */
    private static boolean append(StepRun run, List<Page> pages, ExportPosition position, int part) {
        List<Row> rows = new ArrayList<>();
        pages.forEach(page -> page.predictions().forEach(prediction -> rows.add(row(position.name(), prediction))));
        Dataset<Row> data = run.spark().createDataFrame(rows, CONTRACT.schema());
        if (position.isRestored()) {
            data = unknown(run, data);
        }
        long count = data.count();
        if (count == 0) {
            return false;
        }
        Map<String, String> positions = new HashMap<>(positions(run));
        positions.put(position.key(), position.value());
        run.append(data, CONTRACT, Integer.toString(part), positions);
        run.say(count + " of them are new");
        return true;
    }

    /** What of a restored log was not exported before it was restored. */
    private static Dataset<Row> unknown(StepRun run, Dataset<Row> data) {
        return run.lake()
                .current(CONTRACT.dataset())
                .map(snapshot -> data.join(
                        run.lake()
                                .read(snapshot.contract(), SnapshotRef.id(snapshot.id()))
                                .select(functions.col("id").as("exported_id")),
                        functions.col("id").equalTo(functions.col("exported_id")),
                        "left_anti"))
                .orElse(data);
    }

    /** How far each log was read, by the current snapshot. */
    private static Map<String, String> positions(StepRun run) {
        Map<String, String> positions = new HashMap<>();
        run.lake()
                .current(CONTRACT.dataset())
                .map(Snapshot::summary)
                .ifPresent(summary -> summary.forEach((key, value) -> {
                    if (key.startsWith(ExportPosition.PREFIX)) {
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
                prediction.path("outputs").toString(),
                prediction.path("client").textValue());
    }
}
