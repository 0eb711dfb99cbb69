package dev.lastmile.contract.internal;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lastmile.contract.DatasetRules;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;

/** Reads the rules about the dataset. */
final class RulesReader {
    static final List<String> MEMBERS =
            List.of("unique", "minRows", "maxNullShare", "maxRowChange", "freshness", "load");

    private final JsonNode rules;
    private final Problems problems;

    private RulesReader(JsonNode rules, Problems problems) {
        this.rules = rules;
        this.problems = problems;
    }

    /**
     * @param rules null if there are none
     * @param key the columns of the role key
     */
    static DatasetRules read(JsonNode rules, List<String> key, Problems problems) {
        if (rules == null) {
            return DatasetRules.unique(key);
        }
        if (!rules.isObject()) {
            problems.add("rules is " + rules + ". Write an object, such as {\"minRows\": 100}.");
            return DatasetRules.unique(key);
        }
        return new RulesReader(rules, problems).read(key);
    }

    private DatasetRules read(List<String> key) {
        rules.fieldNames().forEachRemaining(member -> {
            if (!MEMBERS.contains(member)) {
                problems.add("rules has a member '" + member + "', which does not exist. There are: "
                        + String.join(", ", MEMBERS) + ".");
            }
        });
        List<String> unique = unique();
        if (!unique.isEmpty() && !key.isEmpty() && !unique.equals(key)) {
            problems.add("rules has unique " + unique + ", and the columns of role key are " + key
                    + ", which are unique already. Remove one of the two.");
        }
        return new DatasetRules(
                unique.isEmpty() ? key : unique,
                minRows(),
                number("maxNullShare", 1, 1, "a number of 0 to 1"),
                number(
                        "maxRowChange",
                        Double.POSITIVE_INFINITY,
                        Double.MAX_VALUE,
                        "a share, such as 0.5 for half as much"),
                freshness(),
                load());
    }

    private DatasetRules.Load load() {
        JsonNode value = rules.get("load");
        if (value == null) {
            return DatasetRules.Load.APPEND;
        }
        for (DatasetRules.Load load : DatasetRules.Load.values()) {
            if (load.toString().equals(value.asText())) {
                return load;
            }
        }
        problems.add("rules has load " + value + ". Write \"append\" or \"upsert\".");
        return DatasetRules.Load.APPEND;
    }

    private List<String> unique() {
        JsonNode value = rules.get("unique");
        List<String> columns = new ArrayList<>();
        if (value == null) {
            return columns;
        }
        boolean texts = true;
        for (JsonNode column : value) {
            texts &= column.isTextual();
            columns.add(column.asText());
        }
        if (!value.isArray() || columns.isEmpty() || !texts) {
            problems.add("rules has unique " + value + ". Give a list with at least one column.");
            return List.of();
        }
        return columns;
    }

    private long minRows() {
        JsonNode value = rules.get("minRows");
        if (value == null) {
            return 1;
        }
        if (!value.isIntegralNumber() || !value.canConvertToLong() || value.longValue() < 1) {
            problems.add("rules has minRows " + value + ". Give an integer of at least 1.");
            return 1;
        }
        return value.longValue();
    }

    private double number(String member, double none, double greatest, String wanted) {
        JsonNode value = rules.get(member);
        if (value == null) {
            return none;
        }
        if (!value.isNumber() || !(value.doubleValue() >= 0) || value.doubleValue() > greatest) {
            problems.add("rules has " + member + " " + value + ". Give " + wanted + ".");
            return none;
        }
        return value.doubleValue();
    }

    private Duration freshness() {
        JsonNode value = rules.get("freshness");
        if (value == null) {
            return null;
        }
        try {
            if (value.isTextual()) {
                Duration age = Duration.parse(value.textValue());
                if (!age.isNegative() && !age.isZero()) {
                    return age;
                }
            }
        } catch (DateTimeParseException e) {
            // Reported below.
        }
        problems.add("rules has freshness " + value + ". Write a duration in ISO 8601, such as \"P2D\" or \"PT36H\".");
        return null;
    }
}
