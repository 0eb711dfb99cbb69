package dev.lastmile.serving.core.openinference;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.lastmile.serving.core.InvalidRequestException;
import dev.lastmile.serving.core.chain.InputColumn;
import dev.lastmile.serving.core.request.RequestJson;
import dev.lastmile.serving.core.request.RequestTable;
import dev.lastmile.serving.core.request.Values;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The body of an inference request: a tensor for each column, of the shape {@code [N]} or {@code [N,1]}.
 *
 * @param id the client's own name of the request; empty if it has none
 * @param outputs the outputs that are wanted; empty for all
 * @param tensors the inputs, by their names
 */
record InferenceRequest(String id, List<String> outputs, Map<String, JsonNode> tensors) {
    /**
     * @throws InvalidRequestException naming the field that is not of the protocol's form
     */
    static InferenceRequest parse(byte[] body) {
        JsonNode request = RequestJson.parse(body);
        if (!request.isObject() || !request.path("inputs").isArray()) {
            throw InvalidRequestException.unreadable("The request is " + Values.kind(request)
                    + (request.isObject() ? " without a list of inputs" : "")
                    + ". Send an object with inputs, a list of tensors with name, shape, datatype and data.");
        }
        JsonNode id = request.path("id");
        if (!id.isMissingNode() && !id.isNull() && !id.isTextual()) {
            throw InvalidRequestException.unreadable("id is " + Values.kind(id) + "; it has to be a string.");
        }
        Map<String, JsonNode> tensors = new LinkedHashMap<>();
        for (JsonNode tensor : request.get("inputs")) {
            String name = tensor.path("name").asText();
            if (!tensor.path("name").isTextual()) {
                throw InvalidRequestException.unreadable(
                        "inputs[" + tensors.size() + "] has no name. Send every tensor with the name of a column.");
            }
            if (tensors.put(name, tensor) != null) {
                throw InvalidRequestException.unfit("inputs has " + name + " twice. Send every column once.");
            }
        }
        return new InferenceRequest(id.asText(""), outputs(request.path("outputs")), tensors);
    }

    /**
     * The rows, for the columns that a model takes; others are not looked at.
     *
     * @throws InvalidRequestException naming the input whose shape, datatype or data do not fit
     */
    RequestTable table(List<InputColumn> columns) {
        Map<String, JsonNode> values = new LinkedHashMap<>();
        int rows = -1;
        String first = "";
        for (InputColumn column : columns) {
            JsonNode tensor = tensors.get(column.name());
            if (tensor == null) {
                continue;
            }
            JsonNode data = data(tensor, column);
            if (rows >= 0 && data.size() != rows) {
                throw InvalidRequestException.unfit("Input " + column.name() + " has " + data.size() + " rows, and "
                        + first + " has " + rows + ". Send as many for each.");
            }
            first = rows < 0 ? column.name() : first;
            rows = data.size();
            values.put(column.name(), data);
        }
        return new RequestTable.Columns(Math.max(rows, 0), values);
    }

    private static JsonNode data(JsonNode tensor, InputColumn column) {
        String name = column.name();
        String datatype = tensor.path("datatype").asText();
        if (!Datatype.fits(datatype, column)) {
            throw InvalidRequestException.unfit("Input " + name + " has the datatype '" + datatype
                    + "', and the model takes " + Datatype.of(column) + ".");
        }
        JsonNode shape = tensor.path("shape");
        int width = Math.max(column.width(), 1);
        boolean rowed = shape.size() == 2
                && shape.get(1).isIntegralNumber()
                && shape.get(1).asLong() == width;
        boolean fits = rowed || (shape.size() == 1 && !column.isVector());
        if (!shape.isArray() || !fits || !shape.get(0).isIntegralNumber()) {
            throw InvalidRequestException.unfit("Input " + name + " has the shape " + shown(shape)
                    + ", and the model takes "
                    + (column.isVector()
                            ? width + " values a row: [N," + width + "]."
                            : "one value a row: [N] or [N,1]."));
        }
        JsonNode data = tensor.path("data");
        if (!data.isArray()) {
            throw InvalidRequestException.unreadable(
                    "Input " + name + " has no list of data. Binary data are not taken.");
        }
        JsonNode flat = rowed ? flat(name, data, width) : data;
        if (flat.size() != shape.get(0).asLong() * width) {
            throw InvalidRequestException.unfit(
                    "Input " + name + " has " + flat.size() + " values, and its shape is " + shown(shape) + ".");
        }
        return column.isVector() ? lists(flat, width) : flat;
    }

    // Both forms are the protocol's: a list of values, and a list a row.
    private static JsonNode flat(String name, JsonNode data, int width) {
        if (data.isEmpty() || !data.get(0).isArray()) {
            return data;
        }
        ArrayNode flat = JsonNodeFactory.instance.arrayNode(data.size() * width);
        for (JsonNode row : data) {
            if (!row.isArray() || row.size() != width) {
                throw InvalidRequestException.unfit("Input " + name + " has a row of other than "
                        + (width == 1 ? "one value" : width + " values") + ", and its shape is [N," + width + "].");
            }
            row.forEach(flat::add);
        }
        return flat;
    }

    private static JsonNode lists(JsonNode flat, int width) {
        ArrayNode rows = JsonNodeFactory.instance.arrayNode(flat.size() / width);
        for (int i = 0; i < flat.size(); i += width) {
            ArrayNode row = rows.addArray();
            for (int j = i; j < i + width; j++) {
                row.add(flat.get(j));
            }
        }
        return rows;
    }

    private static List<String> outputs(JsonNode outputs) {
        List<String> names = new ArrayList<>();
        if (!outputs.isMissingNode() && !outputs.isNull() && !outputs.isArray()) {
            throw InvalidRequestException.unreadable(
                    "outputs is " + Values.kind(outputs) + "; it has to be a list of objects with a name.");
        }
        for (JsonNode output : outputs) {
            if (!output.path("name").isTextual()) {
                throw InvalidRequestException.unreadable("outputs[" + names.size()
                        + "] has no name. Name the outputs that are wanted, or none for all.");
            }
            names.add(output.path("name").asText());
        }
        return names;
    }

    private static String shown(JsonNode shape) {
        return shape.isMissingNode() ? "missing" : shape.toString();
    }
}
