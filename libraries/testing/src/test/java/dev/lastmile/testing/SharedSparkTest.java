package dev.lastmile.testing;

import static dev.lastmile.testing.SharedSpark.row;
import static dev.lastmile.testing.SharedSpark.rows;
import static org.assertj.core.api.Assertions.assertThat;

import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;

class SharedSparkTest {
    @Test
    void allTestsShareASessionAndGetAnotherOnceItWasStopped() {
        SparkSession first = SharedSpark.session();

        assertThat(SharedSpark.session()).isSameAs(first);
        first.stop();
        assertThat(SharedSpark.session()).isNotSameAs(first);
        assertThat(SharedSpark.session().range(3).count()).isEqualTo(3);
    }

    @Test
    void rowsKeepTheirOrder() {
        assertThat(rows("id bigint, name string", row(2L, "b"), row(1L, null), row(3L, "c"))
                        .collectAsList())
                .extracting(row -> row.getLong(0))
                .containsExactly(2L, 1L, 3L);
    }
}
