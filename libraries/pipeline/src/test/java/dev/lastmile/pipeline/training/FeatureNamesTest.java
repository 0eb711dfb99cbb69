package dev.lastmile.pipeline.training;

import static dev.lastmile.testing.SharedSpark.row;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lastmile.onnx.OnnxModel;
import dev.lastmile.onnx.spark.SparkMlExporter;
import dev.lastmile.testing.SharedSpark;
import java.util.List;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.feature.OneHotEncoder;
import org.apache.spark.ml.feature.PCA;
import org.apache.spark.ml.feature.StandardScaler;
import org.apache.spark.ml.feature.StringIndexer;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

class FeatureNamesTest {
    private static final Dataset<Row> ROWS = SharedSpark.rows(
            "age double, city string", row(1.0, "Köln"), row(2.0, "a b"), row(3.0, "Köln"), row(4.0, "a b"));

    @Test
    void columnsAndCategoriesGiveTheirNamesThroughAScaler() {
        assertThat(names(new StandardScaler().setInputCol("assembled").setOutputCol("features")))
                .containsExactly("age", "city_vector_Köln", "city_vector_a b");
    }

    @Test
    void whatMixesTheNumbersHasNoNames() {
        assertThat(names(new PCA().setK(2).setInputCol("assembled").setOutputCol("features")))
                .isEmpty();
    }

    private static List<String> names(PipelineStage last) {
        PipelineStage[] first = {
            new StringIndexer().setInputCol("city").setOutputCol("city_index"),
            new OneHotEncoder()
                    .setInputCol("city_index")
                    .setOutputCol("city_vector")
                    .setDropLast(false),
            new VectorAssembler()
                    .setInputCols(new String[] {"age", "city_vector"})
                    .setOutputCol("assembled")
        };
        PipelineModel model = new Pipeline()
                .setStages(new PipelineStage[] {new Pipeline().setStages(first), last})
                .fit(ROWS);
        List<String> outputs = List.of("features");
        OnnxModel onnx = SparkMlExporter.export(model, ROWS.schema(), outputs);
        return FeatureNames.of(FeatureNames.noteIn(onnx, model, ROWS, outputs), "features");
    }
}
