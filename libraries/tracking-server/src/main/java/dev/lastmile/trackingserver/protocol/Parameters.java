package dev.lastmile.trackingserver.protocol;

import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.ws.rs.core.UriInfo;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The parameters of a request, from its body or its query, parsed like protobuf: integers may be strings, null is the same
 * as absent, unknown names are ignored.
 *
 * <p>Every method throws a {@link ProtocolException} that names the parameter when its value has another type.
 */
public final class Parameters {
    /** Maximum tokens of a body, which bound the memory of its tree; a batch has 1,000 metrics of 10 tokens each. */
    static final int MAX_TOKENS = 100_000;

    /** Maximum length of an integer in a string, and of any number: parsing takes more than linear time. */
    private static final int MAX_INTEGER_TEXT = 40;

    private static final int MAX_NUMBER_TEXT = 400;

    // Python writes NaN and Infinity without quotes.
    private static final JsonMapper JSON = JsonMapper.builder(new JsonFactoryBuilder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxTokenCount(MAX_TOKENS)
                            .build())
                    .build())
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();
    private static final String SEE = " See the API docs for more information about request parameters.";

    private final ObjectNode values;
    private final String path;

    private Parameters(ObjectNode values, String path) {
        this.values = values;
        this.path = path;
    }

    /** Parses a JSON object; an empty body has no parameters. */
    public static Parameters read(InputStream body) {
        return read(body, ApiPaths.MAX_BODY);
    }

    /** The same for a request that logs datasets, with the higher limit. */
    public static Parameters readInputs(InputStream body) {
        return read(body, ApiPaths.MAX_INPUTS_BODY);
    }

    // As a stream, so that the text of a large body is not in memory together with its tree.
    private static Parameters read(InputStream body, int limit) {
        try {
            JsonNode values = JSON.readTree(new LimitedBody(body, limit));
            if (values.isMissingNode()) {
                values = JSON.createObjectNode();
            }
            if (values.isTextual()) {
                // Old clients encode twice.
                values = JSON.readTree(values.textValue());
            }
            if (values instanceof ObjectNode object) {
                return new Parameters(object, "");
            }
            throw new ProtocolException(ErrorCode.BAD_REQUEST, "The request is not a JSON object.");
        } catch (StreamConstraintsException e) {
            throw new ProtocolException(
                    ErrorCode.BAD_REQUEST,
                    "The request is beyond the limits of JSON here: " + e.getOriginalMessage()
                            + ". Send less at a time, and no numbers or nesting of that kind.");
        } catch (JsonProcessingException e) {
            throw new ProtocolException(
                    ErrorCode.BAD_REQUEST, "The request is not valid JSON: " + e.getOriginalMessage() + ".");
        } catch (IOException e) {
            throw new ProtocolException(ErrorCode.BAD_REQUEST, "The request broke off: " + e.getMessage());
        }
    }

    /** Parses the query of a URL. */
    static Parameters query(UriInfo uri) {
        ObjectNode values = JSON.createObjectNode();
        uri.getQueryParameters().forEach((name, texts) -> {
            if (texts.size() == 1) {
                values.put(name, texts.get(0));
            } else {
                ArrayNode list = values.putArray(name);
                texts.forEach(list::add);
            }
        });
        return new Parameters(values, "");
    }

    /** The query of a GET request if it has one, otherwise its body: clients use both. */
    public static Parameters queryOrRead(UriInfo uri, InputStream body) {
        return uri.getQueryParameters().isEmpty() ? read(body) : query(uri);
    }

    /** The body of a request if it has one, otherwise its query: clients use both to delete. */
    public static Parameters readOrQuery(InputStream body, UriInfo uri) {
        Parameters read = read(body);
        return read.values.isEmpty() ? query(uri) : read;
    }

    /** Whether the parameter was sent. */
    public boolean has(String name) {
        return value(name) != null;
    }

    /** A required, non-empty string. */
    public String required(String name) {
        return text(name).filter(text -> !text.isEmpty()).orElseThrow(() -> missing(name));
    }

    /** The id of a run, by the current or the former parameter name. */
    public String runId() {
        return text("run_id")
                .or(() -> text("run_uuid"))
                .filter(id -> !id.isEmpty())
                .orElseThrow(() -> missing("run_id"));
    }

    public Optional<String> text(String name) {
        JsonNode value = value(name);
        if (value == null) {
            return Optional.empty();
        }
        return Optional.of(scalar(name, value));
    }

    /** A string; empty if it is blank or absent. */
    public Optional<String> textWithContent(String name) {
        return text(name).filter(text -> !text.isEmpty());
    }

    public OptionalLong integer(String name) {
        JsonNode value = value(name);
        if (value == null) {
            return OptionalLong.empty();
        }
        try {
            if (value.isContainerNode() || value.isBoolean()) {
                throw wrongType(name, value);
            }
            return OptionalLong.of(new BigDecimal(numberText(name, value, MAX_INTEGER_TEXT)).longValueExact());
        } catch (ArithmeticException | NumberFormatException e) {
            throw wrongType(name, value);
        }
    }

    public long requiredInteger(String name) {
        return integer(name).orElseThrow(() -> missing(name));
    }

    /** A number, NaN and infinities included. */
    public double requiredNumber(String name) {
        JsonNode value = value(name);
        if (value == null) {
            throw missing(name);
        }
        try {
            if (value.isContainerNode() || value.isBoolean()) {
                throw wrongType(name, value);
            }
            return Double.parseDouble(numberText(name, value, MAX_NUMBER_TEXT));
        } catch (NumberFormatException e) {
            throw wrongType(name, value);
        }
    }

    public boolean flag(String name) {
        String text = text(name).orElse("false");
        if (!text.equalsIgnoreCase("true") && !text.equalsIgnoreCase("false")) {
            throw ProtocolException.invalid(
                    "Invalid boolean value: " + Excerpt.of(text) + ", must be 'true' or 'false'.");
        }
        return Boolean.parseBoolean(text);
    }

    /** Strings in order; a single one needs no list. */
    public List<String> texts(String name) {
        JsonNode value = value(name);
        List<String> texts = new ArrayList<>();
        if (value != null && !value.isContainerNode()) {
            texts.add(scalar(name, value));
        } else {
            for (JsonNode entry : list(name)) {
                texts.add(scalar(name, entry));
            }
        }
        return texts;
    }

    /** Objects in order. */
    public List<Parameters> objects(String name) {
        List<Parameters> objects = new ArrayList<>();
        for (JsonNode entry : list(name)) {
            if (!(entry instanceof ObjectNode object)) {
                throw wrongType(name, entry);
            }
            objects.add(new Parameters(object, path + name + "[" + objects.size() + "]."));
        }
        return objects;
    }

    /** A required object. */
    public Parameters object(String name) {
        JsonNode value = value(name);
        if (value == null) {
            throw missing(name);
        }
        if (value instanceof ObjectNode object) {
            return new Parameters(object, path + name + ".");
        }
        throw wrongType(name, value);
    }

    /** Key-value pairs such as tags in order; the last occurrence of a key wins. */
    public Map<String, String> pairs(String name) {
        Map<String, String> pairs = new LinkedHashMap<>();
        for (Parameters pair : objects(name)) {
            pairs.put(pair.required("key"), pair.text("value").orElse(""));
        }
        return pairs;
    }

    private String scalar(String name, JsonNode value) {
        if (value.isContainerNode()) {
            throw wrongType(name, value);
        }
        String text = value.asText();
        NameRules.checkCharacters(path + name, text);
        return text;
    }

    // Jackson limits the digits of numbers, and not those of strings.
    private String numberText(String name, JsonNode value, int max) {
        String text = value.asText();
        if (text.length() > max) {
            throw wrongType(name, value);
        }
        return text;
    }

    private JsonNode value(String name) {
        JsonNode value = values.get(name);
        return value == null || value.isNull() ? null : value;
    }

    private Iterable<JsonNode> list(String name) {
        JsonNode value = value(name);
        if (value == null) {
            return List.of();
        }
        if (!value.isArray()) {
            throw wrongType(name, value);
        }
        return value;
    }

    private ProtocolException missing(String name) {
        return ProtocolException.invalid("Missing value for required parameter '" + path + name + "'." + SEE);
    }

    private ProtocolException wrongType(String name, JsonNode value) {
        return ProtocolException.invalid("Invalid value " + Excerpt.of(value.toString()) + " for parameter '" + path
                + name + "' supplied." + SEE);
    }
}
