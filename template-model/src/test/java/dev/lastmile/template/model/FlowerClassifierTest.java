package dev.lastmile.template.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lastmile.onnx.OnnxModel;
import dev.lastmile.onnx.ParityReport;
import dev.lastmile.onnx.spark.OnnxTransformation;
import dev.lastmile.template.data.Iris;
import dev.lastmile.testing.SharedSpark;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.tribuo.Model;
import org.tribuo.classification.Label;

class FlowerClassifierTest {
    private static final SparkSession SPARK = SharedSpark.session();
    private static Dataset<Row> rows;

    @BeforeAll
    static void createRows() {
        rows = dataset(flowers());
    }

    @Test
    void learnsWhatIsThereToLearn() {
        List<Row> predicted = OnnxTransformation.of(export(train(rows)))
                .apply(Iris.heldOutRows(rows))
                .collectAsList();

        long right = predicted.stream()
                .filter(row -> row.<String>getAs("prediction").equals(row.<String>getAs(Iris.LABEL)))
                .count();
        assertThat((double) right / predicted.size()).isGreaterThan(0.9);
    }

    @Test
    void twoTrainingsOnTheSameRowsAreTheSameModelInWhateverOrderTheyCome() {
        List<Row> shuffled = new ArrayList<>(flowers());
        Collections.shuffle(shuffled, new Random(1));

        assertThat(export(train(dataset(shuffled)))).isEqualTo(export(train(rows)));
    }

    @Test
    void otherTestRowsChangeNoFittedParameter() {
        List<Row> changed = flowers().stream()
                .map(row -> Iris.TEST.equals(row.getString(3))
                        ? RowFactory.create(row.get(0), List.of(9.0, 9.0, 9.0, 9.0), "Iris-setosa", Iris.TEST)
                        : row)
                .toList();

        assertThat(export(train(dataset(changed)))).isEqualTo(export(train(rows)));
    }

    @Test
    void tribuoAndOnnxAgreeOnHeldOutRows() {
        Model<Label> model = train(rows);

        ParityReport parity = FlowerClassifier.TRAINING.compare(model, export(model), Iris.heldOutRows(rows));

        assertThat(parity.passed()).as(parity.summary()).isTrue();
    }

    private static Model<Label> train(Dataset<Row> rows) {
        return FlowerClassifier.trainer().train(FlowerClassifier.TRAINING.examples(Iris.trainingRows(rows), "a test"));
    }

    private static OnnxModel export(Model<Label> model) {
        return FlowerClassifier.TRAINING.export(model);
    }

    /** Three species around three points, two of three rows for training. */
    private static List<Row> flowers() {
        Random random = new Random(7);
        String[] species = {"Iris-setosa", "Iris-versicolor", "Iris-virginica"};
        List<Row> flowers = new ArrayList<>();
        for (long id = 1; id <= 120; id++) {
            int kind = (int) (id % 3);
            List<Double> features = new ArrayList<>();
            for (int i = 0; i < Iris.MEASUREMENTS.size(); i++) {
                features.add((kind - 1) * (i + 1) / 2.0 + 0.3 * random.nextGaussian());
            }
            flowers.add(RowFactory.create(id, features, species[kind], id % 9 < 6 ? Iris.TRAIN : Iris.TEST));
        }
        return flowers;
    }

    private static Dataset<Row> dataset(List<Row> flowers) {
        StructType schema = Iris.FEATURES_DATA.schema();
        return SPARK.createDataFrame(flowers, schema);
    }
}
