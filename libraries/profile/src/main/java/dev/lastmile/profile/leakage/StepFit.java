package dev.lastmile.profile.leakage;

import java.util.Arrays;
import java.util.Comparator;
import java.util.PriorityQueue;

/**
 * A regression tree on one number: steps that are split where the squared error falls most, best first. A tree of depth two
 * has at most four leaves. For a label of 0 and 1 the reduction of the squared error is that of the Gini impurity.
 */
final class StepFit {
    private final double[] ends;
    private final double[] means;

    private record Leaf(int from, int to, int depth, int split, double gain) {}

    private StepFit(double[] ends, double[] means) {
        this.ends = ends;
        this.means = means;
    }

    /**
     * Fits.
     *
     * @param x numbers, infinities included
     * @param y labels of the same length
     */
    static StepFit fit(double[] x, double[] y, int leaves, int depth, int least) {
        Integer[] order = new Integer[x.length];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, Comparator.comparingDouble(i -> x[i]));
        double[] sorted = new double[x.length];
        double[] sums = new double[x.length + 1];
        for (int i = 0; i < x.length; i++) {
            sorted[i] = x[order[i]];
            sums[i + 1] = sums[i] + y[order[i]];
        }
        PriorityQueue<Leaf> open = new PriorityQueue<>(Comparator.comparingDouble(leaf -> -leaf.gain()));
        open.add(leaf(sorted, sums, 0, x.length, depth, least));
        while (open.size() < leaves && open.peek().gain() > 0) {
            Leaf leaf = open.poll();
            open.add(leaf(sorted, sums, leaf.from(), leaf.split(), leaf.depth() - 1, least));
            open.add(leaf(sorted, sums, leaf.split(), leaf.to(), leaf.depth() - 1, least));
        }
        Leaf[] all = open.stream().sorted(Comparator.comparingInt(Leaf::from)).toArray(Leaf[]::new);
        double[] ends = new double[all.length - 1];
        double[] means = new double[all.length];
        for (int i = 0; i < all.length; i++) {
            means[i] = (sums[all[i].to()] - sums[all[i].from()]) / Math.max(1, all[i].to() - all[i].from());
            if (i < ends.length) {
                ends[i] = middle(sorted[all[i].to() - 1], sorted[all[i].to()]);
            }
        }
        return new StepFit(ends, means);
    }

    /** The mean label of the leaf. */
    double at(double x) {
        int place = Arrays.binarySearch(ends, x);
        return means[place < 0 ? -place - 1 : place];
    }

    private static Leaf leaf(double[] x, double[] sums, int from, int to, int depth, int least) {
        int split = -1;
        double best = 1e-12;
        double whole = gain(sums, from, to);
        for (int i = from + least; depth > 0 && i <= to - least; i++) {
            if (x[i] > x[i - 1]) {
                double gain = gain(sums, from, i) + gain(sums, i, to) - whole;
                if (gain > best) {
                    best = gain;
                    split = i;
                }
            }
        }
        return new Leaf(from, to, depth, split, split < 0 ? 0 : best);
    }

    private static double gain(double[] sums, int from, int to) {
        double sum = sums[to] - sums[from];
        return sum * sum / (to - from);
    }

    private static double middle(double left, double right) {
        double middle = left + (right - left) / 2;
        return middle < right && !Double.isNaN(middle) ? middle : left;
    }
}
