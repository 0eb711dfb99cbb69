package dev.lastmile.pipeline.training;

import static org.apache.spark.sql.functions.abs;
import static org.apache.spark.sql.functions.col;

import dev.lastmile.pipeline.StepException;
import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.ml.classification.MultilayerPerceptronClassifier;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.NumericType;

/** Whether a label suits an estimator, which Spark would say after a while of training, or not at all. */
final class SparkMlLabels {
    private SparkMlLabels() {}

    /**
     * @param width number of features
     * @throws StepException if the classifier cannot have so many labels
     */
    static void require(SparkMlEstimator found, ClassLabels labels, int width) {
        int count = labels.values().size();
        boolean binomial = found.predictor() instanceof LogisticRegression regression
                && regression.getFamily().equals("binomial");
        if ((found.isBinaryOnly() || binomial) && count != 2) {
            throw new StepException(found.name() + " predicts two labels, and " + labels.column() + " has " + count
                    + ". Put it into a OneVsRest, or train another model, such as RandomForestClassifier.");
        }
        if (found.predictor() instanceof MultilayerPerceptronClassifier perceptron) {
            if (!perceptron.isSet(perceptron.layers())) {
                throw new StepException("MultilayerPerceptronClassifier has no layers. Call setLayers(new int[] {"
                        + width + ", …, " + count + "}).");
            }
            int[] layers = perceptron.getLayers();
            if (layers[0] != width || layers[layers.length - 1] != count) {
                throw new StepException("MultilayerPerceptronClassifier has layers from " + layers[0] + " to "
                        + layers[layers.length - 1] + ", and the rows have " + width + " features and " + count
                        + " labels. Call setLayers(new int[] {" + width + ", …, " + count + "}).");
            }
        }
    }

    /**
     * @throws StepException if a regressor's label is not a number, or is null, NaN or infinite in a training row
     */
    static void requireNumbers(SparkMlEstimator found, TrainingTask task) {
        String label = task.columns().label();
        DataType type = task.rows().training().schema().apply(label).dataType();
        if (!(type instanceof NumericType)) {
            throw new StepException("The label " + label + " is " + type.catalogString() + ", and " + found.name()
                    + " predicts numbers. Name a column of numbers, or train a classifier.");
        }
        Column value = col("`" + label + "`").cast("double");
        long odd = task.rows()
                .training()
                .filter(value.isNull().or(value.isNaN()).or(abs(value).equalTo(Double.POSITIVE_INFINITY)))
                .count();
        if (odd > 0) {
            throw new StepException(odd + " of the training rows have null, NaN or an infinity in the label " + label
                    + ". Leave such rows out, or fill the column.");
        }
    }
}
