package dev.lastmile.serving.core.internal.request;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.core.json.UTF8StreamJsonParser;
import dev.lastmile.serving.core.InvalidRequestException;
import java.io.IOException;

/** The body of a request as JSON, parsed as a stream, with Jackson's limits of nesting, names and numbers. */
public final class RequestJson {
    // NaN and Infinity are parsed, as in Python, so that an error can name their column and row. Names are not
    // interned:
    // the JVM's string table would keep every name that any client has ever sent.
    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .build();

    private RequestJson() {}

    /** Reads a body from a parser at the first token, which is null for an empty body. */
    @FunctionalInterface
    public interface Reader<R> {
        /** Reads the whole value at the current token. */
        R read(JsonParser json) throws IOException;
    }

    /**
     * Reads a body. Malformed JSON takes precedence over any other error in the body.
     *
     * @param length in bytes, from the body's beginning
     * @throws InvalidRequestException with the position of a syntax error, or as thrown by the reader
     */
    public static <R> R read(byte[] body, int length, Reader<R> reader) {
        try (JsonParser json = JSON.createParser(body, 0, length)) {
            json.nextToken();
            requireUtf8(json);
            R result = null;
            InvalidRequestException problem = null;
            try {
                result = reader.read(json);
            } catch (InvalidRequestException e) {
                problem = e;
            }
            requireOneDocument(json);
            if (problem != null) {
                throw problem;
            }
            return result;
        } catch (JsonProcessingException e) {
            throw InvalidRequestException.unreadable("The request is not valid JSON"
                    + (e.getLocation() == null ? "" : where(e.getLocation())) + ": "
                    + e.getOriginalMessage().lines().findFirst().orElse(""));
        } catch (IOException e) {
            throw InvalidRequestException.unreadable("The request is not valid JSON in UTF-8: " + e.getMessage());
        }
    }

    /** Skips the rest of a field's value; the parser is left at its last token. */
    public static void skipTo(JsonStreamContext object, JsonParser json) throws IOException {
        while (json.getParsingContext() != object) {
            json.nextToken();
        }
    }

    /**
     * A parser at a value of a body that is known to be valid JSON.
     *
     * @param offset of the value's first byte; it is a list or an object
     */
    public static JsonParser at(byte[] body, long offset) throws IOException {
        JsonParser json = JSON.createParser(body, (int) offset, body.length - (int) offset);
        json.nextToken();
        return json;
    }

    // RFC 8259, 8.1. Jackson reads UTF-16 and UTF-32 too, where it knows no offsets of bytes.
    private static void requireUtf8(JsonParser json) {
        if (!(json instanceof UTF8StreamJsonParser)) {
            throw InvalidRequestException.unreadable("The request is JSON in UTF-16 or UTF-32. Send it in UTF-8.");
        }
    }

    private static void requireOneDocument(JsonParser json) throws IOException {
        while (!json.getParsingContext().inRoot()) {
            json.nextToken();
        }
        if (json.nextToken() != null) {
            throw InvalidRequestException.unreadable("The request is not valid JSON"
                    + where(json.currentTokenLocation()) + ": there is more after its end. Send one JSON document.");
        }
    }

    private static String where(JsonLocation location) {
        return " at line " + location.getLineNr() + ", column " + location.getColumnNr();
    }
}
