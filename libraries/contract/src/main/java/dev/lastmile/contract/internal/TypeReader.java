package dev.lastmile.contract.internal;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lastmile.contract.ColumnType;
import dev.lastmile.contract.ColumnType.Scalar;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the type of a column. */
final class TypeReader {
    private static final Pattern DECIMAL = Pattern.compile("decimal(?:\\(\\s*(\\d{1,3})\\s*,\\s*(\\d{1,3})\\s*\\))?");
    private static final Map<String, String> OTHER_NAMES = Map.ofEntries(
            Map.entry("int", "integer"),
            Map.entry("short", "integer"),
            Map.entry("smallint", "integer"),
            Map.entry("byte", "integer"),
            Map.entry("tinyint", "integer"),
            Map.entry("bigint", "long"),
            Map.entry("int64", "long"),
            Map.entry("int32", "integer"),
            Map.entry("bool", "boolean"),
            Map.entry("real", "float"),
            Map.entry("float64", "double"),
            Map.entry("number", "double"),
            Map.entry("text", "string"),
            Map.entry("str", "string"),
            Map.entry("datetime", "timestamp"),
            Map.entry("timestamp_ltz", "timestamp"));

    private final String where;
    private final Problems problems;
    private boolean isKnown = true;

    TypeReader(String where, Problems problems) {
        this.where = where;
        this.problems = problems;
    }

    /** Whether all types so far were known, or what was meant is clear. */
    boolean isKnown() {
        return isKnown;
    }

    /**
     * The type; string where it is not known, which is reported.
     *
     * @param member the path of the type within the column
     */
    ColumnType read(JsonNode node, String member) {
        if (node.isTextual()) {
            return scalar(node.textValue(), member);
        }
        return switch (node.path("type").asText("")) {
            case "array" ->
                new ColumnType.Array(
                        read(node.path("elementType"), member + ".elementType"), flag(node, "containsNull", member));
            case "map" ->
                new ColumnType.KeyValues(
                        read(node.path("keyType"), member + ".keyType"),
                        read(node.path("valueType"), member + ".valueType"),
                        flag(node, "valueContainsNull", member));
            case "struct" -> struct(node.path("fields"), member);
            default -> unknown(ContractReader.shown(node), member, "");
        };
    }

    private ColumnType scalar(String name, String member) {
        for (Scalar scalar : Scalar.values()) {
            if (scalar.toString().equals(name)) {
                return scalar;
            }
        }
        Matcher decimal = DECIMAL.matcher(name);
        if (decimal.matches()) {
            int precision = decimal.group(1) == null ? 10 : Integer.parseInt(decimal.group(1));
            int scale = decimal.group(1) == null ? 0 : Integer.parseInt(decimal.group(2));
            if (precision < 1 || precision > 38 || scale > precision) {
                problems.add(where + " has " + member + " " + name
                        + ". Write a precision of 1 to 38 and a scale of at most the precision.");
            }
            return new ColumnType.Decimal(precision, scale);
        }
        return unknown(name, member, OTHER_NAMES.getOrDefault(name, name.startsWith("varchar") ? "string" : ""));
    }

    private ColumnType unknown(String name, String member, String better) {
        problems.add(where + " has " + member + " " + name + ", which a contract does not know. "
                + (better.isEmpty()
                        ? "Write boolean, integer, long, float, double, decimal(p,s), string, date, timestamp,"
                                + " timestamp_ntz or binary, or an array, map or struct of them."
                        : "Write " + better + "."));
        if (better.isEmpty()) {
            isKnown = false;
            return Scalar.STRING;
        }
        return scalar(better, member);
    }

    private ColumnType struct(JsonNode fields, String member) {
        List<ColumnType.Field> read = new ArrayList<>();
        if (!fields.isArray()) {
            problems.add(where + " has " + member + " struct without fields. Write them.");
        }
        for (JsonNode field : fields) {
            String name = field.path("name").asText("");
            if (name.isEmpty()) {
                problems.add(where + " has a field without a name in " + member + ". Write one.");
            }
            JsonNode metadata = field.path("metadata");
            metadata.fieldNames().forEachRemaining(check -> {
                if (!check.equals("comment")) {
                    problems.add(where + " has a check '" + check + "' on its field " + name
                            + "; only whole columns are checked. Remove it, or make the field a column.");
                }
            });
            read.add(new ColumnType.Field(
                    name,
                    read(field.path("type"), member + "." + name),
                    flag(field, "nullable", member + "." + name),
                    metadata.path("comment").asText("")));
        }
        return new ColumnType.Struct(read);
    }

    private boolean flag(JsonNode node, String name, String member) {
        if (!node.path(name).isBoolean()) {
            problems.add(where + " has " + member + "." + name + " " + ContractReader.shown(node.path(name))
                    + ". Write true or false.");
        }
        return node.path(name).asBoolean();
    }
}
