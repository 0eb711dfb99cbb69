package dev.lastmile.serving.core.chain;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.lastmile.onnx.Batch;
import dev.lastmile.onnx.GoldenRows;
import dev.lastmile.onnx.GraphMetadata;
import dev.lastmile.onnx.OnnxScorer;
import dev.lastmile.serving.core.ServingException;
import dev.lastmile.tracking.model.OnnxModelFolder;
import java.util.Optional;

/** What a graph that was merged of a pair's two has to be before it answers in their place. */
final class MergedGraph {
    private static final ObjectMapper JSON = new ObjectMapper();

    private MergedGraph() {}

    /**
     * @param examples rows of the features, if the model came with some
     * @throws ServingException if it was merged of other models, or does not say what they say in turn
     */
    static void requireEquivalent(
            ChampionPair pair, OnnxScorer merged, OnnxScorer features, OnnxScorer model, Optional<Batch> examples) {
        String mergedOf = merged.metadata().getOrDefault(GraphMetadata.CHAIN, "");
        if (!digests(pair).equals(json(mergedOf))) {
            throw new ServingException(pair.model() + " has a " + OnnxModelFolder.CHAIN + " of other models, "
                    + mergedOf + ", and its own are " + digests(pair) + ". Train it again, or roll back.");
        }
        examples.flatMap(rows -> sequential(rows, features, model).failure(merged))
                .ifPresent(failure -> {
                    throw new ServingException(pair + " say something else as one graph: " + failure
                            + ". Train the model again, or roll back.");
                });
    }

    private static GoldenRows sequential(Batch rows, OnnxScorer features, OnnxScorer model) {
        Batch made = features.score(rows);
        Batch answers = model.score(TwoSessions.modelInputs(made, model));
        return new GoldenRows(rows, RowStatusFilter.without(answers));
    }

    private static ArrayNode digests(ChampionPair pair) {
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
