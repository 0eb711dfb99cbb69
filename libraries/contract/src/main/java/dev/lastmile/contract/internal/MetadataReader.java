package dev.lastmile.contract.internal;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lastmile.contract.Bound;
import dev.lastmile.contract.ColumnType;
import dev.lastmile.contract.ContractColumn;
import dev.lastmile.contract.Role;
import dev.lastmile.contract.ValueRules;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Reads role, rules and documentation of a column from its metadata. */
final class MetadataReader {
    static final List<String> MEMBERS = List.of(
            "comment", "unit", "source", "role", "key", "min", "max", "allowed", "pattern", "nan", "maxNullShare");

    private final String where;
    private final ColumnType type;
    private final JsonNode metadata;
    private final Problems problems;

    MetadataReader(String where, ColumnType type, JsonNode metadata, Problems problems) {
        this.where = where;
        this.type = type;
        this.metadata = metadata;
        this.problems = problems;
    }

    /** Reports members that do not exist. */
    void requireKnownMembers() {
        metadata.fieldNames().forEachRemaining(member -> {
            if (!MEMBERS.contains(member)) {
                problems.add(where + " has a check '" + member + "', which does not exist. The checks are: "
                        + String.join(", ", MEMBERS) + " (and nullable, beside metadata).");
            }
        });
    }

    /** Role, rules and documentation, where those that cannot be read, which is reported, are left out. */
    ContractColumn read(String name, String header, boolean nullable) {
        boolean nan = flag("nan");
        if (metadata.has("nan") && !type.valueType().isFloatingPoint()) {
            problems.add(where + " is " + type + ", which has no NaN. Remove nan.");
            nan = false;
        }
        BoundReader bounds = new BoundReader(where, type.valueType(), problems);
        Bound min = bounds.read(metadata.get("min"), "min");
        Bound max = bounds.read(metadata.get("max"), "max");
        ValueRules rules = new ValueRules(nan, min, max, allowed(), text("pattern"));
        String source = text("source");
        return new ContractColumn(
                name,
                source.isEmpty() ? header : source,
                type,
                nullable,
                role(),
                rules,
                share("maxNullShare"),
                text("unit"),
                text("comment"));
    }

    private Role role() {
        boolean key = flag("key");
        JsonNode value = metadata.get("role");
        if (value == null) {
            return key ? Role.KEY : Role.FEATURE;
        }
        for (Role role : Role.values()) {
            if (role.toString().equals(value.textValue())) {
                if (metadata.has("key") && key != (role == Role.KEY)) {
                    problems.add(where + " has role " + value + " and key " + metadata.get("key") + ". Remove key.");
                }
                return role;
            }
        }
        problems.add(where + " has role " + value + ". Write one of "
                + String.join(
                        ", ", Arrays.stream(Role.values()).map(Role::toString).toList()) + ".");
        return Role.FEATURE;
    }

    private Set<String> allowed() {
        JsonNode value = metadata.get("allowed");
        Set<String> texts = new LinkedHashSet<>();
        if (value == null) {
            return texts;
        }
        boolean scalars = true;
        for (JsonNode element : value) {
            scalars &= element.isValueNode() && !element.isNull();
            texts.add(element.asText());
        }
        if (!value.isArray() || texts.isEmpty() || !scalars) {
            problems.add(where + " has allowed " + value + ". Give a list with at least one value.");
            return Set.of();
        }
        return texts;
    }

    private String text(String member) {
        JsonNode value = metadata.get(member);
        if (value != null && (!value.isTextual() || value.textValue().isEmpty() && !member.equals("comment"))) {
            problems.add(where + " has " + member + " " + value + ". Write a text in quotes, or remove it.");
        }
        return value == null || !value.isTextual() ? "" : value.textValue();
    }

    private boolean flag(String member) {
        JsonNode value = metadata.get(member);
        if (value != null && !value.isBoolean()) {
            problems.add(where + " has " + member + " " + value + ". Write true or false.");
        }
        return value != null && value.asBoolean();
    }

    private Double share(String member) {
        JsonNode value = metadata.get(member);
        if (value == null) {
            return null;
        }
        if (!value.isNumber() || value.doubleValue() < 0 || value.doubleValue() > 1) {
            problems.add(where + " has " + member + " " + value + ". Give a number of 0 to 1.");
            return null;
        }
        return value.doubleValue();
    }
}
