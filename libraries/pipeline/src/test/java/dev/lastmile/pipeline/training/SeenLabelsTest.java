package dev.lastmile.pipeline.training;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lastmile.testing.SharedSpark;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

class SeenLabelsTest {
    @Test
    void rowsOfALabelThatNoTrainingRowHasAreLeftOutAndCounted() {
        SeenLabels seen = SeenLabels.of(labels("a", "b", "b", null), "kind");
        Dataset<Row> heldOut = labels("a", "c", "b", "c", "d");

        assertThat(seen.only(heldOut).collectAsList())
                .extracting(row -> row.getString(0))
                .containsExactlyInAnyOrder("a", "b");
        assertThat(seen.leftOut(heldOut, "held-out"))
                .contains("3 held-out rows are left out: no training row has their label c, d."
                        + " Group rare labels, or add rows of them.");
        assertThat(seen.leftOut(labels("b"), "held-out")).isEmpty();
    }

    @Test
    void allSidesButTheTrainingRowsAreFiltered() {
        TrainingRows rows = new TrainingRows(labels("a", "b"), labels("a", "c"), labels("c", "b"));

        TrainingRows seen = SeenLabels.of(rows.training(), "kind").only(rows);

        assertThat(seen.training().count()).isEqualTo(2);
        assertThat(seen.validation().count()).isEqualTo(1);
        assertThat(seen.heldOut().count()).isEqualTo(1);
    }

    @Test
    void numbersAreComparedAsTheTextsThatAClassifierKnows() {
        Dataset<Row> numbers = SharedSpark.session()
                .createDataFrame(
                        List.of(RowFactory.create(1L), RowFactory.create(2L)), StructType.fromDDL("kind bigint"));

        assertThat(SeenLabels.of(numbers.limit(1), "kind").only(numbers).count())
                .isEqualTo(1);
    }

    @Test
    void aLabelWithMoreValuesThanAClassifierTakesIsLeftAsItIs() {
        Dataset<Row> many = SharedSpark.session().range(2000).toDF("kind");

        assertThat(SeenLabels.of(many.limit(1500), "kind").only(many).count()).isEqualTo(2000);
    }

    private static Dataset<Row> labels(String... labels) {
        return SharedSpark.session()
                .createDataFrame(
                        Stream.of(labels).map(label -> RowFactory.create(label)).toList(),
                        StructType.fromDDL("kind string"));
    }
}
