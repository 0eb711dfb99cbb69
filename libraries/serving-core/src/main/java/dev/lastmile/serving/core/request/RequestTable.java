package dev.lastmile.serving.core.request;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;

/** The rows of a request, however it wrote them down. */
public sealed interface RequestTable {
    /** Number of rows. */
    int rows();

    /** The names of the columns that the request has, in its order. */
    Set<String> columns();

    /** The values of a column by their rows, as they were sent; {@link MissingNode} where the request leaves one out. */
    IntFunction<JsonNode> cells(String column);

    /** {@code dataframe_split}: names once, then a list a row. */
    record Split(Map<String, Integer> positions, JsonNode data) implements RequestTable {
        @Override
        public int rows() {
            return data.size();
        }

        @Override
        public Set<String> columns() {
            return positions.keySet();
        }

        @Override
        public IntFunction<JsonNode> cells(String column) {
            Integer position = positions.get(column);
            if (position == null) {
                return row -> MissingNode.getInstance();
            }
            int place = position;
            return row -> data.get(row).get(place);
        }
    }

    /** {@code dataframe_records}, and the others as a list of objects, or as one object of single values. */
    record Records(List<JsonNode> records) implements RequestTable {
        @Override
        public int rows() {
            return records.size();
        }

        @Override
        public Set<String> columns() {
            Set<String> names = new LinkedHashSet<>();
            records.forEach(record -> record.fieldNames().forEachRemaining(names::add));
            return names;
        }

        @Override
        public IntFunction<JsonNode> cells(String column) {
            return row -> records.get(row).path(column);
        }
    }

    /** {@code inputs} and {@code instances} as an object: a list a column. */
    record Columns(int rows, Map<String, JsonNode> values) implements RequestTable {
        @Override
        public Set<String> columns() {
            return values.keySet();
        }

        @Override
        public IntFunction<JsonNode> cells(String column) {
            JsonNode list = values.get(column);
            return list == null ? row -> MissingNode.getInstance() : list::get;
        }
    }
}
