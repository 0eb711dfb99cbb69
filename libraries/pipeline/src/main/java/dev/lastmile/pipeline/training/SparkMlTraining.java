package dev.lastmile.pipeline.training;

import dev.lastmile.onnx.OnnxModel;
import dev.lastmile.onnx.OnnxModelException;
import dev.lastmile.onnx.ParityReport;
import dev.lastmile.onnx.Tolerance;
import dev.lastmile.onnx.spark.SparkMlExporter;
import dev.lastmile.onnx.spark.SparkParity;
import dev.lastmile.pipeline.registry.Candidate;
import dev.lastmile.pipeline.run.FitLog;
import dev.lastmile.pipeline.run.RunLog;
import java.util.List;
import java.util.Map;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.Model;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.evaluation.Evaluator;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Trains Spark ML models and logs every parameter of them and of their stages. */
public final class SparkMlTraining {
    private SparkMlTraining() {}

    /**
     * Fits a feature pipeline, exports it and compares both on the held-out rows, or a sample of them.
     *
     * @param name the registered model's name
     * @param outputs the columns of the pipeline that the ONNX graph returns
     * @throws OnnxModelException naming the stage or column that has no ONNX form
     */
    public static Candidate features(
            FitLog log, String name, Pipeline pipeline, TrainingRows rows, List<String> outputs) {
        SparkMlExporter.requireInputs(pipeline, rows.training().schema());
        SparkMlExporter.requireConverters(pipeline);
        PipelineModel model = fit(log, pipeline, rows.training());
        OnnxModel onnx = FeatureNames.noteIn(
                SparkMlExporter.export(model, rows.training().schema(), outputs), model, rows.training(), outputs);
        Dataset<Row> sample = LocalRows.sample(rows.heldOut());
        ParityReport parity = SparkParity.compare(model, onnx, sample, outputs, Tolerance.DOUBLES);
        return Candidate.ofFeatures(name, model, onnx, parity, sample);
    }

    /**
     * Fits an estimator; its parameters and those of its stages are logged as {@code <stage>.<parameter>}, and as {@code
     * fit_2.<stage>.<parameter>} if an earlier fit of the run has logged others under these names. What a
     * search has tried is logged as child runs.
     */
    public static <M extends Model<M>> M fit(FitLog log, Estimator<M> estimator, Dataset<Row> rows) {
        log.logFit(SparkMlParameters.of(estimator));
        M model = estimator.fit(rows);
        SparkMlSearch.in(model).forEach(log::logSearch);
        return model;
    }

    /** Evaluates predictions; the metric is logged under the evaluator's own name for it. */
    public static double evaluate(RunLog log, Evaluator evaluator, Dataset<Row> predictions) {
        double value = evaluator.evaluate(predictions);
        log.logMetrics(Map.of(SparkMlParameters.metricName(evaluator), value));
        return value;
    }
}
