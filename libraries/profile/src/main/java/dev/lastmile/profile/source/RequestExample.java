package dev.lastmile.profile.source;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lastmile.contract.ColumnType.Scalar;
import dev.lastmile.profile.decision.ColumnDecision;
import dev.lastmile.profile.decision.ColumnProfile;
import dev.lastmile.profile.decision.Decisions;
import dev.lastmile.profile.decision.Moments;
import java.util.Map;

/** A request for the prediction of one row of the file, with the features alone. */
public final class RequestExample {
    private static final int WIDTH = 110;

    private RequestExample() {}

    /** {@code {"dataframe_records": [{…}]}} of the row of the sample with the fewest nulls. */
    public static String of(Decisions decisions) {
        String[][] cells = decisions.features().stream()
                .map(column -> decisions.profile().cells(column.column()))
                .toArray(String[][]::new);
        int best = 0;
        int fewest = Integer.MAX_VALUE;
        for (int row = 0; row < decisions.profile().sample().size() && fewest > 0; row++) {
            int nulls = 0;
            for (String[] column : cells) {
                nulls += column[row] == null ? 1 : 0;
            }
            if (nulls < fewest) {
                fewest = nulls;
                best = row;
            }
        }
        JsonMapper json = new JsonMapper();
        ObjectNode record = json.createObjectNode();
        for (int i = 0; i < cells.length; i++) {
            put(
                    record,
                    decisions.features().get(i),
                    cells[i][best],
                    decisions.profile().decimalSeparator());
        }
        ObjectNode request = json.createObjectNode();
        request.putArray("dataframe_records").add(record);
        try {
            return json.writeValueAsString(request);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e); // a tree in memory
        }
    }

    /** The same in lines of at most 110 characters, unless a value is longer. */
    public static String wrapped(Decisions decisions) {
        try {
            JsonMapper json = new JsonMapper();
            StringBuilder text = new StringBuilder("{\"dataframe_records\": [{");
            int width = text.length();
            String between = "";
            for (Map.Entry<String, JsonNode> field :
                    json.readTree(of(decisions)).at("/dataframe_records/0").properties()) {
                String entry = json.writeValueAsString(field.getKey()) + ": " + field.getValue();
                boolean isTooWide = width + 2 + entry.length() > WIDTH;
                text.append(between).append(isTooWide ? "\n  " : between.isEmpty() ? "" : " ");
                text.append(entry);
                width = (isTooWide ? 2 : width + 2) + entry.length();
                between = ",";
            }
            return text.append("}]}").toString();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e); // what was just written
        }
    }

    private static void put(ObjectNode record, ColumnDecision decision, String cell, char separator) {
        ColumnProfile column = decision.column();
        String name = column.name();
        if (cell == null) {
            record.putNull(name);
        } else if (RawContract.type(decision) == Scalar.LONG) {
            record.put(name, Long.parseLong(cell));
        } else if (RawContract.type(decision) == Scalar.DOUBLE) {
            record.put(name, Double.parseDouble(separator == ',' ? cell.replace(',', '.') : cell));
        } else if (column.type() == Scalar.BOOLEAN) {
            record.put(name, cell.equalsIgnoreCase(column.booleanWords().get(0)));
        } else if (column.type().isTemporal()) {
            record.put(name, Moments.iso(column, cell));
        } else {
            record.put(name, cell);
        }
    }
}
