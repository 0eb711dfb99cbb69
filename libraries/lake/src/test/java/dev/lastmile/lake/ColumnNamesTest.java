package dev.lastmile.lake;

import static dev.lastmile.lake.fixture.Lakes.contract;
import static dev.lastmile.lake.fixture.Lakes.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lastmile.lake.fixture.Lakes;
import java.nio.file.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Names as people have them, from the file's header to the table and back. */
class ColumnNamesTest {
    private static final Contract CONTRACT = contract(
            "Kunden-Nr.|long|false|{\"key\":true}",
            "Größe (cm)|double|true|{\"min\":0}",
            "discount %|double|true",
            "a`b|string|true",
            "年齢|integer|true");

    @TempDir
    Path root;

    @Test
    void dataMayHaveTheNamesOfTheFile() {
        SparkSession spark = Lakes.session(root);
        Lake lake = new Lake(spark, Lakes.config(root));
        StructType file = new StructType()
                .add("年齢", "int")
                .add("a`b", "string")
                .add("discount %", "double")
                .add("Größe (cm)", "double")
                .add("Kunden-Nr.", "long");
        Dataset<Row> rows = Lakes.rows(spark, file, row(41, "x", 0.5, 1.5, 7L));
        lake.publish(rows, CONTRACT, Publication.tagged("run-1"));

        Dataset<Row> stored = lake.read(CONTRACT, SnapshotRef.current());
        assertThat(stored.columns()).containsExactly("Kunden_Nr", "Grosse_cm", "discount_percent", "a_b", "年齢");
        assertThat(stored.head().mkString(" ")).isEqualTo("7 1.5 0.5 x 41");
        assertThat(stored.filter("`年齢` > 40 and discount_percent < 1").count()).isEqualTo(1);

        assertThatThrownBy(() -> lake.publish(
                        Lakes.rows(spark, file, row(41, "x", 0.5, -1.5, 7L)), CONTRACT, Publication.tagged("run-2")))
                .hasMessageContaining("column Grosse_cm is -1.5 in row {Kunden_Nr=7, Grosse_cm=-1.5,")
                .hasMessageContaining("the rule is min 0");
        lake.publish(stored, CONTRACT, Publication.tagged("run-3"));
    }
}
