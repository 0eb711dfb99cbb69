package dev.lastmile.contract;

import static dev.lastmile.contract.Contracts.rules;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.management.ManagementFactory;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;

class ColumnRulesTest {
    @Test
    void integersAreWithinTheirBoundsAndTheirType() {
        ColumnRules rules = rules("n|integer|false|{\"min\":0.5,\"max\":10,\"allowed\":[1,5,20]}");
        assertThat(rules.rules())
                .extracting(Rule::text)
                .containsExactly("not null", "type integer", "min 0.5", "max 10", "allowed [1, 5, 20]");
        assertThat(rules.check(1)).isEmpty();
        assertThat(rules.check(5L)).isEmpty();
        assertThat(rules.check(0)).map(Violation::message).contains("column n is 0; the rule is min 0.5");
        assertThat(rules.check(20)).map(Violation::rule).contains("max 10");
        assertThat(rules.check(2)).map(Violation::rule).contains("allowed [1, 5, 20]");
        assertThat(rules.check(1L << 32)).map(Violation::rule).contains("type integer");
        assertThat(rules.checkNull())
                .contains(new Violation("n", "not null", "null", "column n is null; the rule is not null"));
        assertThat(rules.broken(-1)).isEqualTo(0b10100);
    }

    @Test
    void longsBeyondWhatADoubleHoldsAreExact() {
        ColumnRules rules = rules("n|long|true|{\"max\":9007199254740992,\"min\":-9223372036854775808}");
        assertThat(rules.check(9007199254740992L)).isEmpty();
        assertThat(rules.check(9007199254740993L)).map(Violation::value).contains("9007199254740993");
        assertThat(rules.check(Long.MIN_VALUE)).isEmpty();
        assertThat(rules.checkNull()).isEmpty();
    }

    @Test
    void floatsAreComparedAsFloatsAndNaNBreaksNoBound() {
        ColumnRules floats = rules("f|float|true|{\"nan\":true,\"min\":0.1,\"max\":0.3}");
        assertThat(floats.check(0.1f)).isEmpty();
        assertThat(floats.check(0.3f)).isEmpty();
        assertThat(floats.check(Double.NaN)).isEmpty();
        assertThat(floats.check(Math.nextUp(0.3f))).map(Violation::value).contains("0.30000004");
        ColumnRules doubles = rules("d|double|true|{\"min\":0.0}");
        assertThat(doubles.check(-0.0)).isEmpty();
        assertThat(doubles.check(-Double.MIN_VALUE)).map(Violation::rule).contains("min 0.0");
        assertThat(doubles.check(Double.NaN)).map(Violation::message).contains("column d is NaN; the rule is not NaN");
        assertThat(doubles.check(Double.POSITIVE_INFINITY)).isEmpty();
        assertThat(doubles.check(Double.NEGATIVE_INFINITY)).map(Violation::rule).contains("min 0.0");
    }

    @Test
    void decimalsAreExact() {
        ColumnRules rules = rules("p|decimal(5,2)|true|{\"min\":\"0.01\",\"max\":999.98}");
        assertThat(rules.check(new BigDecimal("0.01"))).isEmpty();
        assertThat(rules.check(new BigDecimal("999.980000"))).isEmpty();
        assertThat(rules.check(new BigDecimal("1E+2"))).isEmpty();
        assertThat(rules.check(new BigDecimal("0E-10"))).map(Violation::rule).contains("min 0.01");
        assertThat(rules.check(new BigDecimal("999.99"))).map(Violation::rule).contains("max 999.98");
        assertThat(rules.check(new BigDecimal("0.011"))).map(Violation::rule).contains("type decimal(5,2)");
        assertThat(rules.check(new BigDecimal("1E+1000000000")))
                .map(Violation::message)
                .contains("column p is 1E+1000000000; the rule is type decimal(5,2)");
    }

    @Test
    void stringsAreAllowedOrMatch() {
        ColumnRules rules = rules("s|string|true|{\"allowed\":[\"AA\",\"a\"],\"pattern\":\"[A-Z]{2}\"}");
        assertThat(rules.check("AA")).isEmpty();
        assertThat(rules.check("a")).map(Violation::rule).contains("pattern [A-Z]{2}");
        assertThat(rules.check("AAx")).map(Violation::rule).contains("allowed [AA, a]");
        assertThat(rules("s|string|true|{\"allowed\":[\"x\"]}").check("y".repeat(1_000)))
                .map(Violation::value)
                .contains("y".repeat(200) + "…");
    }

    @Test
    void aPatternThatBacktracksForeverRejectsTheValueInstead() {
        ColumnRules rules = rules("s|string|true|{\"pattern\":\"(a+)+b\"}");
        assertThat(rules.check("a".repeat(20) + "b")).isEmpty();
        long start = System.nanoTime();
        assertThat(rules.check("a".repeat(60))).isPresent();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
        assertThat(rules("s|string|true|{\"pattern\":\"(a|b)*\"}").check("ab".repeat(500_000)))
                .isPresent();
        assertThat(rules("s|string|true|{\"pattern\":\"[ab]*\"}").check("ab".repeat(500_000)))
                .isEmpty();
    }

    @Test
    void datesAndTimestampsAreCountedFrom1970() {
        ColumnRules day = rules("d|date|true|{\"min\":\"1969-12-31\",\"max\":\"2024-02-29\"}");
        assertThat(day.check(-1)).isEmpty();
        assertThat(day.check(LocalDate.of(2024, 2, 29).toEpochDay())).isEmpty();
        assertThat(day.check(-2))
                .map(Violation::message)
                .contains("column d is 1969-12-30; the rule is min 1969-12-31");
        ColumnRules at = rules(
                "t|timestamp|true|{\"min\":\"1970-01-01T01:00:00+01:00\",\"max\":\"2024-01-01T00:00:00.000001Z\"}");
        assertThat(at.check(0)).isEmpty();
        assertThat(at.check(-1)).map(Violation::value).contains("1969-12-31T23:59:59.999999Z");
        long max = Instant.parse("2024-01-01T00:00:00Z").getEpochSecond() * 1_000_000 + 1;
        assertThat(at.check(max)).isEmpty();
        assertThat(at.check(max + 1)).map(Violation::rule).contains("max 2024-01-01T00:00:00.000001Z");
        assertThat(rules("t|timestamp_ntz|true|{\"max\":\"1970-01-01T00:00\"}").check(1))
                .map(Violation::value)
                .contains("1970-01-01T00:00:00.000001");
    }

    @Test
    void elementsOfAnArrayHaveTheRulesOfItsColumn() {
        ColumnRules rules =
                rules("v|{\"type\":\"array\",\"elementType\":\"double\",\"containsNull\":false}|false|{\"max\":1}");
        assertThat(rules.check(1.0)).isEmpty();
        assertThat(rules.check(1.5))
                .map(Violation::message)
                .contains("column v is 1.5; the rule is max 1 for each element");
        assertThat(rules.checkNullElement()).map(Violation::rule).contains("no null in the array");
        assertThat(rules.checkNull()).map(Violation::rule).contains("not null");
    }

    @Test
    void aValueOfAnotherTypeIsAMistakeOfTheCaller() {
        assertThat(rules("b|boolean|false").check(true)).isEmpty();
        assertThatThrownBy(() -> rules("n|long|true").check(1.0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Column n is long, and a double was passed. Convert the value first.");
        assertThatThrownBy(() -> rules("n|double|true").check(1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> rules("n|double|true").check("1")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> rules("n|double|true").check(true)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aValidValueAllocatesNothing() {
        ColumnRules number = rules("d|double|false|{\"min\":0,\"max\":9}");
        ColumnRules integer = rules("n|integer|false|{\"allowed\":[1,2,3]}");
        ColumnRules text = rules("s|string|false|{\"allowed\":[\"AA\"],\"pattern\":\"[A-Z]{2}\"}");
        ColumnRules decimal = rules("p|decimal(9,2)|false|{\"min\":0.5}");
        BigDecimal price = new BigDecimal("12.50");
        com.sun.management.ThreadMXBean threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long allocated = Long.MAX_VALUE;
        for (int attempt = 0; attempt < 5; attempt++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < 10_000; i++) {
                if (number.check(5.5).isPresent()
                        || integer.check(2).isPresent()
                        || text.check("AA").isPresent()
                        || decimal.check(price).isPresent()) {
                    throw new AssertionError();
                }
            }
            allocated = Math.min(allocated, threads.getCurrentThreadAllocatedBytes() - before);
        }
        assertThat(allocated).as("bytes of 40,000 checks").isLessThan(10_000);
    }
}
