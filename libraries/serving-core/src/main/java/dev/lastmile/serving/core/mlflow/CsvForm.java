package dev.lastmile.serving.core.mlflow;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import dev.lastmile.serving.core.InvalidRequestException;
import dev.lastmile.serving.core.chain.InputColumn;
import dev.lastmile.serving.core.chain.InputColumn.Type;
import dev.lastmile.serving.core.request.RequestTable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The CSV form of MLflow's scoring protocol: names in the first line, then a line a row.
 *
 * <p>A field is what its column's type says. As pandas has it, an empty one is missing, and so is one such as NaN or NA
 * where a number should be; in a column of strings NA is a string, which pandas would take for missing too.
 */
final class CsvForm {
    /** What pandas reads as missing, of what a number could be written as. */
    private static final Set<String> MISSING =
            Set.of("", "NaN", "nan", "-NaN", "-nan", "NA", "N/A", "n/a", "#N/A", "<NA>", "NULL", "null", "None");
    /** Longer ones are no numbers; JSON has the same limit here. */
    private static final int LONGEST_NUMBER = 1000;

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final ObjectReader LINES = new CsvMapper()
            .enable(CsvParser.Feature.WRAP_AS_ARRAY)
            .enable(CsvParser.Feature.SKIP_EMPTY_LINES)
            .readerFor(String[].class);

    private CsvForm() {}

    /**
     * @param body CSV in UTF-8
     * @param columns what the model takes; others are left out
     * @throws InvalidRequestException naming the line that cannot be read
     */
    static RequestTable read(byte[] body, List<InputColumn> columns) {
        String text = text(body);
        try (MappingIterator<String[]> lines = LINES.readValues(text)) {
            if (!lines.hasNextValue()) {
                throw InvalidRequestException.unreadable(
                        "The request has no CSV. Send the columns' names in the first line, and then a line a row.");
            }
            return rows(lines, header(lines.nextValue()), columns);
        } catch (JsonProcessingException e) {
            throw InvalidRequestException.unreadable("The request is not valid CSV: "
                    + e.getOriginalMessage().lines().findFirst().orElse(""));
        } catch (IOException e) {
            throw new UncheckedIOException("reading from memory failed", e);
        }
    }

    private static String text(byte[] body) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(body))
                    .toString();
        } catch (CharacterCodingException e) {
            throw InvalidRequestException.unreadable("The request is not in UTF-8. Send its CSV in that encoding.");
        }
    }

    private static Map<String, Integer> header(String[] names) {
        Map<String, Integer> positions = new LinkedHashMap<>();
        for (int i = 0; i < names.length; i++) {
            if (positions.put(names[i], i) != null) {
                throw InvalidRequestException.unfit(
                        "The CSV has the column " + names[i] + " twice. Send every column once.");
            }
        }
        return positions;
    }

    private static RequestTable rows(
            MappingIterator<String[]> lines, Map<String, Integer> header, List<InputColumn> columns)
            throws IOException {
        Map<String, ArrayNode> values = new LinkedHashMap<>();
        header.keySet().forEach(name -> values.put(name, JSON.arrayNode()));
        Map<String, InputColumn> known = new HashMap<>();
        columns.forEach(column -> known.put(column.name(), column));
        int rows = 0;
        while (lines.hasNextValue()) {
            String[] fields = lines.nextValue();
            if (fields.length != header.size()) {
                throw InvalidRequestException.unreadable("Row " + rows + " of the CSV has " + fields.length
                        + " fields, and the first line has " + header.size() + " names. Rows are counted from 0.");
            }
            header.forEach((name, position) -> {
                InputColumn column = known.get(name);
                values.get(name).add(column == null ? JSON.nullNode() : value(fields[position], column.type()));
            });
            rows++;
        }
        return new RequestTable.Columns(rows, new LinkedHashMap<>(values));
    }

    private static JsonNode value(String field, Type type) {
        if (type == Type.STRING) {
            return field.isEmpty() ? JSON.nullNode() : JSON.textNode(field);
        }
        String number = field.strip();
        if (MISSING.contains(number)) {
            return JSON.nullNode();
        }
        try {
            return number.length() > LONGEST_NUMBER ? JSON.textNode(field) : JSON.numberNode(new BigDecimal(number));
        } catch (NumberFormatException e) {
            return JSON.textNode(field); // which the column refuses, with its row
        }
    }
}
