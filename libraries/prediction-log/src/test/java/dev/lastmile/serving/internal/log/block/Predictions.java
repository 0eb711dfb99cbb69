package dev.lastmile.serving.internal.log.block;

import dev.lastmile.onnx.Batch;
import dev.lastmile.onnx.Column;
import dev.lastmile.serving.core.internal.prediction.Prediction;
import dev.lastmile.serving.core.internal.prediction.PredictionLog.Caller;
import dev.lastmile.tracking.model.ChampionPairRef;
import dev.lastmile.tracking.model.ModelVersionRef;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/** Predictions of no model, for tests of the log. */
public final class Predictions {
    public static final ChampionPairRef PAIR = pair("3");
    public static final Caller NOBODY = new Caller("", null);

    private Predictions() {}

    public static ChampionPairRef pair(String version) {
        String digest = "sha256:" + "0".repeat(64);
        return new ChampionPairRef(
                new ModelVersionRef("iris-classifier", version, digest),
                new ModelVersionRef("iris-features", "2", digest));
    }

    /** A prediction of one column. */
    public static Prediction of(Column column) {
        return of(PAIR, Map.of("a", column), null);
    }

    public static Prediction of(ChampionPairRef pair, Map<String, Column> inputs, Map<String, Column> outputs) {
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
