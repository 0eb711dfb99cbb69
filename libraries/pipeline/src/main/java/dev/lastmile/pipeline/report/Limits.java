package dev.lastmile.pipeline.report;

import dev.lastmile.contract.Role;
import dev.lastmile.pipeline.evaluation.ClassifierEvaluation;
import dev.lastmile.pipeline.evaluation.Evaluation;
import dev.lastmile.pipeline.metrics.Metric;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** What a model has not been tested on, as far as a training can know it. */
final class Limits {
    /** Under so many rows of a label its recall has an interval of about 0.3 or more. */
    private static final int FEW_ROWS = 30;
    /** Under so many rows a champion is provisional. */
    private static final int FEW_HELD_OUT = 1000;

    private static final int SHOWN = 5;

    private Limits() {}

    /** Sentences. */
    static List<String> of(ReportSubject subject) {
        List<String> limits = new ArrayList<>(subject.limits());
        Evaluation evaluation = subject.evaluation();
        if (evaluation.rows() < FEW_HELD_OUT) {
            limits.add("Judged on only " + evaluation.rows() + " held-out rows: the intervals are wide.");
        }
        if (evaluation instanceof ClassifierEvaluation classifier) {
            ofLabels(classifier, limits);
        }
        if (subject.rows().slice().isEmpty()) {
            limits.add("Not judged on groups of rows: metrics of all rows can hide a group that is predicted badly."
                    + " Name a column with ScoredRows.withSlice in the gate's rule.");
        }
        limits.add("Not tested on rows outside the contract: the service and batch scoring reject them.");
        if (subject.contract().column(Role.TIME).isEmpty()) {
            limits.add("Not tested over time: no column of the contract says when a row was true.");
        }
        limits.add("Importance and partial dependence describe the model, not causes: what changes a column in the"
                + " world changes others too.");
        return limits;
    }

    private static void ofLabels(ClassifierEvaluation classifier, List<String> limits) {
        List<String> rare = IntStream.range(0, classifier.labels().size())
                .filter(label -> IntStream.range(0, classifier.labels().size())
                                .mapToLong(predicted -> classifier.confusion()[label][predicted])
                                .sum()
                        < FEW_ROWS)
                .mapToObj(classifier.labels()::get)
                .toList();
        if (!rare.isEmpty()) {
            limits.add("Hardly tested on " + rare.size() + " of "
                    + classifier.labels().size() + " labels, which have"
                    + " fewer than " + FEW_ROWS + " held-out rows: "
                    + String.join(", ", rare.subList(0, Math.min(SHOWN, rare.size())))
                    + (rare.size() > SHOWN ? ", …" : "") + ".");
        }
        if (!classifier.values().containsKey(Metric.LOG_LOSS)) {
            limits.add("The model has no probabilities: how sure it is of a prediction is unknown.");
        }
    }
}
