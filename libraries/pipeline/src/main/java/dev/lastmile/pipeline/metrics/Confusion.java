package dev.lastmile.pipeline.metrics;

/**
 * Weights of rows by true and predicted label, and the metrics that follow from them, as scikit-learn defines them with
 * {@code zero_division=0}. The matrix is not copied.
 *
 * @param weights by true label (first index) and predicted label (second)
 */
public record Confusion(double[][] weights) {
    /** The weight of all rows. */
    public double total() {
        double sum = 0;
        for (int label = 0; label < weights.length; label++) {
            sum += ofTruth(label);
        }
        return sum;
    }

    /** The weight of the rows that have a label. */
    public double ofTruth(int label) {
        double sum = 0;
        for (double weight : weights[label]) {
            sum += weight;
        }
        return sum;
    }

    /** The weight of the rows for which a label is predicted. */
    public double ofPrediction(int label) {
        double sum = 0;
        for (double[] row : weights) {
            sum += row[label];
        }
        return sum;
    }

    public double accuracy() {
        double correct = 0;
        for (int label = 0; label < weights.length; label++) {
            correct += weights[label][label];
        }
        return correct / total();
    }

    /** The mean recall of the labels that occur. */
    public double balancedAccuracy() {
        double sum = 0;
        int labels = 0;
        for (int label = 0; label < weights.length; label++) {
            if (ofTruth(label) > 0) {
                sum += recall(label);
                labels++;
            }
        }
        return sum / labels;
    }

    public double precision(int label) {
        return share(weights[label][label], ofPrediction(label));
    }

    public double recall(int label) {
        return share(weights[label][label], ofTruth(label));
    }

    public double f1(int label) {
        return share(2 * weights[label][label], ofTruth(label) + ofPrediction(label));
    }

    /** The mean F1 of the labels that occur or are predicted. */
    public double macroF1() {
        double sum = 0;
        int labels = 0;
        for (int label = 0; label < weights.length; label++) {
            if (ofTruth(label) + ofPrediction(label) > 0) {
                sum += f1(label);
                labels++;
            }
        }
        return sum / labels;
    }

    /** The mean F1 of the labels by their weight. */
    public double weightedF1() {
        double sum = 0;
        for (int label = 0; label < weights.length; label++) {
            sum += f1(label) * ofTruth(label);
        }
        return sum / total();
    }

    private static double share(double part, double whole) {
        return whole == 0 ? 0 : part / whole;
    }
}
