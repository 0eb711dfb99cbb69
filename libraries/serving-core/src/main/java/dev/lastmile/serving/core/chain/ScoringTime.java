package dev.lastmile.serving.core.chain;

import dev.lastmile.onnx.Batch;
import dev.lastmile.onnx.Column;
import dev.lastmile.onnx.OnnxModelException;
import dev.lastmile.serving.core.RefusedRequestException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How long a chain takes to score few rows. */
public final class ScoringTime {
    private static final int RUNS = 10;
    private static final Duration SHORT = Duration.ofMillis(1);

    private ScoringTime() {}

    /**
     * Whether others can wait while it scores: a millisecond at most, the best of ten. It is asked its golden rows, or a row
     * of zeros and empty strings if it came without; one that does not score them may take long.
     */
    public static boolean isShort(ChampionChain chain) {
        try {
            return best(chain, chain.examples().orElseGet(() -> zeros(chain.inputs()))) <= SHORT.toNanos();
        } catch (RefusedRequestException | OnnxModelException e) {
            return false;
        }
    }

    private static long best(ChampionChain chain, Batch rows) {
        long best = Long.MAX_VALUE;
        for (int run = 0; run < RUNS; run++) {
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
            case INT64 -> new Column.Longs(new long[1]);
            case STRING -> new Column.Strings(new String[] {""});
        };
    }
}
