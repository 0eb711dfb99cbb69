package dev.lastmile.pipeline.steps;

import static org.apache.spark.sql.functions.col;

import dev.lastmile.lake.DatasetName;
import dev.lastmile.lake.LakeException;
import dev.lastmile.lake.Snapshot;
import dev.lastmile.onnx.OnnxModelException;
import dev.lastmile.pipeline.StepException;
import dev.lastmile.pipeline.dataset.ProjectDatasets;
import dev.lastmile.pipeline.increment.DerivedDataset;
import dev.lastmile.pipeline.increment.IncrementOptions;
import dev.lastmile.pipeline.step.Step;
import dev.lastmile.pipeline.step.StepRun;
import dev.lastmile.tracking.ModelVersion;
import dev.lastmile.tracking.model.ChampionPair;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Applies a registered feature pipeline to the raw data.
 *
 * <p>Rows that this version has transformed already stay as they are, unless {@code --all} is given.
 *
 * <p>By default the newest one, on which the next model is trained. Where the champion was trained on an older one, its
 * features are computed from the same raw rows as well, so that it can score them until it is beaten.
 */
@Command(name = ProjectDatasets.FEATURES_STEP, description = "Applies a registered feature pipeline to the raw data.")
final class InterimData implements Step {
    private static final String CHAMPION_PART = "champion";

    private final ProjectDatasets datasets;

    @Option(names = "--features", description = "The version to apply (default: the newest that passed parity).")
    String version;

    @Mixin
    IncrementOptions increment = new IncrementOptions();

    InterimData(ProjectDatasets datasets) {
        this.datasets = datasets;
    }

    @Override
    public List<DatasetName> outputs() {
        return List.of(datasets.features().dataset());
    }

    @Override
    public void execute(StepRun run) {
        Snapshot raw = run.latestSnapshot(datasets.raw());
        String model = datasets.featuresModel();
        ModelVersion features = version != null
                ? run.registry().version(model, version)
                : run.registry().newest(model, ProjectDatasets.FEATURES_MODEL_STEP);
        if (version == null) {
            applyChampion(run, features, run.read(datasets.raw(), raw));
        }
        run.log().logModelInput(features);
        run.report("features by " + model + " " + features.version());
        DerivedDataset.of(datasets.raw(), datasets.features())
                .publish(run, raw, List.of(features), increment, rows -> apply(run, features, rows));
    }

    /** A champion whose features no longer apply must not block training. */
    private void applyChampion(StepRun run, ModelVersion newest, Dataset<Row> rows) {
        try {
            ModelVersion features = run.registry()
                    .champion(datasets.model())
                    .map(ChampionPair::features)
                    .orElse(newest);
            if (!features.version().equals(newest.version())) {
                run.report("the champion was trained on " + features.name() + " " + features.version()
                        + ": its features first");
                Dataset<Row> applied = apply(run, features, rows);
                run.log().logModelInput(features);
                run.publishPart(applied, datasets.features(), CHAMPION_PART);
            }
        } catch (StepException | OnnxModelException | LakeException e) {
            run.report("the champion's features cannot be made of these rows: " + e.getMessage());
        }
    }

    private Dataset<Row> apply(StepRun run, ModelVersion features, Dataset<Row> rows) {
        Column[] columns = Arrays.stream(datasets.features().schema().fieldNames())
                .map(name -> col("`" + name + "`"))
                .toArray(Column[]::new);
        return run.registry()
                .scoring(features)
                .withKeys(datasets.keys())
                .withArrays()
                .apply(rows)
                .select(columns);
    }
}
