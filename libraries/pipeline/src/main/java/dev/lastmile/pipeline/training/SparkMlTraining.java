package dev.lastmile.pipeline.training;

import dev.lastmile.onnx.OnnxModel;
import dev.lastmile.onnx.OnnxModelException;
import dev.lastmile.onnx.ParityReport;
import dev.lastmile.onnx.Tolerance;
import dev.lastmile.onnx.spark.SparkMlExporter;
import dev.lastmile.onnx.spark.SparkParity;
import dev.lastmile.pipeline.registry.Candidate;
import dev.lastmile.pipeline.run.RunLog;
import dev.lastmile.tracking.ModelVersion;
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
     * Fits a feature pipeline, exports it and compares both on the held-out rows.
     *
     * @param name the registered model's name
     * @param outputs the columns of the pipeline that the ONNX graph returns
     * @throws OnnxModelException naming the stage or column that has no ONNX form
     */
    public static Candidate features(
            RunLog log, String name, Pipeline pipeline, TrainingRows rows, List<String> outputs) {
        PipelineModel model = fit(log, pipeline, rows.training());
        OnnxModel onnx = SparkMlExporter.export(model, rows.training().schema(), outputs);
        ParityReport parity = SparkParity.compare(model, onnx, rows.heldOut(), outputs, Tolerance.DOUBLES);
        return Candidate.ofFeatures(name, model, onnx, parity, rows.heldOut());
    }

    /**
     * Fits a model on features, exports it and compares both on the held-out rows.
     *
     * @param name the registered model's name
     * @param rows with the features as a vector
     * @param outputs the columns of the model that the ONNX graph returns
     * @param features the version that has computed the features
     * @throws OnnxModelException naming the stage or column that has no ONNX form
     */
    public static <M extends Model<M>> Candidate candidate(
            RunLog log,
            String name,
            Estimator<M> estimator,
            TrainingRows rows,
            List<String> outputs,
            ModelVersion features) {
        M model = fit(log, estimator, rows.training());
        OnnxModel onnx = SparkMlExporter.export(model, rows.training().schema(), outputs);
        ParityReport parity = SparkParity.compare(model, onnx, rows.heldOut(), outputs, Tolerance.DOUBLES);
        return Candidate.ofModel(name, model, onnx, parity, rows.heldOut(), features);
    }

    /** Fits an estimator; its parameters and those of its stages are logged as {@code <stage>.<parameter>}. */
    public static <M extends Model<M>> M fit(RunLog log, Estimator<M> estimator, Dataset<Row> rows) {
        log.logParameters(SparkMlParameters.of(estimator));
        return estimator.fit(rows);
    }

    /** Evaluates predictions; the metric is logged under the evaluator's own name for it. */
    public static double evaluate(RunLog log, Evaluator evaluator, Dataset<Row> predictions) {
        double value = evaluator.evaluate(predictions);
        log.logMetrics(Map.of(SparkMlParameters.metricName(evaluator), value));
        return value;
    }
}
