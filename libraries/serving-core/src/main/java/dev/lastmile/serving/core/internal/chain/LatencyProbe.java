package dev.lastmile.serving.core.internal.chain;

import dev.lastmile.onnx.Batch;
import dev.lastmile.onnx.Column;
import dev.lastmile.onnx.OnnxModelException;
import dev.lastmile.serving.core.RequestRejectedException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Measures how many rows a chain scores fast enough for the event loop: best of ten runs, at most 1 ms.
 *
 * <p>The golden rows are repeated up to 1,024 rows; a chain without golden rows scores zeros and empty strings. The runs
 * of a slow chain are limited to 100 ms.
 */
public final class LatencyProbe {
    private static final int RUNS = 10;
    private static final Duration FAST = Duration.ofMillis(1);
    /** Nanoseconds below which no further run is needed. */
    private static final long ENOUGH = FAST.toNanos() / 2;

    private static final Duration BUDGET = Duration.ofMillis(100);
    private static final int[] SIZES = {1, 64, 1024};

    private LatencyProbe() {}

    /**
     * Rows up to which scoring takes less than 1 ms and does not wait for other calls.
     *
     * @return 0 if one row takes longer, or the chain rejects its golden rows
     */
    public static int eventLoopRows(ChampionChain chain) {
        try {
            Batch examples = chain.examples().filter(rows -> rows.rows() > 0).orElseGet(() -> zeros(chain.inputs()));
            chain.score(examples);
            return rows(chain, examples);
        } catch (RequestRejectedException | OnnxModelException e) {
            return 0;
        }
    }

    private static int rows(ChampionChain chain, Batch examples) {
        int rows = 0;
        long nanos = 0;
        for (int limit : SIZES) {
            int size = Math.min(limit, chain.smallRows());
            if (size == rows) {
                return rows;
            }
            long next = best(chain, Rows.repeat(examples, size));
            if (next > FAST.toNanos()) {
                // Interpolates between the two sizes.
                return rows == 0 ? 0 : rows + (int) ((size - rows) * (FAST.toNanos() - nanos) / (next - nanos));
            }
            rows = size;
            nanos = next;
        }
        return rows;
    }

    private static long best(ChampionChain chain, Batch rows) {
        long best = Long.MAX_VALUE;
        long begin = System.nanoTime();
        for (int run = 0; run < RUNS && best > ENOUGH && System.nanoTime() - begin < BUDGET.toNanos(); run++) {
            long start = System.nanoTime();
            chain.score(rows);
            best = Math.min(best, System.nanoTime() - start);
        }
        return best;
    }

    private static Batch zeros(List<InputColumn> inputs) {
        Map<String, Column> columns = new LinkedHashMap<>();
        inputs.forEach(input -> columns.put(input.name(), zero(input)));
        return Batch.of(columns);
    }

    private static Column zero(InputColumn input) {
        return switch (input.tensor()) {
            case DOUBLE ->
                input.isVector()
                        ? new Column.DoubleVectors(new double[input.width()], input.width())
                        : new Column.Doubles(new double[1]);
            case FLOAT ->
                input.isVector()
                        ? new Column.FloatVectors(new float[input.width()], input.width())
                        : new Column.Floats(new float[1]);
            case INT64, INT32 -> new Column.Longs(new long[1]);
            case BOOL -> new Column.Booleans(new boolean[1]);
            case STRING -> new Column.Strings(new String[] {""});
        };
    }
}
