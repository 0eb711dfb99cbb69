package dev.lastmile.pipeline.training;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lastmile.pipeline.StepException;
import dev.lastmile.testing.SharedSpark;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

class LocalRowsTest {
    @Test
    void rowsThatDoNotFitAreRejectedBeforeTheyAreCollected() {
        assertThatThrownBy(() -> LocalRows.requireRoom(50_000_000, 200, 4L << 30))
                .isInstanceOf(StepException.class)
                .hasMessage(
                        "50,000,000 training rows of 200 numbers need about 652.8 GB in the driver's memory, which has"
                                + " 4.3 GB. This trainer holds all rows in memory: train on a sample, choose a Spark ML estimator,"
                                + " or set LASTMILE_JAVA_OPTS=-Xmx1014g.");
        assertThatCode(() -> LocalRows.requireRoom(100_000, 20, 1L << 30)).doesNotThrowAnyException();
    }

    @Test
    void rowsComeInTheOrderOfTheirKeys() {
        Dataset<Row> rows =
                SharedSpark.session().range(50).toDF().orderBy(col("id").desc());

        assertThat(LocalRows.collect(rows, List.of("id"), 1))
                .extracting(row -> row.getLong(0))
                .isSorted()
                .hasSize(50);
    }

    @Test
    void aSampleIsBoundedAndDoesNotDependOnPartitions() {
        Dataset<Row> rows = SharedSpark.session()
                .range(LocalRows.SAMPLE * 3L)
                .toDF()
                .withColumn("features", array(col("id").cast("double")));

        List<Row> sample = LocalRows.sample(rows, List.of("id")).collectAsList();

        assertThat(sample).hasSize(LocalRows.SAMPLE).doesNotHaveDuplicates();
        assertThat(LocalRows.sample(rows.repartition(5), List.of("id")).collectAsList())
                .isEqualTo(sample);
        assertThat(LocalRows.sample(rows).count()).isEqualTo(LocalRows.SAMPLE);
        assertThat(LocalRows.sample(rows.limit(7)).count()).isEqualTo(7);
    }
}
