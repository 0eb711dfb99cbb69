package dev.lastmile.serving.core.internal.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import java.io.IOException;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class JsonWriterTest {
    private static final JsonFactory JACKSON = JsonFactory.builder()
            .enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER)
            .build();

    @Test
    void commasStandBetweenValuesOnly() {
        JsonWriter json = JsonWriter.begin();
        json.beginArray();
        json.beginObject();
        json.endObject();
        json.beginObject();
        json.name("a\"é");
        json.value(1L);
        json.name(JsonWriter.encoded("b"));
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

        json = JsonWriter.begin();
        json.value("x");
        assertThat(text(json)).isEqualTo("\"x\"");
        assertThat(json.size()).isEqualTo(3);
    }

    @Test
    void textsAndNumbersAreThoseOfJackson() throws IOException {
        Random random = new Random(11);
        StringWriter expected = new StringWriter();
        JsonWriter json = JsonWriter.begin();
        json.beginArray();
        try (JsonGenerator jackson = JACKSON.createGenerator(expected)) {
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
        JsonWriter json = JsonWriter.begin();
        assertThatThrownBy(() -> json.value("\ud800")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void numbersOfFewDecimalsAreWrittenAsJavaWritesThem() {
        for (double value : new double[] {
            0, -0.0, 0.001, -0.001, 0.1, 0.12, 0.123, 1, -1, 5.1, 100.25, 9_999_999.999, -9_999_999.999, 1e7, 1e-4, 9e-4
        }) {
            assertThat(json(value)).isEqualTo(Double.toString(value));
        }
        assertThat(json(9_999_999.9999)).isEqualTo("9999999.9999");
        assertThat(json(0.30000000000000004)).isEqualTo("0.30000000000000004");
        assertThat(json(5.1000000000000005)).isEqualTo("5.1000000000000005");
        assertThat(json(Double.NaN)).isEqualTo("null");
        assertThat(json(Double.NEGATIVE_INFINITY)).isEqualTo("null");
    }

    @Test
    void everyNumberIsReadAgainAsItWasAndNoLongerThanJavaWritesIt() {
        Random random = new Random(7);
        for (int i = 0; i < 50_000; i++) {
            double few = BigDecimal.valueOf(random.nextLong() % 10_000_000_000L, random.nextInt(6))
                    .doubleValue();
            double any = Double.longBitsToDouble(random.nextLong());
            for (double value :
                    new double[] {few, Math.nextUp(few), Math.nextDown(few), Double.isFinite(any) ? any : 1}) {
                String text = json(value);
                if (Double.parseDouble(text) != value
                        || text.length() > Double.toString(value).length()) {
                    assertThat(text).isEqualTo(Double.toString(value));
                }
            }
        }
    }

    private static String json(double value) {
        JsonWriter json = JsonWriter.begin();
        json.value(value);
        return text(json);
    }

    private static String text(JsonWriter json) {
        return new String(json.toByteArray(), StandardCharsets.UTF_8);
    }
}
