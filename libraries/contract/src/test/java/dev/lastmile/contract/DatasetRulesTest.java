package dev.lastmile.contract;

import static dev.lastmile.contract.Contracts.withRules;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class DatasetRulesTest {
    private static final Instant NOW = Instant.parse("2024-03-01T12:00:00Z");

    private final DataContract contract = withRules(
            "{\"minRows\":10,\"maxNullShare\":0.29,\"maxRowChange\":0.5,\"freshness\":\"P2D\"}",
            "a|long|true",
            "b|long|true|{\"maxNullShare\":1}",
            "at|timestamp|true|{\"role\":\"time\"}");

    @Test
    void whatIsAtALimitIsWithinIt() {
        assertThat(check(100, 29, newest("2024-02-28T12:00:00Z"), OptionalLong.of(200)))
                .isEmpty();
        assertThat(check(100, 29, newest("2024-02-28T12:00:00Z"), OptionalLong.empty()))
                .isEmpty();
    }

    @Test
    void everyRuleThatIsBrokenIsReported() {
        assertThat(check(9, 3, newest("2024-02-28T11:59:59.999999Z"), OptionalLong.of(19)))
                .containsExactly(
                        "there are 9 rows; the rule is minRows 10",
                        "column a is null in 3 of 9 rows; the rule is maxNullShare 0.29",
                        "there are 9 rows, and 19 in the snapshot before; the rule is maxRowChange 0.5",
                        "the newest value of column at is 2024-02-28T11:59:59.999999Z, and it is 2024-03-01T12:00:00Z;"
                                + " the rule is freshness PT48H");
    }

    @Test
    void aTimeColumnOfNullsIsNotFresh() {
        assertThat(check(100, 0, OptionalLong.empty(), OptionalLong.of(67)))
                .containsExactly("column at is null in every row; the rule is freshness PT48H");
    }

    private List<String> check(long rows, long nulls, OptionalLong newest, OptionalLong before) {
        DatasetFacts facts = new DatasetFacts(rows, Map.of("a", nulls, "b", rows), newest, before, NOW);
        return contract.rules().check(contract.columns(), facts).stream()
                .map(Violation::message)
                .toList();
    }

    private static OptionalLong newest(String instant) {
        Instant at = Instant.parse(instant);
        return OptionalLong.of(at.getEpochSecond() * 1_000_000 + at.getNano() / 1_000);
    }
}
