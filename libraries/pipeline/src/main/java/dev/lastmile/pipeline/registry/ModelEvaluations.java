package dev.lastmile.pipeline.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lastmile.onnx.GraphMetadata;
import dev.lastmile.onnx.OnnxModel;
import dev.lastmile.onnx.OnnxScorer;
import dev.lastmile.onnx.TensorSpec;
import dev.lastmile.pipeline.StepException;
import dev.lastmile.pipeline.evaluation.ClassifierEvaluation;
import dev.lastmile.pipeline.evaluation.Evaluation;
import dev.lastmile.pipeline.evaluation.RegressionEvaluation;
import dev.lastmile.pipeline.metrics.ScoredRows;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Scored rows judged as what the model's graph says that it is, a classifier or a regressor. */
public final class ModelEvaluations {
    private static final String PREDICTION = "prediction";
    private static final String PROBABILITY = "probability";

    private ModelEvaluations() {}

    /**
     * @param scored by the model, with its outputs as columns
     * @param label the column of true labels or values
     * @throws StepException if the model is neither, or the rows cannot be judged
     */
    static Evaluation of(Dataset<Row> scored, String label, OnnxModel model) {
        return of(scored, label, model, ScoredRows.plain());
    }

    /** The same with weights, slices or a positive label. */
    public static Evaluation of(Dataset<Row> scored, String label, OnnxModel model, ScoredRows how) {
        try (OnnxScorer scorer = new OnnxScorer(model.bytes())) {
            String labels = scorer.metadata().get(GraphMetadata.LABELS);
            if (labels != null) {
                return ClassifierEvaluation.of(scored, label, list(labels), how);
            }
            if (isRegressor(scorer.outputs())) {
                return RegressionEvaluation.of(scored, label, how);
            }
            throw new StepException("The model's graph does not say whether it is a classifier or a regressor. Give a"
                    + " classifier the metadata property " + GraphMetadata.LABELS
                    + ", a JSON list of its labels in the order of"
                    + " probability; let a regressor give one double or float a row as " + PREDICTION + ", and no "
                    + PROBABILITY + ".");
        }
    }

    // A classifier of Spark ML gives a double too: the index of a label.
    private static boolean isRegressor(List<TensorSpec> outputs) {
        return outputs.stream().noneMatch(output -> output.name().equals(PROBABILITY))
                && outputs.stream()
                        .anyMatch(output -> output.name().equals(PREDICTION)
                                && !output.isVector()
                                && output.type().isFloating());
    }

    private static List<String> list(String json) {
        try {
            return new ObjectMapper().readValue(json, new TypeReference<List<String>>() {});
        } catch (JsonProcessingException e) {
            throw new StepException(
                    "The classifier's metadata property " + GraphMetadata.LABELS + " is no JSON list of strings", e);
        }
    }
}
