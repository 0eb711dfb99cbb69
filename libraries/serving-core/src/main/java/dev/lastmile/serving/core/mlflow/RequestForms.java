package dev.lastmile.serving.core.mlflow;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lastmile.serving.core.InvalidRequestException;
import dev.lastmile.serving.core.request.RequestJson;
import dev.lastmile.serving.core.request.RequestTable;
import dev.lastmile.serving.core.request.Values;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The four JSON forms of MLflow's scoring protocol. */
final class RequestForms {
    private static final Set<String> FORMS = Set.of("dataframe_split", "dataframe_records", "inputs", "instances");
    private static final String ONE_OF =
            "Send an object with exactly one of dataframe_split, dataframe_records, inputs and instances.";

    private RequestForms() {}

    /**
     * The rows of a request's body.
     *
     * @param only the model's column if it has a single one, which a list of values stands for; else empty
     * @throws InvalidRequestException if it is not JSON, or not one of the forms
     */
    static RequestTable read(byte[] body, String only) {
        JsonNode request = parse(body);
        if (!request.isObject()) {
            throw InvalidRequestException.unreadable("The request is " + Values.kind(request) + ". " + ONE_OF);
        }
        Set<String> forms = new TreeSet<>();
        request.fieldNames().forEachRemaining(forms::add);
        Set<String> sent = new TreeSet<>(forms);
        forms.retainAll(FORMS);
        if (forms.size() != 1) {
            throw InvalidRequestException.unreadable("The request has the fields " + sent + ". " + ONE_OF);
        }
        String form = forms.iterator().next();
        JsonNode data = request.get(form);
        return switch (form) {
            case "dataframe_split" -> split(data);
            case "dataframe_records" -> records(data);
            default -> tensors(form, data, only);
        };
    }

    private static JsonNode parse(byte[] body) {
        JsonNode request = RequestJson.parse(body);
        if (request.isMissingNode()) {
            throw InvalidRequestException.unreadable("The request has no body. " + ONE_OF);
        }
        return request;
    }

    private static RequestTable split(JsonNode split) {
        if (!split.isObject()) {
            throw InvalidRequestException.unreadable(
                    "dataframe_split is " + Values.kind(split) + "; it has to be an object of columns and data.");
        }
        Set<String> keys = new TreeSet<>();
        split.fieldNames().forEachRemaining(keys::add);
        Set<String> extra = new TreeSet<>(keys);
        extra.removeAll(Set.of("columns", "data", "index"));
        if (!keys.contains("data") || !extra.isEmpty()) {
            throw InvalidRequestException.unreadable("dataframe_split has the fields " + keys
                    + "; it has to have data, and may have columns and index, and nothing else.");
        }
        JsonNode data = split.get("data");
        requireList("dataframe_split.data", data);
        Map<String, Integer> positions = positions(split.path("columns"));
        for (int row = 0; row < data.size(); row++) {
            requireRow(data.get(row), row, positions.size());
        }
        JsonNode index = split.path("index");
        if (index.isArray() && index.size() != data.size()) {
            throw InvalidRequestException.unreadable("dataframe_split.index has " + index.size() + " entries, and data "
                    + data.size() + " rows. Send as many, or leave index out.");
        }
        return new RequestTable.Split(positions, data);
    }

    private static Map<String, Integer> positions(JsonNode columns) {
        Map<String, Integer> positions = new LinkedHashMap<>();
        for (JsonNode column : columns) {
            if (positions.put(column.asText(), positions.size()) != null) {
                throw InvalidRequestException.unfit(
                        "dataframe_split.columns has " + column.asText() + " twice. Send every column once.");
            }
        }
        return positions;
    }

    private static void requireRow(JsonNode values, int row, int width) {
        requireList("dataframe_split.data, row " + row + ",", values);
        // Without names no column is found, and that is the better message.
        if (width > 0 && values.size() != width) {
            throw InvalidRequestException.unreadable("dataframe_split.data, row " + row + ", has " + values.size()
                    + " values, and columns has " + width + " names. Rows are counted from 0.");
        }
    }

    private static RequestTable records(JsonNode records) {
        requireList("dataframe_records", records);
        return new RequestTable.Records(objects("dataframe_records", records));
    }

    private static RequestTable tensors(String form, JsonNode data, String only) {
        if (data.isObject()) {
            return columns(form, data);
        }
        requireList(form, data);
        if (!only.isEmpty() && !(data.size() > 0 && data.get(0).isObject())) {
            return new RequestTable.Columns(data.size(), Map.of(only, data));
        }
        return new RequestTable.Records(objects(form, data));
    }

    private static RequestTable columns(String form, JsonNode data) {
        Map<String, JsonNode> lists = new LinkedHashMap<>();
        List<String> single = new ArrayList<>();
        data.fields().forEachRemaining(column -> {
            if (column.getValue().isArray()) {
                lists.put(column.getKey(), column.getValue());
            } else {
                single.add(column.getKey());
            }
        });
        if (lists.isEmpty()) {
            return new RequestTable.Records(List.of(data));
        }
        Map.Entry<String, JsonNode> first = lists.entrySet().iterator().next();
        if (!single.isEmpty()) {
            throw InvalidRequestException.unfit(form + ": column " + single.get(0) + " is a single value, and column "
                    + first.getKey() + " is a list. Send a list for every column.");
        }
        int rows = first.getValue().size();
        lists.forEach((name, values) -> {
            if (values.size() != rows) {
                throw InvalidRequestException.unfit(form + ": column " + name + " has " + values.size()
                        + " values, and column " + first.getKey() + " has " + rows + ". Send as many for each.");
            }
        });
        return new RequestTable.Columns(rows, lists);
    }

    private static List<JsonNode> objects(String form, JsonNode list) {
        List<JsonNode> objects = new ArrayList<>(list.size());
        for (JsonNode record : list) {
            if (!record.isObject()) {
                throw InvalidRequestException.unfit(form + ", row " + objects.size() + ", is " + Values.kind(record)
                        + "; the model takes named columns: send an object a row, or dataframe_split with columns.");
            }
            objects.add(record);
        }
        return objects;
    }

    private static void requireList(String what, JsonNode data) {
        if (!data.isArray()) {
            throw InvalidRequestException.unreadable(
                    what + " is " + Values.kind(data) + "; it has to be a list of rows.");
        }
    }
}
