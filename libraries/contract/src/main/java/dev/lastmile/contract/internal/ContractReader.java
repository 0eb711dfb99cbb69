package dev.lastmile.contract.internal;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.lastmile.contract.ColumnNames;
import dev.lastmile.contract.ColumnType;
import dev.lastmile.contract.ContractColumn;
import dev.lastmile.contract.ContractException;
import dev.lastmile.contract.DataContract;
import dev.lastmile.contract.DatasetRules;
import dev.lastmile.contract.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Reads the file of a contract, and reports all of its errors. */
public final class ContractReader {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS, DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            // Messages show 30.0 as the file does.
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();
    private static final Set<String> TOP = Set.of("type", "fields", "rules");
    private static final List<String> FIELD = List.of("name", "type", "nullable", "metadata");

    private final String dataset;
    private final Problems problems = new Problems();

    private ContractReader(String dataset) {
        this.dataset = dataset;
    }

    /**
     * @throws ContractException with every error
     */
    public static DataContract read(String dataset, String json) {
        return new ContractReader(dataset).read(json);
    }

    private DataContract read(String json) {
        JsonNode root = tree(json);
        JsonNode fields = fields(root);
        root.fieldNames().forEachRemaining(member -> {
            if (!TOP.contains(member)) {
                problems.add("member " + member + " beside fields does not exist. There are type, fields and rules.");
            }
        });
        List<ContractColumn> columns = new ArrayList<>();
        for (int i = 0; i < fields.size(); i++) {
            columns.add(column(fields.get(i), i + 1));
        }
        DatasetRules rules = RulesReader.read(root.get("rules"), key(columns), problems);
        if (problems.found().isEmpty()) {
            return DataContract.of(dataset, columns, rules);
        }
        List<String> all = new ArrayList<>(problems.found());
        // What could not be read has a default that breaks no rule.
        ContractValidator.problems(columns, rules).stream()
                .filter(problem -> !all.contains(problem))
                .forEach(all::add);
        throw ContractException.of(dataset, all);
    }

    private static List<String> key(List<ContractColumn> columns) {
        return columns.stream()
                .filter(column -> column.role() == Role.KEY)
                .map(ContractColumn::name)
                .toList();
    }

    private ContractColumn column(JsonNode field, int position) {
        String source = field.get("name").textValue();
        String where = Problems.column(source);
        field.fieldNames().forEachRemaining(member -> {
            if (!FIELD.contains(member)) {
                problems.add(where + " has a member '" + member + "' beside name. Move it into metadata.");
            }
        });
        JsonNode nullable = field.path("nullable");
        if (!nullable.isBoolean()) {
            problems.add(where + " has nullable " + shown(nullable) + ". Write true or false.");
        }
        JsonNode metadata = field.path("metadata");
        if (!metadata.isMissingNode() && !metadata.isObject()) {
            problems.add(where + " has metadata " + metadata + ". Write an object, such as {}.");
        }
        TypeReader types = new TypeReader(where, problems);
        ColumnType type = types.read(field.path("type"), "type");
        MetadataReader reader = new MetadataReader(where, type, metadata, problems);
        reader.requireKnownMembers();
        String name = ColumnNames.safe(source, position);
        // Nothing can be held against a type that is not known.
        return types.isKnown()
                ? reader.read(name, source, nullable.asBoolean(true))
                : ContractColumn.of(name, type, nullable.asBoolean(true));
    }

    private JsonNode tree(String json) {
        try {
            return JSON.readTree(json.startsWith("\uFEFF") ? json.substring(1) : json);
        } catch (JsonProcessingException e) {
            String at = e.getLocation() == null
                    ? ""
                    : " in line " + e.getLocation().getLineNr() + ", column "
                            + e.getLocation().getColumnNr();
            throw notASchema(List.of(e.getOriginalMessage() + at));
        }
    }

    private JsonNode fields(JsonNode root) {
        JsonNode fields = root.path("fields");
        boolean otherType =
                root.isObject() && !"struct".equals(root.path("type").textValue());
        if (root.isTextual() || otherType || fields.isArray() && fields.isEmpty()) {
            throw new ContractException(
                    "Contract " + dataset + " has no columns. Write \"type\": \"struct\" and \"fields\".",
                    List.of("There are no columns."));
        }
        if (!fields.isArray()) {
            throw notASchema(List.of("it has no list \"fields\""));
        }
        List<String> wrong = new ArrayList<>();
        for (int i = 0; i < fields.size(); i++) {
            JsonNode name = fields.get(i).path("name");
            if (!name.isTextual() || name.textValue().isEmpty()) {
                wrong.add("field " + (i + 1) + " has name " + shown(name));
            }
        }
        if (!wrong.isEmpty()) {
            throw notASchema(wrong);
        }
        return fields;
    }

    private ContractException notASchema(List<String> problems) {
        return new ContractException(
                "Contract " + dataset + " is not Spark's schema JSON: " + String.join("; ", problems)
                        + ". Compare it with what df.schema.json() writes.",
                problems);
    }

    /** A value in a message; {@code missing} if it is not there. */
    static String shown(JsonNode node) {
        return node.isMissingNode() ? "missing" : node.toString();
    }
}
