package dev.lastmile.serving.core.prediction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class JsonBytesTest {
    @Test
    void commasStandBetweenValuesOnly() {
        JsonBytes json = JsonBytes.begin();
        json.beginArray();
        json.beginObject();
        json.endObject();
        json.beginObject();
        json.name("a\"é");
        json.value(1L);
        json.name(JsonBytes.encoded("b"));
        json.beginArray();
        json.value(true);
        json.value((String) null);
        json.value(Float.NaN);
        json.value(0.1f);
        json.value(Long.MIN_VALUE);
        json.endArray();
        json.endObject();
        json.value(false);
        json.endArray();
        assertThat(text(json)).isEqualTo("[{},{\"a\\\"é\":1,\"b\":[true,null,null,0.1,-9223372036854775808]},false]");

        json = JsonBytes.begin();
        json.value("x");
        assertThat(text(json)).isEqualTo("\"x\"");
        assertThat(json.size()).isEqualTo(3);
    }

    @Test
    void textsAndNumbersAreThoseOfJackson() throws IOException {
        Random random = new Random(11);
        StringWriter expected = new StringWriter();
        JsonBytes json = JsonBytes.begin();
        json.beginArray();
        try (JsonGenerator jackson = OutputJson.JSON.createGenerator(expected)) {
            jackson.writeStartArray();
            for (int i = 0; i < 20_000; i++) {
                String text = random.ints(random.nextInt(20), 0, i % 2 == 0 ? 0x80 : 0x20000)
                        .filter(c -> c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE)
                        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                        .toString();
                jackson.writeString(text);
                json.value(text);
                double number = Double.longBitsToDouble(random.nextLong());
                for (double value : new double[] {number, random.nextInt(100_000) / 1000.0, Double.MIN_VALUE}) {
                    if (Double.isFinite(value)) {
                        jackson.writeNumber(value);
                    } else {
                        jackson.writeNull();
                    }
                    json.value(value);
                }
            }
            jackson.writeEndArray();
        }
        json.endArray();
        assertThat(text(json)).isEqualTo(expected.toString());
    }

    @Test
    void aTextThatUtf8DoesNotHaveIsNotWritten() {
        JsonBytes json = JsonBytes.begin();
        assertThatThrownBy(() -> json.value("\ud800")).isInstanceOf(IllegalArgumentException.class);
    }

    private static String text(JsonBytes json) {
        return new String(json.toByteArray(), StandardCharsets.UTF_8);
    }
}
