package dev.lastmile.pipeline.command;

import dev.lastmile.contract.DataContract;
import dev.lastmile.lake.Contract;
import dev.lastmile.lake.Lake;
import dev.lastmile.lake.LakeConfig;
import dev.lastmile.lake.Snapshot;
import dev.lastmile.lake.SnapshotRef;
import dev.lastmile.onnx.OnnxModel;
import dev.lastmile.onnx.OnnxScorer;
import dev.lastmile.onnx.TensorSpec;
import dev.lastmile.onnx.spark.OnnxTransformation;
import dev.lastmile.pipeline.Project;
import dev.lastmile.pipeline.StepException;
import dev.lastmile.pipeline.client.ScoringClient;
import dev.lastmile.pipeline.command.ProjectCommands.ProjectCommand;
import dev.lastmile.pipeline.compare.BatchRealtimeComparison;
import dev.lastmile.pipeline.compare.ComparisonReport;
import dev.lastmile.pipeline.compare.SampledRows;
import dev.lastmile.pipeline.internal.CommandMain;
import dev.lastmile.pipeline.process.RealtimeService;
import dev.lastmile.pipeline.process.TrackingServer;
import dev.lastmile.pipeline.registry.ModelRegistry;
import dev.lastmile.tracking.TrackingClient;
import dev.lastmile.tracking.model.ChampionPair;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "compare",
        description = "Scores a sample of the raw rows in Spark and by the service, and compares both row by row.")
final class Compare implements ProjectCommand {
    private final Project project;
    private final String model;
    private final String madeBy;
    private final Contract raw;

    @Option(names = "--url", description = "The service's address, by default the one that runs here.")
    URI url;

    @Option(names = "--rows", description = "About how many rows, by default 10,000; all if there are no more.")
    long rows = 10_000;

    @Option(names = "--seed", description = "Another seed is another sample.")
    long seed = 1;

    @Option(names = "--batch", description = "Rows of a request, by default 100.")
    int batch = 100;

    @Option(
            names = "--tolerance",
            description = "Greatest difference of two numbers, relative above 1; by default 1e-12.")
    double tolerance = BatchRealtimeComparison.TOLERANCE;

    Compare(Project project, String model, String madeBy, Contract raw) {
        this.project = project;
        this.model = model;
        this.madeBy = madeBy;
        this.raw = raw;
    }

    @Override
    public void execute() {
        if (rows < 1 || batch < 1) {
            throw new StepException("--rows and --batch are at least 1, not " + rows + " and " + batch + ".");
        }
        List<URI> services = url != null ? List.of(url) : RealtimeService.running(project);
        if (services.isEmpty()) {
            throw new StepException("No service runs here. Run: make deploy-realtime-model");
        }
        ScoringClient service = ScoringClient.of(services, project.variable(RealtimeService.KEY_VARIABLE));
        ComparisonReport report;
        try (TrackingClient tracking = new TrackingServer(project).connect()) {
            report = compare(new ModelRegistry(project, tracking), service, services);
        }
        report.lines().forEach(System.out::println);
        if (!report.agrees()) {
            throw new StepException("Batch and service disagree: "
                    + report.disagreements().keySet().stream().toList() + ". The lines above name rows.");
        }
    }

    private ComparisonReport compare(ModelRegistry registry, ScoringClient service, List<URI> services) {
        ChampionPair champion = registry.requireChampion(model, madeBy);
        OnnxModel features = registry.onnx(champion.features());
        String version = champion.model().name() + "/" + champion.model().version();
        OnnxTransformation scoring = OnnxTransformation.of(features)
                .then(registry.onnx(champion.model()))
                .withFiniteOutputs(version);
        Optional<DataContract> contract = registry.contract(champion.features());
        if (contract.isPresent()) {
            scoring = scoring.withContract(contract.get());
        }
        LakeConfig config = LakeConfig.fromEnvironment(project.environment(), project.root());
        SparkSession spark = Lake.openSession(project.name() + " compare", config);
        try {
            Lake lake = new Lake(spark, config);
            Snapshot snapshot = lake.current(raw.dataset())
                    .orElseThrow(() -> new StepException("There is no " + raw.dataset() + " yet. Run: make raw-data"));
            System.out.println("compare    about " + rows + " rows of " + raw.dataset() + ", snapshot " + snapshot.id()
                    + ", seed " + seed);
            System.out.println("batch      " + champion);
            System.out.println("service    " + services);
            List<String> keys = raw.definition().key();
            return new BatchRealtimeComparison(scoring, inputs(features), keys, batch, tolerance)
                    .compare(
                            SampledRows.of(lake.read(raw, SnapshotRef.id(snapshot.id())), keys, rows, seed),
                            service,
                            version);
        } finally {
            if (!CommandMain.isInSequence()) {
                spark.stop();
            }
        }
    }

    private static List<String> inputs(OnnxModel features) {
        try (OnnxScorer scorer = new OnnxScorer(features.bytes())) {
            return scorer.inputs().stream().map(TensorSpec::name).toList();
        }
    }
}
