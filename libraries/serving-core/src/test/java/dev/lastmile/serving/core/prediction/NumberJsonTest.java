package dev.lastmile.serving.core.prediction;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.util.Random;
import org.junit.jupiter.api.Test;

class NumberJsonTest {
    private final NumberJson numbers = new NumberJson();

    @Test
    void numbersOfFewDecimalsAreWrittenAsJavaWritesThem() throws IOException {
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
    void everyNumberIsReadAgainAsItWasAndNoLongerThanJavaWritesIt() throws IOException {
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

    private String json(double value) throws IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = OutputJson.JSON.createGenerator(text)) {
            numbers.write(json, value);
        }
        return text.toString();
    }
}
