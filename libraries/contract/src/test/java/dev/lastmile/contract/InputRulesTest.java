package dev.lastmile.contract;

import static dev.lastmile.contract.Contracts.contract;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class InputRulesTest {
    private static InputRules rules(String column) {
        return InputRules.of(contract(column).columns().get(0));
    }

    @Test
    void aNullableIntegerIsADoubleOrMissing() {
        InputRules rules = rules("n|long|true|{\"min\":1,\"allowed\":[1,2,9007199254740992]}");
        assertThat(rules.check(2.0)).isEmpty();
        assertThat(rules.check(0x1p53)).isEmpty();
        assertThat(rules.check(Double.NaN)).isEmpty();
        assertThat(rules.check(3.0))
                .map(Violation::message)
                .hasValueSatisfying(message ->
                        assertThat(message).isEqualTo("column n is 3; the rule is allowed [1, 2, 9007199254740992]"));
        assertThat(rules.check(0L)).map(Violation::rule).contains("min 1");
    }

    @Test
    void missingIsAViolationOnlyWhereNeitherNullNorNaNMayBe() {
        assertThat(rules("d|double|false").check(Double.NaN))
                .map(Violation::message)
                .contains("column d is null; the rule is not null");
        assertThat(rules("d|double|true").check(Double.NaN)).isEmpty();
        assertThat(rules("d|double|false|{\"nan\":true}").check(Double.NaN)).isEmpty();
        assertThat(rules("t|string|false").check((String) null))
                .map(Violation::rule)
                .contains("not null");
        assertThat(rules("t|string|true").check((String) null)).isEmpty();
        assertThat(rules("b|boolean|false").checkMissing()).isPresent();
        assertThat(rules("b|boolean|true").isNeeded()).isFalse();
        assertThat(rules("b|boolean|true").check(1.0)).isEmpty();
    }

    @Test
    void datesAndTimestampsAreNumbers() {
        InputRules date = rules("d|date|true|{\"max\":\"2024-12-31\"}");
        double last = LocalDate.parse("2024-12-31").toEpochDay();
        assertThat(date.check(last)).isEmpty();
        assertThat(date.check(last + 1)).map(Violation::value).contains("2025-01-01");
        InputRules timestamp = rules("t|timestamp|false|{\"min\":\"1970-01-01T00:00:00Z\"}");
        assertThat(timestamp.check(-1L))
                .map(Violation::message)
                .contains("column t is 1969-12-31T23:59:59.999999Z; the rule is min 1970-01-01T00:00:00Z");
    }

    @Test
    void aDecimalHasTheRulesOfTheDecimalThatItsDoubleIsNearestTo() {
        InputRules rules = rules("p|decimal(15,2)|true|{\"min\":\"0.01\",\"max\":\"9999999999999.98\"}");
        assertThat(rules.check(0.01)).isEmpty();
        assertThat(rules.check(9999999999999.98)).isEmpty();
        assertThat(rules.check(9999999999999.99)).map(Violation::rule).contains("max 9999999999999.98");
        assertThat(rules.check(0.0)).map(Violation::rule).contains("min 0.01");
        assertThat(rules.check(1.005))
                .map(Violation::message)
                .contains("column p is 1.005; the rule is type decimal(15,2)");
        assertThat(rules.check(1e300)).map(Violation::rule).contains("type decimal(15,2)");
        assertThat(rules.check(Double.POSITIVE_INFINITY)).map(Violation::rule).contains("type decimal(15,2)");
    }

    @Test
    void everyDecimalOfFifteenDigitsIsJudgedAsItself() {
        Random random = new Random(1);
        for (int i = 0; i < 20_000; i++) {
            int scale = random.nextInt(16);
            long digits = random.nextLong(1_000_000_000_000_000L);
            BigDecimal value = BigDecimal.valueOf(random.nextBoolean() ? digits : -digits, scale);
            InputRules rules = rules("p|decimal(15," + scale + ")|true|{\"min\":0}");
            boolean negative = value.signum() < 0;
            assertThat(rules.check(value.doubleValue()).isPresent())
                    .as("%s", value)
                    .isEqualTo(negative);
        }
    }

    @Test
    void aColumnOfAnotherTypeThanTheTensorIsReported() {
        assertThatThrownBy(() -> rules("t|string|true").check(1.0))
                .hasMessage(
                        "Column t is string by the contract, and the model takes a number. Register the model again.");
        assertThatThrownBy(() -> rules("n|long|true").check("a"))
                .hasMessage(
                        "Column n is long by the contract, and the model takes a string. Register the model again.");
    }

    @Test
    void aValidValueAllocatesNothing() {
        InputRules number = rules("d|double|false|{\"min\":0,\"max\":9}");
        InputRules integer = rules("n|integer|true|{\"allowed\":[1,2,3]}");
        InputRules decimal = rules("p|decimal(9,2)|false|{\"min\":0.5,\"max\":99}");
        InputRules text = rules("s|string|false|{\"allowed\":[\"AA\"],\"pattern\":\"[A-Z]{2}\"}");
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long allocated = Long.MAX_VALUE;
        for (int attempt = 0; attempt < 5; attempt++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < 10_000; i++) {
                if (number.check(5.5).isPresent()
                        || integer.check(2.0).isPresent()
                        || integer.check(Double.NaN).isPresent()
                        || decimal.check(12.34).isPresent()
                        || text.check("AA").isPresent()) {
                    throw new AssertionError();
                }
            }
            allocated = Math.min(allocated, threads.getCurrentThreadAllocatedBytes() - before);
        }
        assertThat(allocated).as("bytes of 50,000 checks").isLessThan(10_000);
    }

    @Test
    void theContractOfAModelHasItsInputsAlone() {
        DataContract raw = contract(
                "id|long|false|{\"role\":\"key\"}",
                "y|double|false|{\"role\":\"label\"}",
                "b|boolean|true|{\"source\":\"B?\"}",
                "a|double|false|{\"min\":1.5,\"unit\":\"cm\"}");

        DataContract inputs = InputContract.of(raw, List.of("a", "b", "other"), "flowers-features");

        assertThat(inputs.columns()).extracting(ContractColumn::name).containsExactly("a", "b");
        assertThat(inputs.json()).contains("\"min\" : 1.5", "\"unit\" : \"cm\"").doesNotContain("source", "role");
        assertThat(DataContract.parse("flowers-features", inputs.json())).isEqualTo(inputs);
    }
}
