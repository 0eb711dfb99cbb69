package dev.lastmile.serving.core.internal.request;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonToken;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ValueExcerptTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{ \"a\" : [ 1 , 2.50, { } ], \"b\":null} | {\"a\":[1,2.5,{}],\"b\":null} | an object",
                "[[], [[1]], true]                        | [[],[[1]],true]             | a list",
                "\"a\\n\\\"b\\u00fc\"                     | \"a\\n\\\"bü\"              | a string",
                "-0                                       | 0                           | a number",
                "1e3                                      | 1000.0                      | a number",
                "NaN                                      | NaN                         | a number",
                "false                                    | false                       | a boolean",
                "null                                     | null                        | null"
            })
    void valuesAreShownAsCompactJson(String json, String shown, String kind) {
        assertThat(shown(json)).isEqualTo(shown);
        assertThat(kind(json)).isEqualTo(kind);
    }

    @Test
    void longValuesAreCut() {
        assertThat(shown('"' + "x".repeat(58) + '"')).isEqualTo('"' + "x".repeat(58) + '"');
        assertThat(shown('"' + "x".repeat(59) + '"')).isEqualTo('"' + "x".repeat(59) + "…");
        assertThat(shown('"' + "\\n".repeat(1000) + '"')).isEqualTo('"' + "\\n".repeat(29) + "\\…");
        assertThat(ValueExcerpt.cut("x" + "🙂".repeat(100))).isEqualTo("x" + "🙂".repeat(29) + "…");
        assertThat(shown("[" + "1,".repeat(100_000) + "1]")).hasSize(61).endsWith("…");
        assertThat(shown("[" + "[".repeat(400) + "]".repeat(400) + "]")).isEqualTo("[".repeat(60) + "…");
    }

    @Test
    void theParserIsLeftAtTheEndOfTheValue() {
        byte[] body = "[[1,{\"a\":[2]}],3]".getBytes(StandardCharsets.UTF_8);
        RequestJson.read(body, body.length, json -> {
            json.nextToken();
            assertThat(ValueExcerpt.of(json)).isEqualTo("[1,{\"a\":[2]}]");
            assertThat(json.nextToken()).isEqualTo(JsonToken.VALUE_NUMBER_INT);
            assertThat(json.nextToken()).isEqualTo(JsonToken.END_ARRAY);
            return null;
        });
    }

    @Test
    void namesAreCutToTwentyOfSixtyCharacters() {
        assertThat(ValueExcerpt.names(List.of(), 0)).isEqualTo("[]");
        assertThat(ValueExcerpt.names(List.of("a", "b"), 2)).isEqualTo("[a, b]");
        assertThat(ValueExcerpt.names(Collections.nCopies(25, "x".repeat(100)), 25))
                .startsWith("[" + "x".repeat(60) + "…, ")
                .endsWith("…, … and 5 more]")
                .hasSizeLessThan(20 * 63 + 30);
    }

    private static String shown(String json) {
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        return RequestJson.read(body, body.length, ValueExcerpt::of);
    }

    private static String kind(String json) {
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        return RequestJson.read(body, body.length, parser -> {
            String kind = ValueExcerpt.kind(parser.currentToken());
            parser.skipChildren();
            return kind;
        });
    }
}
