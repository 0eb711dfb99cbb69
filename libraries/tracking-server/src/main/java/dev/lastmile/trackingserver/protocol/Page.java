package dev.lastmile.trackingserver.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
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
     * @param size the most that it holds
     */
    public record Request(int offset, int size) {
        private static final ObjectMapper JSON = new ObjectMapper();

        /** Reads {@code max_results} and {@code page_token}. */
        public static Request of(Parameters parameters, int defaultSize, int maxSize) {
            long size = parameters.integer("max_results").orElse(defaultSize);
            if (size < 1 || size > maxSize) {
                throw ProtocolException.invalid("Invalid value " + size
                        + " for parameter 'max_results' supplied. It must be between 1 and " + maxSize + ".");
            }
            return new Request(
                    parameters
                            .textWithContent("page_token")
                            .map(Request::offset)
                            .orElse(0),
                    (int) size);
        }

        /** One more than the page holds: whether it is there says whether another page follows. */
        public int limit() {
            return size + 1;
        }

        /** The page, from up to {@link #limit} results. */
        public <E, T> Page<T> page(List<E> results, Function<? super E, T> form) {
            boolean more = results.size() > size;
            return new Page<>(results.stream().limit(size).map(form).toList(), more ? token(offset + size) : null);
        }

        private static String token(int offset) {
            return Base64.getEncoder()
                    .encodeToString(("{\"offset\": " + offset + "}").getBytes(StandardCharsets.UTF_8));
        }

        private static int offset(String token) {
            try {
                JsonNode offset =
                        JSON.readTree(Base64.getDecoder().decode(token)).get("offset");
                if (offset != null && offset.canConvertToInt() && offset.intValue() >= 0) {
                    return offset.intValue();
                }
            } catch (IllegalArgumentException | IOException e) {
                // Told below, as any other token that is none.
            }
            throw ProtocolException.invalid(
                    "Invalid page token, it is '" + token + "'. Use the next_page_token of the page before.");
        }
    }
}
