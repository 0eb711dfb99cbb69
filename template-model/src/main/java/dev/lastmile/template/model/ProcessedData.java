package dev.lastmile.template.model;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import dev.lastmile.lake.DatasetName;
import dev.lastmile.lake.Snapshot;
import dev.lastmile.onnx.spark.OnnxTransformation;
import dev.lastmile.pipeline.Step;
import dev.lastmile.pipeline.StepMain;
import dev.lastmile.pipeline.StepRun;
import dev.lastmile.template.data.Iris;
import dev.lastmile.tracking.model.ChampionPair;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import picocli.CommandLine.Command;

/** Scores the interim data with the champion. */
@Command(name = "processed-data", description = "Scores the interim data with the champion in Spark.")
public final class ProcessedData implements Step {
    public static void main(String[] arguments) {
        StepMain.main(Iris::project, new ProcessedData(), arguments);
    }

    @Override
    public String name() {
        return "processed-data";
    }

    @Override
    public List<DatasetName> outputs() {
        return List.of(Iris.PREDICTIONS.dataset());
    }

    @Override
    public void execute(StepRun run) {
        ChampionPair champion = run.registry().requireChampion(Iris.CLASSIFIER_MODEL, "train-classifier");
        Snapshot interim = run.madeBy(champion.features(), Iris.FEATURES_DATA, "interim-data");
        run.uses(champion.features());
        run.uses(champion.model());
        run.say("scoring with " + champion);
        // tag::score[]
        Dataset<Row> scored = OnnxTransformation.of(run.registry().onnx(champion.model()))
                .withKeys(List.of(Iris.ROW_ID))
                .withArrays()
                .apply(run.read(Iris.FEATURES_DATA, interim));
        // end::score[]
        run.publish(predictions(scored, champion, run.id()), Iris.PREDICTIONS);
    }

    /** The columns of the contract: who has predicted, and of the model's outputs those that are named there. */
    private static Dataset<Row> predictions(Dataset<Row> scored, ChampionPair champion, String runId) {
        Map<String, Column> origin = Map.of(
                "model_name", lit(champion.model().name()),
                "model_version", lit(champion.model().version()),
                "features_name", lit(champion.features().name()),
                "features_version", lit(champion.features().version()),
                "run_id", lit(runId));
        return scored.select(Arrays.stream(Iris.PREDICTIONS.schema().fieldNames())
                .map(name -> origin.getOrDefault(name, col(name)).alias(name))
                .toArray(Column[]::new));
    }
}
