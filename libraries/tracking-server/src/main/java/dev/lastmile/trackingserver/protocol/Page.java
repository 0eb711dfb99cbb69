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
 * @param nextToken asks for the page after this one; null on the last
 */
public record Page<T>(List<T> entries, String nextToken) {
    /**
     * Which page is asked for.
     *
     * @param offset the results before it
     * @param after the last result of the page before it, if there was one
     * @param size the most that it holds
     */
    public record Request(int offset, Optional<String> after, int size) {
        private static final ObjectMapper JSON = new ObjectMapper();

        /** A page that begins at a place, whatever is there by now. */
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

        /** One more than the page holds: whether it is there says whether another page follows. */
        public int limit() {
            return size + 1;
        }

        /** The page, from up to {@link #limit} results. */
        public <E, T> Page<T> page(List<E> results, Function<? super E, T> form) {
            boolean more = results.size() > size;
            return new Page<>(
                    results.stream().limit(size).map(form).toList(),
                    more ? token(JSON.createObjectNode().put("offset", offset + size)) : null);
        }

        /** The token of the page that begins at a place, which is the one behind a result. */
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
                // Told below, as any other token that is none.
            }
            throw ProtocolException.invalid(
                    "Invalid page token, it is '" + token + "'. Use the next_page_token of the page before.");
        }
    }
}
