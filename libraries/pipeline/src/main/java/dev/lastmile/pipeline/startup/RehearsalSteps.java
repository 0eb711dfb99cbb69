package dev.lastmile.pipeline.startup;

import static org.apache.spark.sql.functions.col;

import dev.lastmile.lake.Contract;
import dev.lastmile.lake.DatasetName;
import dev.lastmile.lake.Snapshot;
import dev.lastmile.onnx.spark.OnnxTransformation;
import dev.lastmile.pipeline.evaluation.Evaluation;
import dev.lastmile.pipeline.ingest.RawDataset;
import dev.lastmile.pipeline.ingest.RawOptions;
import dev.lastmile.pipeline.ingest.RawSource;
import dev.lastmile.pipeline.ingest.text.TextFormat;
import dev.lastmile.pipeline.metrics.ScoredRows;
import dev.lastmile.pipeline.registry.Candidate;
import dev.lastmile.pipeline.registry.ChampionGate;
import dev.lastmile.pipeline.registry.Promotion;
import dev.lastmile.pipeline.report.ModelReport;
import dev.lastmile.pipeline.report.ReportSubject;
import dev.lastmile.pipeline.split.RowId;
import dev.lastmile.pipeline.step.Step;
import dev.lastmile.pipeline.step.StepRun;
import dev.lastmile.pipeline.training.SparkMlTrainer;
import dev.lastmile.pipeline.training.SparkMlTraining;
import dev.lastmile.pipeline.training.TrainingColumns;
import dev.lastmile.pipeline.training.TrainingRows;
import dev.lastmile.pipeline.training.TrainingTask;
import dev.lastmile.tracking.ModelVersion;
import dev.lastmile.tracking.model.ChampionPair;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.feature.StandardScaler;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.ml.regression.LinearRegression;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The steps of {@link Rehearsal}, which do what those of a project do: ingest, fit, export, register, score, publish. */
final class RehearsalSteps {
    private static final String ID = "row_id";
    private static final String LABEL = "label";
    private static final String FEATURES = "features";
    private static final String SCALER = "rehearsal-scaler";
    private static final int ROWS = 32;
    private static final Contract RAW = Contract.parse(new DatasetName("raw", "rehearsal"), """
            {"type": "struct", "fields": [
              {"name": "row_id", "type": "long", "nullable": false, "metadata": {"key": true, "min": 1}},
              {"name": "a", "type": "double", "nullable": false, "metadata": {"min": 0.0, "max": 9.0}},
              {"name": "b", "type": "double", "nullable": true, "metadata": {}},
              {"name": "label", "type": "string", "nullable": false, "metadata": {"allowed": ["no", "yes"]}}]}
            """);
    private static final Contract SCORED = Contract.parse(new DatasetName("interim", "rehearsal"), """
            {"type": "struct", "fields": [
              {"name": "row_id", "type": "long", "nullable": false, "metadata": {"key": true}},
              {"name": "features", "type": {"type": "array", "elementType": "double", "containsNull": false},
               "nullable": false, "metadata": {}},
              {"name": "label", "type": "string", "nullable": false, "metadata": {}}]}
            """);

    private RehearsalSteps() {}

    @Command(name = "rehearsal-data")
    static final class Data implements Step {
        private static final RawDataset DATASET = RawDataset.of(RAW).withRowId(ID, RowId.position());

        @Mixin
        RawOptions options = new RawOptions();

        @Override
        public String name() {
            return "rehearsal-data";
        }

        @Override
        public List<DatasetName> outputs() {
            return DATASET.outputs();
        }

        @Override
        public void execute(StepRun run) throws IOException {
            String text = IntStream.rangeClosed(1, ROWS)
                    .mapToObj(i -> (i % 7 + 0.5) + "," + i % 5 * 1.5 + "," + (i % 7 < 3 ? "no" : "yes"))
                    .collect(Collectors.joining("\n"));
            Path file = Files.writeString(run.log().temporaryFolder("raw").resolve("rehearsal.csv"), text);
            DATASET.ingest(run, RawSource.text(file.toString(), TextFormat.csv().withoutHeader()), options);
        }
    }

    @Command(name = "rehearsal-scaler")
    static final class Scaling implements Step {
        @Override
        public String name() {
            return "rehearsal-scaler";
        }

        @Override
        public void execute(StepRun run) {
            Dataset<Row> rows = run.read(RAW, run.latestSnapshot(RAW));
            Pipeline pipeline = new Pipeline().setStages(new PipelineStage[] {
                new VectorAssembler().setInputCols(new String[] {"a", "b"}).setOutputCol("assembled"),
                new StandardScaler()
                        .setInputCol("assembled")
                        .setOutputCol(FEATURES)
                        .setWithMean(true)
            });
            run.registry()
                    .register(
                            run.log(),
                            SparkMlTraining.features(
                                    run.log(), SCALER, pipeline, new TrainingRows(rows, rows), List.of(FEATURES)));
        }
    }

    @Command(name = "rehearsal-model")
    static final class Regression implements Step {
        @Override
        public String name() {
            return "rehearsal-model";
        }

        @Override
        public void execute(StepRun run) {
            ModelVersion features = run.registry().version(SCALER, "1");
            Dataset<Row> scored = run.read(SCORED, run.latestSnapshot(SCORED));
            Dataset<Row> labelled =
                    scored.select(col(ID), col(FEATURES), yes(scored).alias(LABEL));
            TrainingTask task = new TrainingTask(
                    "rehearsal-model",
                    TrainingColumns.of(List.of(ID), FEATURES, List.of(), LABEL),
                    new TrainingRows(labelled, labelled),
                    SCORED.dataset().toString(),
                    features);
            Candidate candidate =
                    SparkMlTrainer.of(new LinearRegression().setMaxIter(3)).candidate(run.log(), task);
            Snapshot rawData = run.latestSnapshot(RAW);
            Dataset<Row> raw = run.read(RAW, rawData);
            Dataset<Row> heldOut = raw.withColumn(LABEL, yes(raw));
            ChampionGate gate = new ChampionGate(run.registry(), run.log(), heldOut, LABEL);
            Evaluation evaluation = gate.evaluate(features, candidate.onnx());
            run.log().logEvaluation(evaluation);
            ModelVersion version = run.registry().register(run.log(), candidate);
            Promotion decision = gate.judge(new ChampionPair(version, features), evaluation);
            run.registry().promotions().decide(decision);
            ModelReport.log(
                    run.log(),
                    run.registry().onnx(features),
                    new ReportSubject(
                            version,
                            candidate.onnx(),
                            features,
                            evaluation,
                            evaluation.primary(),
                            ScoredRows.plain(),
                            heldOut,
                            LABEL,
                            RAW.definition(),
                            List.of(rawData),
                            List.of(),
                            decision));
        }

        private static Column yes(Dataset<Row> rows) {
            return rows.col(LABEL).equalTo("yes").cast(DataTypes.DoubleType);
        }
    }

    @Command(name = "rehearsal-features")
    static final class Features implements Step {
        @Override
        public String name() {
            return "rehearsal-features";
        }

        @Override
        public List<DatasetName> outputs() {
            return List.of(SCORED.dataset());
        }

        @Override
        public void execute(StepRun run) {
            ModelVersion features = run.registry().version(SCALER, "1");
            Dataset<Row> rows = run.read(RAW, run.latestSnapshot(RAW));
            run.log().logModelInput(features);
            run.publish(
                    OnnxTransformation.of(run.registry().onnx(features))
                            .withKeys(List.of(ID))
                            .withArrays()
                            .apply(rows)
                            .select(ID, FEATURES, LABEL),
                    SCORED);
        }
    }
}
