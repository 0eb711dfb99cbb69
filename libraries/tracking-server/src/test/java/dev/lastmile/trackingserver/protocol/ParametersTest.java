package dev.lastmile.trackingserver.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class ParametersTest {
    @Test
    @Timeout(5)
    void aLongNumberInAStringIsRejectedBeforeItIsParsed() {
        Parameters parameters = read("{\"a\": \"" + "9".repeat(1_000_000) + "\", \"b\": \"  12  \", \"c\": \"1e3\"}");

        assertThatThrownBy(() -> parameters.integer("a"))
                .isInstanceOf(ProtocolException.class)
                .hasMessageStartingWith("Invalid value \"999")
                .hasMessageContaining("for parameter 'a' supplied.")
                .hasMessageNotContaining("9".repeat(200));
        assertThatThrownBy(() -> parameters.requiredNumber("a")).isInstanceOf(ProtocolException.class);
        assertThat(parameters.integer("c")).hasValue(1000);
    }

    @Test
    void numbersOfTheProtocolAreRead() {
        Parameters parameters = read("{\"a\": \"9223372036854775807\", \"b\": NaN, \"c\": \"Infinity\", \"d\": "
                + Double.MIN_VALUE + ", \"e\": \"1e999999999\"}");

        assertThat(parameters.integer("a")).hasValue(Long.MAX_VALUE);
        assertThat(parameters.requiredNumber("b")).isNaN();
        assertThat(parameters.requiredNumber("c")).isInfinite();
        assertThat(parameters.requiredNumber("d")).isEqualTo(Double.MIN_VALUE);
        assertThatThrownBy(() -> parameters.integer("e")).isInstanceOf(ProtocolException.class);
    }

    @Test
    @Timeout(5)
    void manySmallValuesAndDeepNestingAreRejected() {
        String many = "{\"x\":[" + "{},".repeat(600_000) + "{}]}";
        assertThatThrownBy(() -> read(many))
                .isInstanceOf(ProtocolException.class)
                .hasMessageStartingWith("The request is beyond the limits of JSON here: Token count (100001)");
        assertThatThrownBy(() -> read("{\"x\":" + "[".repeat(500_000)))
                .isInstanceOf(ProtocolException.class)
                .hasMessageStartingWith("The request is beyond the limits of JSON here: Document nesting depth");
        // Encoded twice, as old clients do.
        String twice = "\"" + many.replace("\"", "\\\"") + "\"";
        assertThatThrownBy(() -> read(twice)).isInstanceOf(ProtocolException.class);
    }

    @Test
    void theLargestBatchIsRead() {
        String metric = "{\"key\":\"k\",\"value\":1.5,\"timestamp\":1,\"step\":1},";
        assertThat(read("{\"metrics\":[" + metric.repeat(999) + metric.replace("},", "}") + "]}")
                        .objects("metrics"))
                .hasSize(1000);
    }

    @Test
    void aBodyIsReadUpToItsLimit() {
        Blanks body = new Blanks();

        assertThatThrownBy(() -> Parameters.read(body))
                .isInstanceOfSatisfying(
                        ProtocolException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.REQUEST_LIMIT_EXCEEDED))
                .hasMessage("The request is larger than 2097152 bytes. Send less at a time.");
        assertThat(body.read).isLessThan(ApiPaths.MAX_BODY + 100_000);
        assertThat(body.closed).isFalse();

        String profile = "p".repeat(3_000_000);
        assertThat(Parameters.readInputs(stream("{\"profile\":\"" + profile + "\"}"))
                        .required("profile"))
                .isEqualTo(profile);
    }

    @Test
    void aBodyWithoutContentHasNoParameters() {
        assertThat(read("").has("a")).isFalse();
        assertThat(read("{}").has("a")).isFalse();
        assertThatThrownBy(() -> read("[]")).hasMessage("The request is not a JSON object.");
        assertThatThrownBy(() -> read("{\"a\":1} {}")).isInstanceOf(ProtocolException.class);
    }

    private static Parameters read(String body) {
        return Parameters.read(stream(body));
    }

    private static InputStream stream(String body) {
        return new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8));
    }

    /** A body without an end. */
    private static final class Blanks extends InputStream {
        private long read;
        private boolean closed;

        @Override
        public int read() {
            read++;
            return ' ';
        }

        @Override
        public int read(byte[] bytes, int offset, int length) {
            java.util.Arrays.fill(bytes, offset, offset + length, (byte) ' ');
            read += length;
            return length;
        }

        @Override
        public void close() {
            closed = true;
        }
    }
}
