package dev.lastmile.pipeline.metrics;

import java.util.Arrays;
import java.util.Comparator;

/** ROC AUC and average precision of scores in memory; the order is computed once for any number of weightings. */
final class Ranking {
    private final int[] order;
    private final double[] scores;
    private final boolean[] positive;

    Ranking(double[] scores, boolean[] positive) {
        this.scores = scores;
        this.positive = positive;
        Integer[] places = new Integer[scores.length];
        Arrays.setAll(places, i -> i);
        Arrays.sort(places, Comparator.comparingDouble(place -> -scores[place]));
        this.order = Arrays.stream(places).mapToInt(Integer::intValue).toArray();
    }

    RankingMetrics metrics(double[] weights) {
        double positives = 0;
        double negatives = 0;
        double below = 0;
        double precisions = 0;
        int i = 0;
        while (i < order.length) {
            double score = scores[order[i]];
            double tiedPositives = 0;
            double tiedNegatives = 0;
            while (i < order.length && scores[order[i]] == score) {
                double weight = weights[order[i]];
                if (positive[order[i++]]) {
                    tiedPositives += weight;
                } else {
                    tiedNegatives += weight;
                }
            }
            below += tiedNegatives * (positives + tiedPositives / 2);
            positives += tiedPositives;
            negatives += tiedNegatives;
            if (tiedPositives > 0) {
                precisions += tiedPositives * positives / (positives + negatives);
            }
        }
        double pairs = positives * negatives;
        return new RankingMetrics(pairs == 0 ? Double.NaN : below / pairs, positives == 0 ? 0 : precisions / positives);
    }
}
