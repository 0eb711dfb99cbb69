package dev.lastmile.serving.core.openinference;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.lastmile.serving.core.InvalidRequestException;
import dev.lastmile.serving.core.request.RequestJson;
import dev.lastmile.serving.core.request.RowsReader;
import dev.lastmile.serving.core.request.ShownValue;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The structure of an inference request; the values of its tensors stay where they are in the body.
 *
 * @param id the client's own id of the request; empty if it has none
 * @param outputs the outputs that are wanted; empty for all
 * @param binaryOutputs whether outputs are binary unless they state otherwise
 * @param tensors the inputs, by their names
 */
record InferenceRequest(
        String id, List<WantedOutput> outputs, boolean binaryOutputs, Map<String, InputTensor> tensors) {

    /**
     * An output that a client names.
     *
     * @param binary whether it is sent as binary data; null where the request decides
     */
    record WantedOutput(String name, Boolean binary) {}

    /**
     * Reads the structure.
     *
     * @param length of the JSON, from the body's beginning; what follows is binary tensor data
     * @throws InvalidRequestException naming the field that does not have the protocol's format
     */
    static InferenceRequest parse(byte[] body, int length) {
        return RequestJson.read(body, length, json -> new Parser(length).parse(json));
    }

    private static final class Parser {
        private final Map<String, InputTensor> tensors = new LinkedHashMap<>();
        private final List<WantedOutput> outputs = new ArrayList<>();
        private String id = "";
        private boolean binaryOutputs;
        private boolean hasInputs;
        private long nextBinary;

        Parser(int jsonLength) {
            this.nextBinary = jsonLength;
        }

        InferenceRequest parse(JsonParser json) throws IOException {
            if (json.currentToken() != JsonToken.START_OBJECT) {
                throw noInputs(ShownValue.kind(json.currentToken()));
            }
            while (json.nextToken() != JsonToken.END_OBJECT) {
                String field = json.currentName();
                json.nextToken();
                switch (field) {
                    case "id" -> id(json);
                    case "inputs" -> inputs(json);
                    case "outputs" -> outputs(json);
                    case "parameters" ->
                        binaryOutputs = Parameters.read(json, "the request").binary("binary_data_output");
                    default -> json.skipChildren();
                }
            }
            if (!hasInputs) {
                throw noInputs("an object without a list of inputs");
            }
            return new InferenceRequest(id, List.copyOf(outputs), binaryOutputs, tensors);
        }

        private static InvalidRequestException noInputs(String what) {
            return InvalidRequestException.unreadable("The request is " + what
                    + ". Send an object with inputs, a list of tensors with name, shape, datatype and data.");
        }

        private void id(JsonParser json) throws IOException {
            if (json.currentToken() == JsonToken.VALUE_STRING) {
                id = json.getText();
            } else if (json.currentToken() != JsonToken.VALUE_NULL) {
                throw InvalidRequestException.unreadable(
                        "id is " + ShownValue.kind(json.currentToken()) + "; it has to be a string.");
            }
        }

        private void inputs(JsonParser json) throws IOException {
            if (json.currentToken() != JsonToken.START_ARRAY) {
                json.skipChildren();
                return;
            }
            hasInputs = true;
            while (json.nextToken() != JsonToken.END_ARRAY) {
                InputTensor tensor = InputTensor.parse(json, tensors.size(), nextBinary);
                nextBinary += tensor.binarySize() < 0 ? 0 : tensor.binarySize();
                if (tensors.put(tensor.name(), tensor) != null) {
                    throw InvalidRequestException.unfit(
                            "inputs has " + ShownValue.cut(tensor.name()) + " twice. Send every column once.");
                }
                RowsReader.requireFewNames(tensors.size());
            }
        }

        private void outputs(JsonParser json) throws IOException {
            if (json.currentToken() == JsonToken.VALUE_NULL) {
                return;
            }
            if (json.currentToken() != JsonToken.START_ARRAY) {
                throw InvalidRequestException.unreadable("outputs is " + ShownValue.kind(json.currentToken())
                        + "; it has to be a list of objects with a name.");
            }
            while (json.nextToken() != JsonToken.END_ARRAY) {
                outputs.add(output(json));
                RowsReader.requireFewNames(outputs.size());
            }
        }

        private WantedOutput output(JsonParser json) throws IOException {
            String name = null;
            Boolean binary = null;
            if (json.currentToken() == JsonToken.START_OBJECT) {
                while (json.nextToken() != JsonToken.END_OBJECT) {
                    String field = json.currentName();
                    json.nextToken();
                    if (field.equals("name") && json.currentToken() == JsonToken.VALUE_STRING) {
                        name = json.getText();
                    } else if (field.equals("parameters")) {
                        Parameters parameters = Parameters.read(json, "outputs[" + outputs.size() + "]");
                        parameters.requireSupported();
                        binary = parameters.has("binary_data") ? (Boolean) parameters.binary("binary_data") : binary;
                    } else {
                        json.skipChildren();
                    }
                }
            } else {
                json.skipChildren();
            }
            if (name == null) {
                throw InvalidRequestException.unreadable("outputs[" + outputs.size()
                        + "] has no name. Name the outputs that are wanted, or none for all.");
            }
            return new WantedOutput(name, binary);
        }
    }
}
