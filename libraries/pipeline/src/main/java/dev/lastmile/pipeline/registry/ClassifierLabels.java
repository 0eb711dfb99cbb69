package dev.lastmile.pipeline.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lastmile.onnx.OnnxModel;
import dev.lastmile.onnx.OnnxScorer;
import dev.lastmile.pipeline.StepException;
import java.util.List;

/** The labels of a classifier, in the order of its probabilities, as its graph's metadata has them. */
final class ClassifierLabels {
    private static final String METADATA = "lastmile.labels";

    private ClassifierLabels() {}

    static List<String> of(OnnxModel model) {
        try (OnnxScorer scorer = new OnnxScorer(model.bytes())) {
            String labels = scorer.metadata().get(METADATA);
            if (labels == null) {
                throw new StepException("The classifier's graph does not say the order of its labels. Add the metadata"
                        + " property " + METADATA + ": a JSON list of them, in the order of probability.");
            }
            return new ObjectMapper().readValue(labels, new TypeReference<List<String>>() {});
        } catch (JsonProcessingException e) {
            throw new StepException(
                    "The classifier's metadata property " + METADATA + " is no JSON list of strings", e);
        }
    }
}
