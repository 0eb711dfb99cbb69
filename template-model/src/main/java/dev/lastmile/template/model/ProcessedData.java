package dev.lastmile.template.model;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import dev.lastmile.lake.DatasetName;
import dev.lastmile.lake.Snapshot;
import dev.lastmile.onnx.spark.OnnxTransformation;
import dev.lastmile.pipeline.Step;
import dev.lastmile.pipeline.StepMain;
import dev.lastmile.pipeline.StepRun;
import dev.lastmile.pipeline.registry.ChampionPair;
import dev.lastmile.template.data.Iris;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import picocli.CommandLine.Command;

/** Scores the interim data with the champion. */
@Command(name = "processed-data", description = "Scores the interim data with the champion in Spark.")
public final class ProcessedData implements Step {
    public static void main(String[] arguments) {
        System.exit(StepMain.run(Iris::project, new ProcessedData(), arguments));
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
        Dataset<Row> scored = OnnxTransformation.of(run.registry().onnx(champion.model()))
                .withKeys(List.of(Iris.ROW_ID))
                .withArrays()
                .apply(run.read(Iris.FEATURES_DATA, interim));
        run.publish(predictions(scored, champion, run.id()), Iris.PREDICTIONS);
    }

    private static Dataset<Row> predictions(Dataset<Row> scored, ChampionPair champion, String runId) {
        return scored.select(
                col(Iris.ROW_ID),
                col("prediction"),
                col("probability"),
                lit(champion.model().name()).alias("model_name"),
                lit(champion.model().version()).alias("model_version"),
                lit(champion.features().name()).alias("features_name"),
                lit(champion.features().version()).alias("features_version"),
                lit(runId).alias("run_id"));
    }
}
