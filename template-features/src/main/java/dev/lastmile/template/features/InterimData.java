package dev.lastmile.template.features;

import dev.lastmile.lake.DatasetName;
import dev.lastmile.lake.Snapshot;
import dev.lastmile.onnx.OnnxModelException;
import dev.lastmile.onnx.spark.OnnxTransformation;
import dev.lastmile.pipeline.Step;
import dev.lastmile.pipeline.StepException;
import dev.lastmile.pipeline.StepMain;
import dev.lastmile.pipeline.StepRun;
import dev.lastmile.template.data.Iris;
import dev.lastmile.tracking.ModelVersion;
import dev.lastmile.tracking.model.ChampionPair;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Applies a registered feature pipeline to the raw data.
 *
 * <p>By default the newest one, on which the next classifier is trained. Where the champion was trained on an older
 * one, its features are made of the same raw rows as well, so that it can score them until it is beaten.
 */
@Command(name = "interim-data", description = "Applies a registered feature pipeline to the raw data.")
public final class InterimData implements Step {
    private static final String CHAMPION_PART = "champion";

    @Option(names = "--features", description = "The version to apply (default: the newest that passed parity).")
    String version;

    public static void main(String[] arguments) {
        StepMain.main(Iris::project, new InterimData(), arguments);
    }

    @Override
    public String name() {
        return "interim-data";
    }

    @Override
    public List<DatasetName> outputs() {
        return List.of(Iris.FEATURES_DATA.dataset());
    }

    @Override
    public void execute(StepRun run) {
        Snapshot raw = run.current(Iris.RAW, "raw-data");
        Dataset<Row> rows = run.read(Iris.RAW, raw);
        ModelVersion features = version != null
                ? run.registry().version(Iris.FEATURES_MODEL, version)
                : run.registry().newest(Iris.FEATURES_MODEL, "train-features");

        if (version == null) {
            forTheChampion(run, features, rows);
        }
        run.uses(features);
        run.say("features by " + Iris.FEATURES_MODEL + " " + features.version());
        run.publish(apply(run, features, rows), Iris.FEATURES_DATA);
    }

    /** What does not fit the champion any more must not keep the next model from being trained. */
    private static void forTheChampion(StepRun run, ModelVersion newest, Dataset<Row> rows) {
        try {
            ModelVersion features = run.registry()
                    .champion(Iris.CLASSIFIER_MODEL)
                    .map(ChampionPair::features)
                    .orElse(newest);
            if (!features.version().equals(newest.version())) {
                run.say("the champion was trained on " + Iris.FEATURES_MODEL + " " + features.version()
                        + ": its features first");
                Dataset<Row> applied = apply(run, features, rows);
                run.uses(features);
                run.publishPart(applied, Iris.FEATURES_DATA, CHAMPION_PART);
            }
        } catch (StepException | OnnxModelException e) {
            run.say("the champion's features cannot be made of these rows: " + e.getMessage());
        }
    }

    private static Dataset<Row> apply(StepRun run, ModelVersion features, Dataset<Row> rows) {
        return OnnxTransformation.of(run.registry().onnx(features))
                .withKeys(List.of(Iris.ROW_ID))
                .withArrays()
                .apply(rows)
                .select(Iris.ROW_ID, FeaturePipeline.FEATURES, Iris.LABEL, Iris.SPLIT);
    }
}
