package dev.lastmile.serving.core.internal.request;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.io.IOException;
import java.util.List;

/** Values of a request in error messages: compact JSON of at most 60 characters. */
public final class ValueExcerpt {
    private static final int MAX_LENGTH = 60;
    private static final int MAX_NAMES = 20;

    private ValueExcerpt() {}

    /**
     * The value at the parser's current token; the parser is left at its last one.
     *
     * @throws IOException if the value is not valid JSON
     */
    public static String of(JsonParser json) throws IOException {
        StringBuilder text = new StringBuilder();
        int depth = 0;
        JsonToken previous = null;
        while (true) {
            JsonToken token = json.currentToken();
            if (text.length() <= MAX_LENGTH) {
                boolean follows = previous != null
                        && previous != JsonToken.FIELD_NAME
                        && !previous.isStructStart()
                        && !token.isStructEnd();
                append(text.append(follows ? "," : ""), json, token);
            }
            depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
            if (depth == 0 && token != JsonToken.FIELD_NAME) {
                return cut(text.toString());
            }
            previous = token;
            json.nextToken();
        }
    }

    /** The text of a scalar value; empty for a list or an object. */
    public static String text(JsonParser json) throws IOException {
        return switch (json.currentToken()) {
            case START_ARRAY, START_OBJECT -> "";
            case VALUE_NUMBER_FLOAT -> Double.toString(json.getDoubleValue());
            case VALUE_NUMBER_INT -> json.getText().equals("-0") ? "0" : json.getText();
            default -> json.getText();
        };
    }

    /** The first {@value #MAX_LENGTH} characters of a string. */
    public static String cut(String text) {
        if (text.length() <= MAX_LENGTH) {
            return text;
        }
        // Not between the halves of a surrogate pair.
        int end = Character.isHighSurrogate(text.charAt(MAX_LENGTH - 1)) ? MAX_LENGTH - 1 : MAX_LENGTH;
        return text.substring(0, end) + "…";
    }

    /** A text as JSON. */
    static String quoted(String text) {
        // Escaping only adds characters, so the part cut off here would not be shown.
        String shown = text.substring(0, Math.min(text.length(), MAX_LENGTH + 1));
        return cut("\"" + new String(JsonStringEncoder.getInstance().quoteAsString(shown)) + "\"");
    }

    /** The first names, and the number of further ones, so that the length of a message is bounded. */
    public static String names(List<String> names, int count) {
        String first = names.stream()
                .limit(MAX_NAMES)
                .map(ValueExcerpt::cut)
                .reduce((a, b) -> a + ", " + b)
                .orElse("");
        return "[" + first + (count > MAX_NAMES ? ", … and " + (count - MAX_NAMES) + " more" : "") + "]";
    }

    /** The kind of JSON value that begins at a token, in words. */
    public static String kind(JsonToken token) {
        if (token == null) {
            return "missing";
        }
        return switch (token) {
            case START_ARRAY -> "a list";
            case START_OBJECT -> "an object";
            case VALUE_STRING -> "a string";
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> "a number";
            case VALUE_TRUE, VALUE_FALSE -> "a boolean";
            case VALUE_NULL -> "null";
            default -> "missing";
        };
    }

    private static void append(StringBuilder text, JsonParser json, JsonToken token) throws IOException {
        switch (token) {
            case FIELD_NAME -> text.append(quoted(json.currentName())).append(':');
            case VALUE_STRING -> text.append(quoted(json.getText()));
            case VALUE_NUMBER_FLOAT, VALUE_NUMBER_INT -> text.append(text(json));
            default -> text.append(json.getText());
        }
    }
}
