package dev.lastmile.tracking.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * An example of a model's input, in MLflow's two files.
 *
 * @param info its description in {@code MLmodel}
 * @param data the example
 * @param request the example as a request to a scoring server
 */
record InputExample(ObjectNode info, JsonNode data, JsonNode request) {
    static final String FILE = "input_example.json";
    static final String SERVING_FILE = "serving_input_example.json";

    static InputExample dataframe(JsonNode split) {
        return new InputExample(
                info("dataframe").put("pandas_orient", "split"), split, object().set("dataframe_split", split));
    }

    static InputExample tensors(JsonNode byName) {
        return new InputExample(info("ndarray"), byName, object().set("inputs", byName));
    }

    void write(Path folder) throws IOException {
        Files.writeString(folder.resolve(FILE), data.toString());
        Files.writeString(folder.resolve(SERVING_FILE), request.toPrettyString());
    }

    private static ObjectNode info(String type) {
        return object().put("artifact_path", FILE)
                .put("serving_input_path", SERVING_FILE)
                .put("type", type);
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }
}
