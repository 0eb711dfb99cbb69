package dev.lastmile.pipeline.steps;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import dev.lastmile.lake.DatasetName;
import dev.lastmile.lake.Snapshot;
import dev.lastmile.pipeline.dataset.ProjectDatasets;
import dev.lastmile.pipeline.increment.DerivedDataset;
import dev.lastmile.pipeline.increment.IncrementOptions;
import dev.lastmile.pipeline.step.Step;
import dev.lastmile.pipeline.step.StepRun;
import dev.lastmile.tracking.model.ChampionPair;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Scores the interim data with the champion: the rows that it has not scored yet, or all with {@code --all}. */
@Command(name = ProjectDatasets.PREDICTIONS_STEP, description = "Scores the interim data with the champion in Spark.")
final class ProcessedData implements Step {
    private final ProjectDatasets datasets;

    @Mixin
    IncrementOptions increment = new IncrementOptions();

    ProcessedData(ProjectDatasets datasets) {
        this.datasets = datasets;
    }

    @Override
    public List<DatasetName> outputs() {
        return List.of(datasets.predictions().dataset());
    }

    @Override
    public void execute(StepRun run) {
        ChampionPair champion = run.registry().requireChampion(datasets.model(), ProjectDatasets.MODEL_STEP);
        Snapshot interim = run.latestSnapshotUsing(champion.features(), datasets.features());
        run.log().logModelInput(champion.features());
        run.log().logModelInput(champion.model());
        run.report("scoring with " + champion);
        DerivedDataset.of(datasets.features(), datasets.predictions())
                .withTimeOf(datasets.raw())
                .publish(
                        run,
                        interim,
                        List.of(champion.features(), champion.model()),
                        increment,
                        rows -> predictions(scored(run, champion, rows), champion, run.id()));
    }

    private Dataset<Row> scored(StepRun run, ChampionPair champion, Dataset<Row> rows) {
        return run.registry()
                .scoring(champion.model())
                .withKeys(datasets.keys())
                .withArrays()
                .apply(rows);
    }

    /** The columns of the contract: which models and run made the row, and the model's outputs that are named there. */
    private Dataset<Row> predictions(Dataset<Row> scored, ChampionPair champion, String runId) {
        Map<String, Column> origin = Map.of(
                "model_name", lit(champion.model().name()),
                "model_version", lit(champion.model().version()),
                "features_name", lit(champion.features().name()),
                "features_version", lit(champion.features().version()),
                "run_id", lit(runId));
        return scored.select(Arrays.stream(datasets.predictions().schema().fieldNames())
                .map(name -> origin.getOrDefault(name, col("`" + name + "`")).alias(name))
                .toArray(Column[]::new));
    }
}
