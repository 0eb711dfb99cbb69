package dev.lastmile.benchmarks.pipeline;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import dev.lastmile.lake.DatasetName;
import dev.lastmile.lake.Snapshot;
import dev.lastmile.onnx.spark.OnnxTransformation;
import dev.lastmile.pipeline.increment.DerivedDataset;
import dev.lastmile.pipeline.increment.IncrementOptions;
import dev.lastmile.pipeline.ingest.RawDataset;
import dev.lastmile.pipeline.ingest.RawOptions;
import dev.lastmile.pipeline.ingest.text.TextFormat;
import dev.lastmile.pipeline.registry.Candidate;
import dev.lastmile.pipeline.split.Split;
import dev.lastmile.pipeline.step.Step;
import dev.lastmile.pipeline.step.StepRun;
import dev.lastmile.pipeline.training.SparkMlTraining;
import dev.lastmile.pipeline.training.TrainingRows;
import dev.lastmile.tracking.ModelVersion;
import dev.lastmile.tracking.model.ChampionPair;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.feature.Imputer;
import org.apache.spark.ml.feature.OneHotEncoder;
import org.apache.spark.ml.feature.StringIndexer;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The steps as a project has them, but for the regressor, which {@link TrainRegressor} trains. */
final class Steps {
    static final String FEATURES_MODEL = "rows-features";
    static final String MODEL = "rows-model";

    private static final RawDataset DATASET =
            RawDataset.of(MixedRows.RAW).withSplit(MixedRows.SPLIT, Split.byHash(List.of(MixedRows.KEY), 1, 70, 10));

    private Steps() {}

    /** The rows of a side, or a seeded sample of them. */
    static Dataset<Row> side(Dataset<Row> rows, String side, double share) {
        Dataset<Row> all = rows.filter(col(MixedRows.SPLIT).equalTo(side));
        return share < 1 ? all.sample(share, 1) : all;
    }

    @Command(name = "raw-data")
    static final class RawData implements Step {
        @Mixin
        RawOptions options = new RawOptions();

        @Override
        public String name() {
            return "raw-data";
        }

        @Override
        public List<DatasetName> outputs() {
            return DATASET.outputs();
        }

        @Override
        public void execute(StepRun run) {
            DATASET.ingest(run, options.text(TextFormat.csv(), "/none.csv", null), options);
        }
    }

    @Command(name = "train-features")
    static final class TrainFeatures implements Step {
        @Option(names = "--share")
        double share = 1;

        @Override
        public String name() {
            return "train-features";
        }

        @Override
        public void execute(StepRun run) {
            Dataset<Row> rows = run.read(MixedRows.RAW, run.latestSnapshot(MixedRows.RAW));
            Candidate candidate = SparkMlTraining.features(
                    run.log(),
                    FEATURES_MODEL,
                    estimator(),
                    new TrainingRows(side(rows, Split.TRAIN, share), side(rows, Split.TEST, share)),
                    List.of("features"));
            run.report(candidate.parity().summary());
            run.registry().register(run.log(), candidate);
        }

        private static Pipeline estimator() {
            List<PipelineStage> stages = new ArrayList<>();
            String[] imputed = named(MixedRows.INTEGERS, "_imputed");
            String[] indexed = named(MixedRows.CATEGORIES, "_index");
            String[] encoded = named(MixedRows.CATEGORIES, "_vector");
            stages.add(new Imputer()
                    .setInputCols(MixedRows.INTEGERS.toArray(String[]::new))
                    .setOutputCols(imputed));
            stages.add(new StringIndexer()
                    .setInputCols(MixedRows.CATEGORIES.toArray(String[]::new))
                    .setOutputCols(indexed)
                    .setHandleInvalid("keep"));
            stages.add(new OneHotEncoder().setInputCols(indexed).setOutputCols(encoded));
            stages.add(new VectorAssembler()
                    .setInputCols(Stream.of(MixedRows.NUMBERS.stream(), Arrays.stream(imputed), Arrays.stream(encoded))
                            .flatMap(names -> names)
                            .toArray(String[]::new))
                    .setOutputCol("features"));
            return new Pipeline().setStages(stages.toArray(PipelineStage[]::new));
        }

        private static String[] named(List<String> columns, String suffix) {
            return columns.stream().map(name -> name + suffix).toArray(String[]::new);
        }
    }

    @Command(name = "interim-data")
    static final class InterimData implements Step {
        @Mixin
        IncrementOptions options = new IncrementOptions();

        @Override
        public String name() {
            return "interim-data";
        }

        @Override
        public List<DatasetName> outputs() {
            return List.of(MixedRows.FEATURES.dataset());
        }

        @Override
        public void execute(StepRun run) {
            ModelVersion features = run.registry().newest(FEATURES_MODEL, "train-features");
            run.log().logModelInput(features);
            DerivedDataset.of(MixedRows.RAW, MixedRows.FEATURES)
                    .publish(
                            run,
                            run.latestSnapshot(MixedRows.RAW),
                            List.of(features),
                            options,
                            rows -> OnnxTransformation.of(run.registry().onnx(features))
                                    .withKeys(List.of(MixedRows.KEY))
                                    .withArrays()
                                    .apply(rows)
                                    .select(columns(MixedRows.FEATURES.schema().fieldNames())));
        }
    }

    @Command(name = "processed-data")
    static final class ProcessedData implements Step {
        @Mixin
        IncrementOptions options = new IncrementOptions();

        @Override
        public String name() {
            return "processed-data";
        }

        @Override
        public List<DatasetName> outputs() {
            return List.of(MixedRows.PREDICTIONS.dataset());
        }

        @Override
        public void execute(StepRun run) {
            ChampionPair champion = run.registry().requireChampion(MODEL, "train-model");
            Snapshot interim = run.latestSnapshotUsing(champion.features(), MixedRows.FEATURES);
            run.log().logModelInput(champion.features());
            run.log().logModelInput(champion.model());
            Map<String, Column> origin = Map.of(
                    "model_name", lit(champion.model().name()),
                    "model_version", lit(champion.model().version()),
                    "features_name", lit(champion.features().name()),
                    "features_version", lit(champion.features().version()),
                    "run_id", lit(run.id()));
            DerivedDataset.of(MixedRows.FEATURES, MixedRows.PREDICTIONS)
                    .withTimeOf(MixedRows.RAW)
                    .publish(
                            run,
                            interim,
                            List.of(champion.features(), champion.model()),
                            options,
                            rows -> OnnxTransformation.of(run.registry().onnx(champion.model()))
                                    .withKeys(List.of(MixedRows.KEY))
                                    .withArrays()
                                    .apply(rows)
                                    .select(Arrays.stream(MixedRows.PREDICTIONS
                                                    .schema()
                                                    .fieldNames())
                                            .map(name -> origin.getOrDefault(name, col(name))
                                                    .as(name))
                                            .toArray(Column[]::new)));
        }
    }

    private static Column[] columns(String[] names) {
        return Arrays.stream(names).map(name -> col(name)).toArray(Column[]::new);
    }
}
