package dev.lastmile.profile.leakage;

import java.util.Arrays;
import java.util.Comparator;

/** Scores of predictions. */
final class Scores {
    private Scores() {}

    /** Area under the ROC curve by ranks, ties as halves; 0.5 where one of the classes is missing. */
    static double auc(double[] score, double[] label) {
        Integer[] order = new Integer[score.length];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, Comparator.comparingDouble(i -> score[i]));
        double ranks = 0;
        double positive = 0;
        int i = 0;
        while (i < order.length) {
            int end = i;
            while (end < order.length && score[order[end]] == score[order[i]]) {
                end++;
            }
            double rank = (i + 1 + end) / 2.0;
            for (int k = i; k < end; k++) {
                ranks += label[order[k]] > 0 ? rank : 0;
                positive += label[order[k]] > 0 ? 1 : 0;
            }
            i = end;
        }
        double negative = score.length - positive;
        return positive == 0 || negative == 0 ? 0.5 : (ranks - positive * (positive + 1) / 2) / (positive * negative);
    }

    /** The share of the variance that is explained. */
    static double r2(double[] predicted, double[] label) {
        double mean = Arrays.stream(label).average().orElse(0);
        double error = 0;
        double variance = 0;
        for (int i = 0; i < label.length; i++) {
            error += (label[i] - predicted[i]) * (label[i] - predicted[i]);
            variance += (label[i] - mean) * (label[i] - mean);
        }
        return variance == 0 ? 0 : 1 - error / variance;
    }
}
