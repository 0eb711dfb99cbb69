package dev.lastmile.serving.core.internal.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonParser;
import dev.lastmile.serving.core.InvalidRequestException;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestJsonTest {
    private static final RequestJson.Reader<String> REJECTING = json -> {
        json.nextToken();
        throw InvalidRequestException.unfit("Something in it is wrong.");
    };

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[1, 2             | at line 1, column 6: Unexpected end-of-input",
                "[1, nul]          | at line 1, column 5: Unrecognized token 'nul'",
                "[1, 2] [3]        | at line 1, column 8: there is more after its end. Send one JSON document.",
                "[1, 2] x          | at line 1, column 8: Unrecognized token 'x'",
                "[1, 2]]           | at line 1, column 7: Unexpected close marker ']'",
                "{\"a\": [1, 2}    | at line 1, column 12: Unexpected close marker '}'"
            })
    void invalidJsonIsReportedBeforeAnythingElse(String json, String message) {
        assertThatThrownBy(() -> read(json, REJECTING))
                .hasMessageStartingWith("The request is not valid JSON " + message);
        assertThatThrownBy(() -> read(json, skipping()))
                .hasMessageStartingWith("The request is not valid JSON " + message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[1, [2, {\"a\": {}}]]", " {\"a\": [1]} \n", "\ufeff[1]"})
    void aProblemOfValidJsonIsReported(String json) {
        assertThatThrownBy(() -> read(json, REJECTING)).hasMessage("Something in it is wrong.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16", "UTF-16LE", "UTF-16BE", "UTF-32"})
    void otherEncodingsAreRejected(String charset) {
        byte[] body = "{\"a\": 1}".getBytes(Charset.forName(charset));

        assertThatThrownBy(() -> RequestJson.read(body, body.length, skipping()))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessage("The request is JSON in UTF-16 or UTF-32. Send it in UTF-8.");
    }

    @Test
    void bytesThatAreNotUtf8AreRejected() {
        for (int b : new int[] {0xff, 0xc3, 0xf5, 0x80}) {
            byte[] body = {'"', (byte) b, '"'};
            assertThatThrownBy(() -> RequestJson.read(body, body.length, JsonParser::getText))
                    .isInstanceOf(InvalidRequestException.class)
                    .hasMessageStartingWith("The request is not valid JSON");
        }
    }

    @Test
    void whatFollowsTheLengthIsNotLookedAt() {
        byte[] body = "[1] \0binary".getBytes(StandardCharsets.UTF_8);

        assertThat(RequestJson.<Integer>read(body, 3, json -> {
                    json.nextToken();
                    int value = json.getIntValue();
                    json.nextToken();
                    return value;
                }))
                .isOne();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\ufeff", " \n"})
    void aValueIsFoundAgainByItsOffset(String before) throws IOException {
        String json = before + "{\"größe\": [1, 2], \"a\": [3]}";
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        long offset = RequestJson.<Long>read(body, body.length, parser -> {
            for (int i = 0; i < 7; i++) {
                parser.nextToken();
            }
            long found = parser.currentTokenLocation().getByteOffset();
            parser.skipChildren();
            parser.nextToken();
            return found;
        });

        try (JsonParser again = RequestJson.at(body, offset)) {
            assertThat(again.isExpectedStartArrayToken()).isTrue();
            again.nextToken();
            assertThat(again.getIntValue()).isEqualTo(3);
        }
    }

    @Test
    void anEmptyBodyHasNoToken() {
        assertThat(RequestJson.<Boolean>read(new byte[0], 0, json -> json.currentToken() == null))
                .isTrue();
    }

    private static RequestJson.Reader<String> skipping() {
        return json -> {
            json.skipChildren();
            return "";
        };
    }

    private static String read(String json, RequestJson.Reader<String> reader) {
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        return RequestJson.read(body, body.length, reader);
    }
}
