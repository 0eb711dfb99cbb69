package dev.lastmile.pipeline.split;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.pmod;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lastmile.lake.Contract;
import dev.lastmile.lake.DatasetName;
import dev.lastmile.pipeline.StepException;
import dev.lastmile.testing.SharedSpark;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.junit.jupiter.api.Test;

class SplitTest {
    private static final long SEED = 7;

    @Test
    void aHashedKeyGivesTheSidesThatTheTemplateHasAlwaysHad() {
        Dataset<Row> rows = ids(0, 1000);
        Dataset<Row> split = Split.byHash(List.of("id"), 20191101L, 70, 0)
                .apply(rows, "split")
                .withColumn(
                        "before",
                        when(pmod(xxhash64(col("id"), lit(20191101L)), lit(100)).lt(70), lit("train"))
                                .otherwise(lit("test")));

        assertThat(split.filter("split <> before").count()).isZero();
        assertThat(split.filter("split = 'train'").count()).isBetween(650L, 750L);
    }

    @Test
    void threeSidesHaveTheirShares() {
        Dataset<Row> split = Split.byHash(List.of("id"), SEED, 60, 20).apply(ids(0, 10_000), "split");

        assertThat(split.filter("split = 'train'").count()).isBetween(5800L, 6200L);
        assertThat(split.filter("split = 'validation'").count()).isBetween(1800L, 2200L);
        assertThat(split.filter("split = 'test'").count()).isBetween(1800L, 2200L);
    }

    @Test
    void otherPartitionsAndLaterRowsChangeNoSide() {
        Split rule = Split.byHash(List.of("id"), SEED, 60, 20);
        List<Row> few = rule.apply(ids(0, 500), "split").orderBy("id").collectAsList();
        List<Row> all = rule.apply(ids(0, 2000).repartition(7, col("id").mod(3)), "split")
                .filter("id < 500")
                .orderBy("id")
                .collectAsList();

        assertThat(all).isEqualTo(few);
    }

    @Test
    void aGroupAndExactDuplicatesStayOnOneSide() {
        Contract contract = Contract.parse(
                new DatasetName("raw", "visits"),
                "{\"type\":\"struct\",\"fields\":[{\"name\":\"id\",\"type\":\"long\",\"nullable\":false,"
                        + "\"metadata\":{\"key\":true}},{\"name\":\"patient\",\"type\":\"long\",\"nullable\":true,"
                        + "\"metadata\":{}},{\"name\":\"pulse\",\"type\":\"long\",\"nullable\":true,\"metadata\":{}}]}");
        Dataset<Row> rows = ids(0, 3000)
                .withColumn("patient", col("id").mod(300))
                .withColumn("pulse", col("id").mod(7));
        List<String> columns = List.of("id", "patient", "pulse");

        Dataset<Row> byValues =
                Split.byRoles(contract.definition(), columns, SEED, 60, 20).apply(rows, "split");
        Contract grouped = Contract.parse(
                contract.dataset(),
                contract.json().replaceFirst("(\"patient\"[^{]*\"metadata\" : \\{)", "$1 \"role\" : \"group\""));
        Dataset<Row> byGroup =
                Split.byRoles(grouped.definition(), columns, SEED, 60, 20).apply(rows, "split");

        assertThat(sidesOf(byValues, "patient", "pulse")).isEqualTo(2100);
        assertThat(byValues.select("split").distinct().count()).isEqualTo(3);
        assertThat(sidesOf(byGroup, "patient")).isEqualTo(300);
    }

    @Test
    void aWidenedTypeChangesNoSide() {
        Split rule = Split.byHash(List.of("v"), SEED, 50, 25);
        Dataset<Row> ints = ids(0, 1000).select(col("id").cast("int").as("v"));
        Dataset<Row> longs = ids(0, 1000).select(col("id").as("v"));

        assertThat(rule.apply(ints, "split").select("split").collectAsList())
                .isEqualTo(rule.apply(longs, "split").select("split").collectAsList());
    }

    @Test
    void earlierRowsAreForTraining() {
        Dataset<Row> rows = SharedSpark.rows(
                "day string", new Object[] {"2025-12-31"}, new Object[] {"2026-01-01"}, new Object[] {"2026-02-01"});
        Split rule = Split.byTime("day", "2026-01-01", "2026-02-01");

        for (String type : List.of("date", "timestamp", "timestamp_ntz")) {
            assertThat(rule.apply(rows.select(col("day").cast(type)), "split")
                            .select("split")
                            .collectAsList())
                    .as(type)
                    .extracting(row -> row.getString(0))
                    .containsExactly("train", "validation", "test");
        }
        assertThatThrownBy(() -> rule.apply(rows, "split"))
                .isInstanceOf(StepException.class)
                .hasMessageContaining("column day, which is string");
    }

    @Test
    void aGivenColumnIsTakenAsItIsAndOtherWordsAreNull() {
        Dataset<Row> rows = SharedSpark.rows("part string", new Object[] {"test"}, new Object[] {"dev"});

        assertThat(Split.byColumn("part").apply(rows, "split").select("split").collectAsList())
                .extracting(row -> row.getString(0))
                .containsExactly("test", null);
    }

    @Test
    void sharesAndColumnsThatCannotBeAreRejected() {
        assertThatThrownBy(() -> Split.byHash(List.of("id"), SEED, 80, 20))
                .isInstanceOf(StepException.class)
                .hasMessageContaining("80 of 100 rows for training and 20");
        assertThatThrownBy(() -> Split.byHash(List.of(), SEED, 80, 0)).hasMessageContaining("has no column");
        assertThatThrownBy(() -> Split.byHash(List.of("x"), SEED, 80, 0).apply(ids(0, 1), "split"))
                .hasMessage("The rows cannot be split by column x, which they do not have. They have: id.");
    }

    private static long sidesOf(Dataset<Row> rows, String... columns) {
        Dataset<Row> groups = rows.select(
                java.util.stream.Stream.concat(java.util.Arrays.stream(columns), java.util.stream.Stream.of("split"))
                        .map(name -> col(name))
                        .toArray(org.apache.spark.sql.Column[]::new));
        return groups.distinct().count();
    }

    private static Dataset<Row> ids(long from, long to) {
        return SharedSpark.session().range(from, to).select(col("id").cast(DataTypes.LongType));
    }
}
