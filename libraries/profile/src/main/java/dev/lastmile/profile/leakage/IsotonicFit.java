package dev.lastmile.profile.leakage;

import java.util.Arrays;
import java.util.Comparator;

/**
 * The monotonic function with the least squared error, by pooling adjacent violators (M. Ayer et al., 1955), and linear
 * between the points; falling ones are fitted to the negative number.
 */
final class IsotonicFit {
    private final double[] xs;
    private final double[] ys;

    private IsotonicFit(double[] xs, double[] ys) {
        this.xs = xs;
        this.ys = ys;
    }

    static IsotonicFit fit(double[] x, double[] y) {
        Integer[] order = new Integer[x.length];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, Comparator.comparingDouble(i -> x[i]));
        double[] first = new double[x.length];
        double[] last = new double[x.length];
        double[] sum = new double[x.length];
        double[] weight = new double[x.length];
        int blocks = 0;
        for (int i : order) {
            boolean same = blocks > 0 && last[blocks - 1] == x[i];
            if (!same) {
                first[blocks] = x[i];
                last[blocks] = x[i];
                sum[blocks] = y[i];
                weight[blocks++] = 1;
            } else {
                sum[blocks - 1] += y[i];
                weight[blocks - 1]++;
            }
            // A block of equal numbers is complete only with the next one; pooling it earlier changes nothing in the
            // end.
            while (blocks > 1 && sum[blocks - 2] / weight[blocks - 2] > sum[blocks - 1] / weight[blocks - 1]) {
                last[blocks - 2] = last[blocks - 1];
                sum[blocks - 2] += sum[blocks - 1];
                weight[blocks - 2] += weight[blocks - 1];
                blocks--;
            }
        }
        double[] xs = new double[blocks * 2];
        double[] ys = new double[blocks * 2];
        for (int i = 0; i < blocks; i++) {
            xs[2 * i] = first[i];
            xs[2 * i + 1] = last[i];
            ys[2 * i] = sum[i] / weight[i];
            ys[2 * i + 1] = ys[2 * i];
        }
        return new IsotonicFit(xs, ys);
    }

    double at(double x) {
        if (x <= xs[0]) {
            return ys[0];
        } else if (x >= xs[xs.length - 1]) {
            return ys[ys.length - 1];
        }
        int place = Arrays.binarySearch(xs, x);
        if (place >= 0) {
            return ys[place];
        }
        int right = -place - 1;
        double width = xs[right] - xs[right - 1];
        double share = Double.isInfinite(width) || width == 0 ? 0 : (x - xs[right - 1]) / width;
        return ys[right - 1] + share * (ys[right] - ys[right - 1]);
    }
}
