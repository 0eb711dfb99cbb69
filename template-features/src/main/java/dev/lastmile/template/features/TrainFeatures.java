package dev.lastmile.template.features;

import dev.lastmile.lake.Snapshot;
import dev.lastmile.onnx.OnnxModel;
import dev.lastmile.onnx.ParityReport;
import dev.lastmile.onnx.Tolerance;
import dev.lastmile.onnx.spark.SparkMlExporter;
import dev.lastmile.onnx.spark.SparkParity;
import dev.lastmile.pipeline.Step;
import dev.lastmile.pipeline.StepMain;
import dev.lastmile.pipeline.StepRun;
import dev.lastmile.pipeline.registry.Candidate;
import dev.lastmile.template.data.Iris;
import java.util.List;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import picocli.CommandLine.Command;

/** Fits the feature pipeline on the training rows and registers it in its Spark and its ONNX form. */
@Command(name = "train-features", description = "Fits the feature pipeline and registers it as iris-features.")
public final class TrainFeatures implements Step {
    private static final List<String> OUTPUTS = List.of(FeaturePipeline.FEATURES);

    public static void main(String[] arguments) {
        StepMain.main(Iris::project, new TrainFeatures(), arguments);
    }

    @Override
    public String name() {
        return "train-features";
    }

    @Override
    public void execute(StepRun run) {
        Snapshot raw = run.current(Iris.RAW, "raw-data");
        Dataset<Row> rows = run.read(Iris.RAW, raw);
        Dataset<Row> heldOut = Iris.heldOutRows(rows);

        PipelineModel model = run.fit(FeaturePipeline.estimator(), Iris.trainingRows(rows));
        OnnxModel onnx = SparkMlExporter.export(model, rows.schema(), OUTPUTS);
        ParityReport parity = SparkParity.compare(model, onnx, heldOut, OUTPUTS, Tolerance.DOUBLES);
        run.say(parity.summary());

        run.registry().register(run, Candidate.ofFeatures(Iris.FEATURES_MODEL, run, model, onnx, parity, heldOut));
    }
}
