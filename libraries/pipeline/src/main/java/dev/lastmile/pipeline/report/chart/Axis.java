package dev.lastmile.pipeline.report.chart;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;

/**
 * From values to pixels.
 *
 * @param from value at {@code start}
 * @param to value at {@code end}
 */
record Axis(double from, double to, double start, double end) {
    /** A tick. */
    record Tick(double value, String text) {}

    private static final int TICKS = 5;

    /** An axis of the finite ones among these values, with a little room at both ends. */
    static Axis around(double start, double end, double... values) {
        double[] finite = Arrays.stream(values).filter(Double::isFinite).toArray();
        double least = Arrays.stream(finite).min().orElse(0);
        double greatest = Arrays.stream(finite).max().orElse(1);
        double room = greatest > least ? (greatest - least) * 0.04 : Math.max(Math.abs(least) * 0.1, 1e-3);
        return new Axis(least - room, greatest + room, start, end);
    }

    double pixel(double value) {
        return start + (value - from) / (to - from) * (end - start);
    }

    /** At round numbers. */
    List<Tick> ticks() {
        double rough = (to - from) / TICKS;
        double power = Math.pow(10, Math.floor(Math.log10(rough)));
        double step = rough / power <= 1
                ? power
                : rough / power <= 2 ? 2 * power : rough / power <= 5 ? 5 * power : 10 * power;
        List<Tick> ticks = new ArrayList<>();
        for (long i = (long) Math.ceil(from / step - 1e-9); i * step <= to + step * 1e-9; i++) {
            ticks.add(new Tick(i * step, text(i * step)));
        }
        return ticks;
    }

    /** At some of these values, so far apart that their texts do not touch. */
    List<Tick> ticks(double[] values, List<String> texts) {
        TreeMap<Double, String> named = new TreeMap<>();
        for (int i = 0; i < values.length; i++) {
            named.put(values[i], texts.get(i).replaceFirst("T.*", ""));
        }
        List<Tick> ticks = new ArrayList<>();
        double free = Double.NEGATIVE_INFINITY;
        for (var value : named.entrySet()) {
            double half = Markup.width(value.getValue()) / 2 + 4;
            if (pixel(value.getKey()) - half >= free) {
                ticks.add(new Tick(value.getKey(), value.getValue()));
                free = pixel(value.getKey()) + half;
            }
        }
        return ticks;
    }

    /** Up to four digits. */
    static String text(double value) {
        if (value == 0 || Double.isNaN(value)) {
            return value == 0 ? "0" : "–";
        }
        double size = Math.abs(value);
        if (size >= 1e6 || size < 1e-4) {
            return String.format(Locale.ROOT, "%.2e", value)
                    .replaceFirst("\\.?0*e", "e")
                    .replaceFirst("e\\+?(-?)0*", "e$1");
        }
        return new BigDecimal(value)
                .round(new MathContext(size >= 1000 ? 6 : 4))
                .stripTrailingZeros()
                .toPlainString();
    }
}
