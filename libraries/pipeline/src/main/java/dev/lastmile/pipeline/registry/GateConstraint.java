package dev.lastmile.pipeline.registry;

import dev.lastmile.pipeline.StepException;
import dev.lastmile.pipeline.evaluation.ClassifierEvaluation;
import dev.lastmile.pipeline.evaluation.Evaluation;
import dev.lastmile.pipeline.metrics.Metric;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A bound that a challenger has to keep.
 *
 * @param text as it was written
 * @param subject the name of a metric, {@code model_size} in bytes, or {@code latency}, the median time in milliseconds in
 *     which features and model score one row here
 * @param label of which precision, recall or F1 is meant; empty for the model's own
 * @param least whether the bound is a lower one
 */
record GateConstraint(String text, String subject, String label, boolean least, double bound) {
    private static final String SIZE = "model_size";
    private static final String LATENCY = "latency";
    private static final Pattern FORM =
            Pattern.compile("\\s*([a-z_0-9]+)\\s*(?:\\(\\s*\"(.*)\"\\s*\\))?\\s*(>=|<=)\\s*([-+.0-9eE]+)\\s*");

    static GateConstraint parse(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            throw unknown(text, "is not of the form metric >= number");
        }
        String label = form.group(2) == null ? "" : form.group(2);
        boolean known = form.group(1).equals(SIZE)
                || form.group(1).equals(LATENCY)
                || Metric.of(form.group(1)).isPresent();
        boolean ofLabel = form.group(1).matches("precision|recall|f1");
        if (!known || form.group(2) != null && !ofLabel) {
            throw unknown(text, "names no metric that exists");
        }
        try {
            return new GateConstraint(
                    text.strip(), form.group(1), label, form.group(3).equals(">="), Double.parseDouble(form.group(4)));
        } catch (NumberFormatException e) {
            throw unknown(text, "has no number as its bound");
        }
    }

    /** Why the bound is not kept; empty if it is. */
    Optional<String> rejection(Evaluation evaluation, ModelCost cost) {
        Optional<Double> value = value(evaluation, cost);
        if (value.isEmpty() && !label.isEmpty() && evaluation instanceof ClassifierEvaluation classifier) {
            return Optional.of(text + " cannot be checked: the model's labels are " + classifier.labels());
        } else if (value.isEmpty() || value.get().isNaN()) {
            return Optional.of(text + " cannot be checked: the model has no such value on these rows");
        }
        boolean kept = least ? value.get() >= bound : value.get() <= bound;
        return kept ? Optional.empty() : Optional.of(text + " is not met: it is " + Evaluation.text(value.get()));
    }

    /** Whether the time of scoring a row has to be measured. */
    boolean isOfLatency() {
        return subject.equals(LATENCY);
    }

    private Optional<Double> value(Evaluation evaluation, ModelCost cost) {
        if (subject.equals(SIZE)) {
            return Optional.of((double) cost.bytes());
        } else if (subject.equals(LATENCY)) {
            return Optional.of(cost.millisPerRow());
        } else if (!label.isEmpty()) {
            return evaluation.ofLabel(subject, label);
        }
        return Metric.of(subject).map(metric -> evaluation.values().get(metric));
    }

    private static StepException unknown(String text, String why) {
        return new StepException("The gate's constraint '" + text + "' " + why
                + ". Write one such as recall(\"1\") >= 0.3, model_size <= 5e7 or latency <= 2, with one of "
                + Metric.keys() + ".");
    }
}
