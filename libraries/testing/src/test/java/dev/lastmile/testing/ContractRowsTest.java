package dev.lastmile.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lastmile.contract.DataContract;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

class ContractRowsTest {
    private static final DataContract CONTRACT = DataContract.parse("lake.raw.customers", """
            {"type": "struct", "fields": [
              {"name": "id", "type": "long", "nullable": false, "metadata": {"key": true}},
              {"name": "age", "type": "integer", "nullable": true, "metadata": {"min": 18, "max": 99}},
              {"name": "share", "type": "double", "nullable": false, "metadata": {"min": 0.0, "max": 1.0}},
              {"name": "paid", "type": "decimal(9,2)", "nullable": false, "metadata": {}},
              {"name": "active", "type": "boolean", "nullable": false, "metadata": {}},
              {"name": "since", "type": "date", "nullable": false, "metadata": {}},
              {"name": "seen", "type": "timestamp", "nullable": false, "metadata": {}},
              {"name": "plan", "type": "string", "nullable": false, "metadata": {"allowed": ["free", "paid"]}},
              {"name": "city", "type": "string", "nullable": true, "metadata": {}},
              {"name": "churned", "type": "string", "nullable": false, "metadata": {"role": "label", "allowed": ["no", "yes"]}},
              {"name": "split", "type": "string", "nullable": false, "metadata": {"role": "split", "allowed": ["train", "test"]}}]}
            """);

    @Test
    void valuesKeepTheContract() {
        Dataset<Row> dataset = ContractRows.of(CONTRACT).dataset(SharedSpark.session(), 300, 1);
        List<Row> rows = dataset.collectAsList();

        assertThat(rows.stream().map(row -> row.getLong(0)).distinct()).hasSize(300);
        assertThat(rows).allSatisfy(row -> {
            assertThat(row.<Double>getAs("share")).isBetween(0.0, 1.0);
            assertThat(row.<String>getAs("plan")).isIn("free", "paid");
            assertThat(row.<Integer>getAs("age"))
                    .satisfiesAnyOf(
                            age -> assertThat(age).isNull(),
                            age -> assertThat(age).isBetween(18, 99));
        });
        assertThat(rows.stream().filter(row -> row.getAs("age") == null).count())
                .isBetween(5L, 80L);
        assertThat(values(rows, "split")).containsExactlyInAnyOrder("train", "test");
    }

    @Test
    void validationRowsAreThereWhereTheContractAllowsThem() {
        DataContract contract = DataContract.parse("lake.raw.codes", """
                {"type": "struct", "fields": [
                  {"name": "side", "type": "string", "nullable": false,
                   "metadata": {"role": "split", "allowed": ["train", "validation", "test"]}}]}
                """);
        List<Object> sides = ContractRows.of(contract).rows(60, 1).stream()
                .map(row -> row.get(0))
                .toList();

        assertThat(sides).filteredOn("train"::equals).hasSize(40);
        assertThat(sides).filteredOn("validation"::equals).hasSize(10);
        assertThat(sides).filteredOn("test"::equals).hasSize(10);
    }

    @Test
    void theLabelFollowsTheFeatures() {
        List<Row> rows = ContractRows.of(CONTRACT).rows(300, 1);

        long agree = rows.stream()
                .filter(row -> row.getDouble(2) >= 0.5 == "yes".equals(row.getString(9)))
                .count();
        assertThat(agree).isBetween(240L, 299L);
        assertThat(rows.stream().map(row -> row.getString(9)).collect(Collectors.toSet()))
                .hasSize(2);
    }

    @Test
    void aSeedIsTheSameRowsAgain() {
        assertThat(ContractRows.of(CONTRACT).rows(20, 1))
                .isEqualTo(ContractRows.of(CONTRACT).rows(20, 1));
        assertThat(ContractRows.of(CONTRACT).rows(20, 1))
                .isNotEqualTo(ContractRows.of(CONTRACT).rows(20, 2));
    }

    @Test
    void aPatternThatNoGeneratedValueMatchesIsNamed() {
        DataContract contract = DataContract.parse("lake.raw.codes", """
                {"type": "struct", "fields": [
                  {"name": "code", "type": "string", "nullable": false, "metadata": {"pattern": "[A-Z]{3}"}}]}
                """);

        assertThatThrownBy(() -> ContractRows.of(contract).rows(1, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("column code has the pattern [A-Z]{3}");
    }

    private static Set<Object> values(List<Row> rows, String column) {
        return rows.stream().map(row -> row.<Object>getAs(column)).collect(Collectors.toSet());
    }
}
