package dev.lastmile.template.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lastmile.pipeline.RawFile;
import dev.lastmile.pipeline.StepException;
import dev.lastmile.testing.SharedSpark;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

class FlowerTest {
    @Test
    void theBundledFileHasFiftyFlowersOfEachSpecies() {
        List<Flower> flowers =
                Flower.parse(RawFile.bundled(Iris.class, Iris.RAW_FILE).verified(Iris.RAW_SHA256));

        assertThat(flowers).hasSize(150);
        for (String species : List.of("Iris-setosa", "Iris-versicolor", "Iris-virginica")) {
            assertThat(flowers)
                    .filteredOn(flower -> flower.species().equals(species))
                    .hasSize(50);
        }
        assertThat(flowers.get(0).rowId()).isEqualTo(1);
        assertThat(flowers.get(0).measurements()).containsExactly(5.1, 3.5, 1.4, 0.2);
        assertThat(flowers.get(149).rowId()).isEqualTo(150);
    }

    @Test
    void everySpeciesIsOnBothSides() {
        List<Flower> flowers = Flower.parse(RawFile.bundled(Iris.class, Iris.RAW_FILE));

        Dataset<Row> rows = RawData.split(RawData.table(SharedSpark.session(), flowers));

        assertThat(rows.select(Iris.LABEL, Iris.SPLIT).distinct().count()).isEqualTo(3 * 2);
    }

    @Test
    void emptyLinesAreSkippedAndKeepTheirNumber() {
        assertThat(parse("\n5.1,3.5,1.4,0.2,Iris-setosa\r\n\n"))
                .extracting(Flower::rowId)
                .containsExactly(2L);
    }

    @Test
    void aMissingColumnIsNamedWithItsLine() {
        assertThatThrownBy(() -> parse("5.1,3.5,1.4,0.2,Iris-setosa\n4.9,3.0,1.4,Iris-setosa\n"))
                .isInstanceOf(StepException.class)
                .hasMessage("The raw file from a test has 4 columns in line 2, expected 5: sepal_length, sepal_width,"
                        + " petal_length, petal_width, species. The line is: 4.9,3.0,1.4,Iris-setosa");
    }

    @Test
    void aWordForANumberIsNamedWithItsColumnAndLine() {
        assertThatThrownBy(() -> parse("5.1,wide,1.4,0.2,Iris-setosa\n"))
                .isInstanceOf(StepException.class)
                .hasMessage("The raw file from a test has \"wide\" for sepal_width in line 1; a number is expected.");
    }

    @Test
    void aFileWithoutLinesIsEmpty() {
        assertThatThrownBy(() -> parse("\n \n"))
                .isInstanceOf(StepException.class)
                .hasMessageStartingWith("The raw file from a test is empty");
    }

    private static List<Flower> parse(String text) {
        return Flower.parse(new RawFile(text.getBytes(StandardCharsets.UTF_8), "a test"));
    }
}
