package dev.lastmile.contract.internal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lastmile.contract.Bound;
import dev.lastmile.contract.ColumnType;
import dev.lastmile.contract.ContractColumn;
import dev.lastmile.contract.DataContract;
import dev.lastmile.contract.DatasetRules;
import dev.lastmile.contract.Role;
import java.math.BigDecimal;
import java.util.List;

/** Writes a contract: members in a fixed order, numbers so that Spark's metadata, which has long and double, keeps them. */
public final class ContractWriter {
    private static final JsonMapper JSON = new JsonMapper();

    private ContractWriter() {}

    /** All of it, indented as Spark's {@code prettyJson} does. */
    public static String pretty(DataContract contract) {
        DefaultPrettyPrinter printer = new DefaultPrettyPrinter();
        DefaultIndenter indenter = new DefaultIndenter("  ", "\n");
        printer.indentObjectsWith(indenter);
        return text(JSON.writer(printer), tree(contract));
    }

    /** All of it in one line. */
    public static String compact(DataContract contract) {
        return text(JSON.writer(), tree(contract));
    }

    /** Without dataset rules, in one line. */
    public static String schema(DataContract contract) {
        return text(JSON.writer(), schemaTree(contract));
    }

    private static String text(com.fasterxml.jackson.databind.ObjectWriter writer, JsonNode tree) {
        try {
            return writer.writeValueAsString(tree);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e); // a tree in memory
        }
    }

    private static ObjectNode tree(DataContract contract) {
        ObjectNode tree = schemaTree(contract);
        ObjectNode rules = JSON.createObjectNode();
        DatasetRules is = contract.rules();
        List<String> key =
                contract.columns(Role.KEY).stream().map(ContractColumn::name).toList();
        if (!is.unique().equals(key)) {
            is.unique().forEach(rules.putArray("unique")::add);
        }
        if (is.minRows() > 1) {
            rules.put("minRows", is.minRows());
        }
        if (is.maxNullShare() < 1) {
            rules.put("maxNullShare", is.maxNullShare());
        }
        if (Double.isFinite(is.maxRowChange())) {
            rules.put("maxRowChange", is.maxRowChange());
        }
        if (is.freshness() != null) {
            rules.put("freshness", is.freshness().toString());
        }
        if (is.load() != DatasetRules.Load.APPEND) {
            rules.put("load", is.load().toString());
        }
        if (!rules.isEmpty()) {
            tree.set("rules", rules);
        }
        return tree;
    }

    private static ObjectNode schemaTree(DataContract contract) {
        ObjectNode tree = JSON.createObjectNode().put("type", "struct");
        ArrayNode fields = tree.putArray("fields");
        for (ContractColumn column : contract.columns()) {
            ObjectNode field = fields.addObject().put("name", column.name());
            field.set("type", type(column.type()));
            field.put("nullable", column.nullable());
            field.set("metadata", metadata(column));
        }
        return tree;
    }

    private static JsonNode type(ColumnType type) {
        ObjectNode node = JSON.createObjectNode();
        if (type instanceof ColumnType.Array array) {
            node.put("type", "array").set("elementType", type(array.element()));
            return node.put("containsNull", array.containsNull());
        } else if (type instanceof ColumnType.KeyValues map) {
            node.put("type", "map").set("keyType", type(map.key()));
            node.set("valueType", type(map.value()));
            return node.put("valueContainsNull", map.valueContainsNull());
        } else if (type instanceof ColumnType.Struct struct) {
            ArrayNode fields = node.put("type", "struct").putArray("fields");
            for (ColumnType.Field field : struct.fields()) {
                ObjectNode one = fields.addObject().put("name", field.name());
                one.set("type", type(field.type()));
                one.put("nullable", field.nullable());
                text(one.putObject("metadata"), "comment", field.comment());
            }
            return node;
        }
        return JSON.getNodeFactory().textNode(type.toString());
    }

    private static ObjectNode metadata(ContractColumn column) {
        ObjectNode node = JSON.createObjectNode();
        text(node, "comment", column.comment());
        text(node, "unit", column.unit());
        if (!column.source().equals(column.name())) {
            node.put("source", column.source());
        }
        if (column.role() == Role.KEY) {
            node.put("key", true); // as contracts had it before there were roles
        } else if (column.role() != Role.FEATURE) {
            node.put("role", column.role().toString());
        }
        bound(node, "min", column.values().min(), column.type().valueType());
        bound(node, "max", column.values().max(), column.type().valueType());
        if (!column.values().allowed().isEmpty()) {
            ArrayNode allowed = node.putArray("allowed");
            boolean integers = column.type().valueType().isInteger();
            for (String value : column.values().allowed()) {
                if (integers) {
                    allowed.add(Long.parseLong(value));
                } else {
                    allowed.add(value);
                }
            }
        }
        text(node, "pattern", column.values().pattern());
        if (column.values().nan()) {
            node.put("nan", true);
        }
        if (column.maxNullShare() != null) {
            node.put("maxNullShare", column.maxNullShare());
        }
        return node;
    }

    private static void text(ObjectNode node, String member, String text) {
        if (!text.isEmpty()) {
            node.put(member, text);
        }
    }

    private static void bound(ObjectNode node, String member, Bound bound, ColumnType type) {
        if (bound == null) {
            return;
        }
        BigDecimal value = bound.value();
        if (type.isTemporal()) {
            node.put(member, bound.text());
        } else if (value.scale() <= 0 && value.toBigInteger().bitLength() < Long.SIZE) {
            node.put(member, value.toBigInteger().longValue());
        } else if (isDouble(value)) {
            node.put(member, value.doubleValue());
        } else {
            node.put(member, value.toPlainString());
        }
    }

    private static boolean isDouble(BigDecimal value) {
        double nearest = value.doubleValue();
        return Double.isFinite(nearest) && BigDecimal.valueOf(nearest).compareTo(value) == 0;
    }
}
