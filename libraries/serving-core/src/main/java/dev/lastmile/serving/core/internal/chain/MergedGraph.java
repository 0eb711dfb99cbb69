package dev.lastmile.serving.core.internal.chain;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.lastmile.onnx.Batch;
import dev.lastmile.onnx.GoldenRows;
import dev.lastmile.onnx.GraphMetadata;
import dev.lastmile.onnx.OnnxScorer;
import dev.lastmile.serving.core.ServingException;
import dev.lastmile.tracking.model.ChampionPairRef;
import dev.lastmile.tracking.model.OnnxModelFolder;
import java.util.Optional;

/** Checks that a merged graph is equivalent to the two graphs of a pair. */
final class MergedGraph {
    private static final ObjectMapper JSON = new ObjectMapper();

    private MergedGraph() {}

    /**
     * @param examples golden rows of the features, if it was registered with some
     * @throws ServingException if it was merged from other models, or its outputs differ from those of the two sessions
     */
    static void requireEquivalent(
            ChampionPairRef pair, OnnxScorer merged, OnnxScorer features, OnnxScorer model, Optional<Batch> examples) {
        String mergedOf = merged.metadata().getOrDefault(GraphMetadata.CHAIN, "");
        if (!digests(pair).equals(json(mergedOf))) {
            throw new ServingException(pair.model() + " has a " + OnnxModelFolder.CHAIN + " merged from other models, "
                    + mergedOf + ", not from " + digests(pair) + ". Train it again, or roll back.");
        }
        examples.flatMap(rows -> sequential(rows, features, model).failure(merged))
                .ifPresent(failure -> {
                    throw new ServingException(pair + " score differently as one graph: " + failure
                            + ". Train the model again, or roll back.");
                });
    }

    private static GoldenRows sequential(Batch rows, OnnxScorer features, OnnxScorer model) {
        Batch computed = features.score(rows);
        Batch outputs = model.score(TwoSessions.modelInputs(computed, model));
        return new GoldenRows(rows, RowStatusFilter.without(outputs));
    }

    private static ArrayNode digests(ChampionPairRef pair) {
        return JSON.createArrayNode()
                .add(pair.features().digest())
                .add(pair.model().digest());
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            return JSON.missingNode();
        }
    }
}
