package dev.lastmile.pipeline.metrics;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** The metrics by which models are judged, under the names they are tracked by, as scikit-learn defines them. */
public enum Metric {
    /** Area under the ROC curve; ties count half. Undefined (NaN) where one of the two labels is absent. */
    ROC_AUC("roc_auc", true),
    /** Average precision: the sum of precisions at each distinct score, weighted by the increase in recall. */
    PR_AUC("pr_auc", true),
    /** Mean negative logarithm of the true label's probability, in nats. */
    LOG_LOSS("log_loss", false),
    /** Mean squared difference of the positive label's probability from 1 or 0. */
    BRIER("brier", false),
    /** F1 of the positive label. */
    F1("f1", true),
    /** Precision of the positive label, at the model's own threshold; 0 where it is never predicted. */
    PRECISION("precision", true),
    /** Recall of the positive label, at the model's own threshold. */
    RECALL("recall", true),
    /** Mean distance of observed frequency from mean probability, over ten bins of equal width. */
    CALIBRATION_ERROR("calibration_error", false),
    /** Share of rows whose label was predicted. */
    ACCURACY("accuracy", true),
    /** Mean recall of the labels that occur. */
    BALANCED_ACCURACY("balanced_accuracy", true),
    /** Mean F1 of the labels that occur or are predicted. */
    MACRO_F1("macro_f1", true),
    /** Mean F1 of the labels, weighted by how often each occurs. */
    WEIGHTED_F1("weighted_f1", true),
    /** Root mean squared error, in the label's unit. */
    RMSE("rmse", false),
    /** Mean absolute error, in the label's unit. */
    MAE("mae", false),
    /** Median absolute error, in the label's unit. */
    MEDIAN_ERROR("median_error", false),
    /** Share of the label's variance that is explained; undefined (NaN) where all true values are equal. */
    R2("r2", true);

    private final String key;
    private final boolean higher;

    Metric(String key, boolean higher) {
        this.key = key;
        this.higher = higher;
    }

    /** The name under which it is tracked. */
    public String key() {
        return key;
    }

    /** Whether the larger of two values is the better one. */
    public boolean isHigherBetter() {
        return higher;
    }

    /** The metric of a name, if there is one. */
    public static Optional<Metric> of(String key) {
        return Arrays.stream(values()).filter(metric -> metric.key.equals(key)).findFirst();
    }

    /** All names, for messages. */
    public static String keys() {
        return Arrays.stream(values()).map(Metric::key).collect(Collectors.joining(", "));
    }
}
