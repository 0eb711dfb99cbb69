package dev.lastmile.contract.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class NumberTextTest {
    private static final Pattern REAL = Pattern.compile("[+-]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][+-]?[0-9]+)?");
    private static final Pattern INTEGER = Pattern.compile("[+-]?[0-9]+");

    private final NumberText number = new NumberText('.');
    private final Random random = new Random(7);

    @Test
    void everyDoubleIsReadAsItWasWritten() {
        for (int i = 0; i < 300_000; i++) {
            double value = Double.longBitsToDouble(random.nextLong());
            if (Double.isFinite(value)) {
                requireSame(Double.toString(value), value);
            }
            double common = Math.round(random.nextGaussian() * 1e6) / 1e4;
            requireSame(Double.toString(common), common);
            requireSame(String.format(Locale.ROOT, "%.17g", common), common);
        }
    }

    @Test
    void everyFloatIsRoundedOnce() {
        for (int i = 0; i < 100_000; i++) {
            float value = Float.intBitsToFloat(random.nextInt());
            String text = new BigDecimal(Float.isFinite(value) ? value : 1).toString();
            byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
            assertThat(number.readFloat(bytes, 0, bytes.length)).as(text).isTrue();
            assertThat((float) number.real).as(text).isEqualTo(Float.parseFloat(text));
        }
    }

    @Test
    void textsOfTheCharactersOfNumbersAreReadAsTheirGrammarHasIt() {
        String characters = "0123456789+-.eE ,xdfNaI_";
        for (int i = 0; i < 500_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int length = random.nextInt(9); length >= 0; length--) {
                int among = random.nextInt(4) == 0 ? characters.length() : 15;
                text.append(characters.charAt(random.nextInt(among)));
            }
            requireByGrammar(text.toString());
        }
    }

    private void requireByGrammar(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        boolean isReal = REAL.matcher(text).matches();
        assertThat(number.readDouble(bytes, 0, bytes.length)).as(text).isEqualTo(isReal || text.equals("NaN"));
        if (isReal) {
            double expected = Double.parseDouble(text);
            assertThat(number.outOfRange).as(text).isEqualTo(Double.isInfinite(expected));
            assertThat(number.real).as(text).isEqualTo(expected);
        }
        boolean isInteger = INTEGER.matcher(text).matches();
        assertThat(number.readInteger(bytes, 0, bytes.length)).as(text).isEqualTo(isInteger);
        if (isInteger) {
            assertThat(number.integer).as(text).isEqualTo(Long.parseLong(text));
        }
        assertThat(number.readDecimal(bytes, 0, bytes.length)).as(text).isEqualTo(isReal);
        if (isReal && !number.outOfRange) {
            assertThat(number.decimal).as(text).isEqualByComparingTo(new BigDecimal(text));
        }
    }

    @Test
    void integersAtTheEndsOfTheRangeAreExactAndBeyondItAreNone() {
        BigInteger least = BigInteger.valueOf(Long.MIN_VALUE);
        BigInteger greatest = BigInteger.valueOf(Long.MAX_VALUE);
        for (int i = -20; i <= 20; i++) {
            for (BigInteger end : new BigInteger[] {least, greatest}) {
                BigInteger value = end.add(BigInteger.valueOf(i));
                byte[] bytes = value.toString().getBytes(StandardCharsets.US_ASCII);
                boolean fits = value.compareTo(least) >= 0 && value.compareTo(greatest) <= 0;
                assertThat(number.readInteger(bytes, 0, bytes.length)).isTrue();
                assertThat(number.outOfRange).as(value.toString()).isEqualTo(!fits);
                if (fits) {
                    assertThat(number.integer).isEqualTo(value.longValueExact());
                }
            }
        }
    }

    private void requireSame(String text, double expected) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        assertThat(number.readDouble(bytes, 0, bytes.length)).as(text).isTrue();
        assertThat(number.real).as(text).isEqualTo(expected);
    }
}
