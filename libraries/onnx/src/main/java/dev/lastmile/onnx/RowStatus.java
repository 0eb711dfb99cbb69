package dev.lastmile.onnx;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The output {@value #OUTPUT} of a graph, 0 for a valid row, and its rules, as the graph's metadata has them: {@link
 * GraphMetadata#ROW_STATUS} maps each code to a text, and {@link GraphMetadata#ROW_STATUS_RULES} each code but 0 to its
 * action, stage and column. Immutable.
 */
public final class RowStatus {
    /** The output's name. */
    public static final String OUTPUT = "row_status";

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Map<Long, RowRule> rules;

    private RowStatus(Map<Long, RowRule> rules) {
        this.rules = rules;
    }

    /** The metadata properties of rules. */
    public static Map<String, String> metadata(List<RowRule> rules) {
        ObjectNode texts = JSON.createObjectNode().put("0", "valid");
        ObjectNode details = JSON.createObjectNode();
        for (RowRule rule : rules) {
            String code = Long.toString(rule.code());
            texts.put(code, rule.text());
            details.putObject(code)
                    .put("action", rule.action().name().toLowerCase(Locale.ROOT))
                    .put("stage", rule.stage())
                    .put("column", rule.column());
        }
        return Map.of(GraphMetadata.ROW_STATUS, texts.toString(), GraphMetadata.ROW_STATUS_RULES, details.toString());
    }

    /**
     * Reads the metadata of a graph, which may have none of it.
     *
     * @throws OnnxModelException if it is in a form that this version does not know
     */
    public static RowStatus of(Map<String, String> metadata) {
        try {
            JsonNode details = JSON.readTree(metadata.getOrDefault(GraphMetadata.ROW_STATUS_RULES, "{}"));
            Map<Long, RowRule> rules = new HashMap<>();
            JSON.readTree(metadata.getOrDefault(GraphMetadata.ROW_STATUS, "{}"))
                    .fields()
                    .forEachRemaining(text -> {
                        JsonNode detail = details.path(text.getKey());
                        long code = Long.parseLong(text.getKey());
                        rules.put(
                                code,
                                new RowRule(
                                        code,
                                        RowAction.valueOf(detail.path("action")
                                                .asText("error")
                                                .toUpperCase(Locale.ROOT)),
                                        detail.path("stage").asText(),
                                        detail.path("column").asText(),
                                        text.getValue().asText()));
                    });
            return new RowStatus(rules);
        } catch (JsonProcessingException | IllegalArgumentException e) {
            throw new OnnxModelException(
                    "The model explains its row status in a form that this version does not read ("
                            + metadata.get(GraphMetadata.ROW_STATUS) + ", "
                            + metadata.get(GraphMetadata.ROW_STATUS_RULES)
                            + "). Upgrade Lastmile, or export the model again.",
                    e);
        }
    }

    /** The rules in the order of their codes, without that of valid rows. */
    public List<RowRule> rules() {
        return rules.values().stream()
                .filter(rule -> rule.code() != 0)
                .sorted(Comparator.comparingLong(RowRule::code))
                .toList();
    }

    /** Whether a row with this code is left out, and not an error. */
    public boolean skips(long code) {
        return rule(code).map(rule -> rule.action() == RowAction.SKIP).orElse(false);
    }

    /** The reason of a code. */
    public String text(long code) {
        return rule(code).map(RowRule::text).orElse("its status is " + code);
    }

    private Optional<RowRule> rule(long code) {
        return Optional.ofNullable(rules.get(code));
    }
}
