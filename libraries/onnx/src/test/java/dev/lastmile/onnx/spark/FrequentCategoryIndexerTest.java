package dev.lastmile.onnx.spark;

import static dev.lastmile.onnx.fixture.Agreement.EXACT;
import static dev.lastmile.onnx.fixture.Agreement.assertAgree;
import static dev.lastmile.onnx.fixture.TestSpark.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lastmile.onnx.fixture.TestSpark;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.feature.OneHotEncoder;
import org.apache.spark.ml.feature.StringIndexer;
import org.apache.spark.ml.feature.StringIndexerModel;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FrequentCategoryIndexerTest {
    private static final Dataset<Row> ROWS = TestSpark.rows(
            "city string, zone int",
            row("Rome", 3),
            row("Bonn", 1),
            row("Rome", 1),
            row(null, 2),
            row("Oslo", 3),
            row("Bonn", 3),
            row("ü`.", null),
            row("Rome", 3));

    private static FrequentCategoryIndexer indexer(int most) {
        return new FrequentCategoryIndexer()
                .setInputCols("city")
                .setOutputCols("place")
                .setMaxCategories(most);
    }

    @Test
    void theMostFrequentKeepAnIndexAndAllOthersShareOne() {
        StringIndexerModel model = indexer(2).fit(ROWS);

        assertThat(model.labelsArray()[0]).containsExactly("Rome", "Bonn");
        assertThat(model.transform(ROWS).select("place").collectAsList())
                .extracting(row -> row.getDouble(0))
                .containsExactly(0.0, 1.0, 0.0, 2.0, 2.0, 1.0, 2.0, 0.0);
        assertAgree(model, ROWS, List.of("place"), EXACT);
    }

    @Test
    void fewerCategoriesThanAreAllowedAreIndexedAsBySparksOwnIndexer() {
        Dataset<Row> known = ROWS.na().drop();
        StringIndexerModel ours = indexer(100)
                .setInputCols("city", "zone")
                .setOutputCols("place", "zone_place")
                .fit(known);
        StringIndexerModel sparks = new StringIndexer()
                .setInputCols(new String[] {"city", "zone"})
                .setOutputCols(new String[] {"place", "zone_place"})
                .setHandleInvalid("keep")
                .fit(known);

        assertThat(ours.labelsArray()).isEqualTo(sparks.labelsArray());
        assertAgree(ours, ROWS, List.of("place", "zone_place"), EXACT);
    }

    @Test
    void indicesAreOneHotEncodedAfterIt() {
        PipelineModel model = new Pipeline()
                .setStages(new PipelineStage[] {
                    indexer(2),
                    new OneHotEncoder()
                            .setInputCol("place")
                            .setOutputCol("flags")
                            .setDropLast(false)
                })
                .fit(ROWS);

        assertAgree(model, ROWS, List.of("flags"), EXACT);
    }

    @Test
    void whatItFitsIsKnownBeforeItIsFitted() {
        SparkMlExporter.requireConverters(indexer(2));
    }

    @Test
    void aSavedEstimatorIsReadAgain(@TempDir Path folder) throws Exception {
        String path = folder.resolve("stage").toString();
        indexer(1).save(path);

        assertThat(FrequentCategoryIndexer.load(path).fit(ROWS).labelsArray()[0])
                .containsExactly("Rome");
    }

    @Test
    void whatDoesNotFitIsNamed() {
        assertThatThrownBy(() -> indexer(1).setInputCols("none").fit(ROWS))
                .hasMessageContaining("column none does not exist; the columns are [city, zone]");
        assertThatThrownBy(() -> new FrequentCategoryIndexer().fit(ROWS)).hasMessageContaining("is not set");
        assertThatThrownBy(() -> indexer(0)).hasMessageContaining("maxCategories");
    }
}
