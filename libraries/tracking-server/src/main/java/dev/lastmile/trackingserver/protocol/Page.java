package dev.lastmile.trackingserver.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * One page of results.
 *
 * @param entries the results
 * @param nextToken token of the next page; null on the last one
 */
public record Page<T>(List<T> entries, String nextToken) {
    /**
     * The position and size of a requested page.
     *
     * @param offset number of results before it
     * @param after the last result of the previous page, if there was one
     * @param size maximum number of results
     */
    public record Request(int offset, Optional<String> after, int size) {
        private static final ObjectMapper JSON = new ObjectMapper();

        /** A page that begins at an offset, whatever result is there now. */
        public Request(int offset, int size) {
            this(offset, Optional.empty(), size);
        }

        /** Reads {@code max_results} and {@code page_token}. */
        public static Request of(Parameters parameters, int defaultSize, int maxSize) {
            long size = parameters.integer("max_results").orElse(defaultSize);
            if (size < 1 || size > maxSize) {
                throw ProtocolException.invalid("Invalid value " + size
                        + " for parameter 'max_results' supplied. It must be between 1 and " + maxSize + ".");
            }
            return parameters
                    .textWithContent("page_token")
                    .map(token -> of(token, (int) size))
                    .orElseGet(() -> new Request(0, (int) size));
        }

        /** One more than the size, to find out whether another page follows. */
        public int limit() {
            return size + 1;
        }

        /** Creates the page from up to {@link #limit} results. */
        public <E, T> Page<T> page(List<E> results, Function<? super E, T> form) {
            boolean more = results.size() > size;
            return new Page<>(
                    results.stream().limit(size).map(form).toList(),
                    more ? token(JSON.createObjectNode().put("offset", offset + size)) : null);
        }

        /** The token of the page that begins at an offset, after a result. */
        public static String token(int offset, String after) {
            return token(JSON.createObjectNode().put("offset", offset).put("after", after));
        }

        private static String token(ObjectNode token) {
            return Base64.getEncoder().encodeToString(token.toString().getBytes(StandardCharsets.UTF_8));
        }

        private static Request of(String token, int size) {
            try {
                JsonNode json = JSON.readTree(Base64.getDecoder().decode(token));
                JsonNode offset = json.path("offset");
                if (offset.canConvertToInt() && offset.intValue() >= 0) {
                    return new Request(
                            offset.intValue(),
                            Optional.ofNullable(json.path("after").textValue()),
                            size);
                }
            } catch (IllegalArgumentException | IOException e) {
                // Reported below, like any other invalid token.
            }
            throw ProtocolException.invalid(
                    "Invalid page token, it is '" + token + "'. Use the next_page_token of the page before.");
        }
    }
}
