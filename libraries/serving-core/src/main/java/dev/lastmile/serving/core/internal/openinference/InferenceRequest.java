package dev.lastmile.serving.core.internal.openinference;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.core.JsonToken;
import dev.lastmile.serving.core.InvalidRequestException;
import dev.lastmile.serving.core.internal.prediction.Headers;
import dev.lastmile.serving.core.internal.request.RequestJson;
import dev.lastmile.serving.core.internal.request.RowsReader;
import dev.lastmile.serving.core.internal.request.Unicode;
import dev.lastmile.serving.core.internal.request.ValueExcerpt;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The structure of an inference request; the values of its tensors stay where they are in the body.
 *
 * @param id the client's id of the request; empty without one
 * @param outputs requested outputs; empty for all
 * @param binaryOutputs whether outputs are binary unless they state otherwise
 * @param tensors inputs by name
 */
record InferenceRequest(
        String id, List<WantedOutput> outputs, boolean binaryOutputs, Map<String, InputTensor> tensors) {

    /**
     * An output that a client names.
     *
     * @param binary whether it is sent as binary data; null for the default of the request
     */
    record WantedOutput(String name, Boolean binary) {}

    /**
     * Reads the structure.
     *
     * @param length of the JSON, from the body's beginning; what follows is binary tensor data
     * @throws InvalidRequestException naming the field that does not have the protocol's format
     */
    static InferenceRequest parse(byte[] body, int length) {
        return RequestJson.read(body, length, json -> new Parser(length, body.length).parse(json));
    }

    private static final class Parser {
        private static final List<String> FIELDS = List.of("id", "inputs", "outputs", "parameters");

        private final Map<String, InputTensor> tensors = new LinkedHashMap<>();
        private final List<WantedOutput> outputs = new ArrayList<>();
        private String id = "";
        private boolean binaryOutputs;
        private boolean hasInputs;
        private final int jsonLength;
        private final int bodyLength;
        private int nextBinary;
        /** The first problem of each field, in the order in which they are reported wherever the fields are. */
        private final InvalidRequestException[] problems = new InvalidRequestException[FIELDS.size()];

        Parser(int jsonLength, int bodyLength) {
            this.jsonLength = jsonLength;
            this.bodyLength = bodyLength;
        }

        InferenceRequest parse(JsonParser json) throws IOException {
            if (json.currentToken() != JsonToken.START_OBJECT) {
                throw noInputs(ValueExcerpt.kind(json.currentToken()));
            }
            JsonStreamContext request = json.getParsingContext();
            while (json.nextToken() != JsonToken.END_OBJECT) {
                int field = FIELDS.indexOf(json.currentName());
                json.nextToken();
                if (field < 0) {
                    json.skipChildren();
                    continue;
                }
                problems[field] = null;
                try {
                    field(FIELDS.get(field), json);
                } catch (InvalidRequestException e) {
                    problems[field] = e;
                    RequestJson.skipTo(request, json);
                }
            }
            if (!hasInputs) {
                throw noInputs("an object without a list of inputs");
            }
            for (InvalidRequestException problem : problems) {
                if (problem != null) {
                    throw problem;
                }
            }
            if (nextBinary != bodyLength) {
                throw InvalidRequestException.unreadable("The body has " + (bodyLength - jsonLength)
                        + " bytes of binary data, and the inputs state " + (nextBinary - jsonLength)
                        + ". Send the tensors' data behind the JSON, in the order of inputs, and nothing else.");
            }
            return new InferenceRequest(id, List.copyOf(outputs), binaryOutputs, tensors);
        }

        // The last occurrence of a field wins.
        private void field(String field, JsonParser json) throws IOException {
            switch (field) {
                case "id" -> id(json);
                case "inputs" -> inputs(json);
                case "outputs" -> outputs(json);
                default -> binaryOutputs = Parameters.read(json, "the request").binary("binary_data_output");
            }
        }

        private static void requireUnicode(String id) {
            if (Unicode.hasLoneSurrogate(id)) {
                throw InvalidRequestException.unreadable(
                        "id has half of a surrogate pair, which no Unicode text contains. Send valid Unicode.");
            }
        }

        private static InvalidRequestException noInputs(String what) {
            return InvalidRequestException.unreadable("The request is " + what
                    + ". Send an object with inputs, a list of tensors with name, shape, datatype and data.");
        }

        private void id(JsonParser json) throws IOException {
            if (json.currentToken() == JsonToken.VALUE_STRING) {
                id = json.getText();
                requireUnicode(id);
            } else if (json.currentToken() == JsonToken.VALUE_NULL) {
                id = "";
            } else {
                throw InvalidRequestException.unreadable(
                        "id is " + ValueExcerpt.kind(json.currentToken()) + "; it has to be a string.");
            }
        }

        private void inputs(JsonParser json) throws IOException {
            tensors.clear();
            nextBinary = jsonLength;
            hasInputs = json.currentToken() == JsonToken.START_ARRAY;
            if (!hasInputs) {
                json.skipChildren();
                return;
            }
            while (json.nextToken() != JsonToken.END_ARRAY) {
                InputTensor tensor = InputTensor.parse(json, tensors.size(), nextBinary);
                nextBinary += size(tensor);
                if (tensors.put(tensor.name(), tensor) != null) {
                    throw InvalidRequestException.unfit(
                            "inputs has " + ValueExcerpt.cut(tensor.name()) + " twice. Send every column once.");
                }
                RowsReader.requireFewNames(tensors.size());
            }
        }

        private int size(InputTensor tensor) {
            long size = Math.max(tensor.binarySize(), 0);
            if (size > bodyLength - nextBinary) {
                throw InvalidRequestException.unreadable("Input " + ValueExcerpt.cut(tensor.name()) + " states " + size
                        + " bytes of binary data, and the body has " + (bodyLength - nextBinary)
                        + " there. Send them behind the JSON, whose length is stated in the header "
                        + Headers.JSON_LENGTH + ".");
            }
            return (int) size;
        }

        private void outputs(JsonParser json) throws IOException {
            outputs.clear();
            if (json.currentToken() == JsonToken.VALUE_NULL) {
                return;
            }
            if (json.currentToken() != JsonToken.START_ARRAY) {
                throw InvalidRequestException.unreadable("outputs is " + ValueExcerpt.kind(json.currentToken())
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
                throw InvalidRequestException.unreadable(
                        "outputs[" + outputs.size() + "] has no name. Name the requested outputs, or none for all.");
            }
            return new WantedOutput(name, binary);
        }
    }
}
