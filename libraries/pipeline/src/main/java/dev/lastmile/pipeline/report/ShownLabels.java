package dev.lastmile.pipeline.report;

import dev.lastmile.pipeline.evaluation.ClassifierEvaluation;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** Which labels of a classifier get a line of a chart. */
final class ShownLabels {
    /** Of curves: more lines cannot be told apart. */
    static final int MOST = 6;

    private ShownLabels() {}

    /** The positive one of two labels, or the most frequent of more, as indices. */
    static List<Integer> of(ClassifierEvaluation evaluation) {
        int positive = evaluation.scores().positive();
        return positive >= 0 ? List.of(positive) : mostFrequent(evaluation, MOST);
    }

    /** The labels of most held-out rows, in the model's own order. */
    static List<Integer> mostFrequent(ClassifierEvaluation evaluation, int most) {
        return IntStream.range(0, evaluation.labels().size())
                .boxed()
                .sorted(Comparator.comparingDouble(
                        label -> -evaluation.scores().confusion().ofTruth(label)))
                .limit(most)
                .sorted()
                .toList();
    }
}
