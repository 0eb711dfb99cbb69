package dev.lastmile.serving.log.block;

import dev.lastmile.onnx.Batch;
import dev.lastmile.onnx.Column;
import dev.lastmile.serving.core.chain.ChampionPair;
import dev.lastmile.serving.core.chain.ModelPin;
import dev.lastmile.serving.core.prediction.Prediction;
import dev.lastmile.serving.core.prediction.PredictionLog.Caller;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/** Predictions of no model, for tests of the log. */
public final class Predictions {
    public static final ChampionPair PAIR = pair("3");
    public static final Caller NOBODY = new Caller("", null);

    private Predictions() {}

    public static ChampionPair pair(String version) {
        String digest = "sha256:" + "0".repeat(64);
        return new ChampionPair(
                new ModelPin("iris-classifier", version, digest), new ModelPin("iris-features", "2", digest));
    }

    /** A prediction of one column. */
    public static Prediction of(Column column) {
        return of(PAIR, Map.of("a", column), null);
    }

    public static Prediction of(ChampionPair pair, Map<String, Column> inputs, Map<String, Column> outputs) {
        return new Prediction(
                UUID.randomUUID(),
                System.currentTimeMillis(),
                pair,
                Batch.of(inputs),
                outputs == null ? null : Batch.of(outputs));
    }

    /** A map that keeps the order of its columns. */
    public static Map<String, Column> columns(Object... namesAndColumns) {
        Map<String, Column> columns = new LinkedHashMap<>();
        for (int i = 0; i < namesAndColumns.length; i += 2) {
            columns.put((String) namesAndColumns[i], (Column) namesAndColumns[i + 1]);
        }
        return columns;
    }
}
