package dev.lastmile.template.model;

import dev.lastmile.onnx.tribuo.TribuoRows;
import dev.lastmile.template.data.Iris;
import dev.lastmile.template.features.FeaturePipeline;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.tribuo.MutableDataset;
import org.tribuo.Trainer;
import org.tribuo.classification.Label;
import org.tribuo.classification.sgd.linear.LinearSGDTrainer;
import org.tribuo.classification.sgd.objectives.LogMulticlass;
import org.tribuo.math.optimisers.AdaGrad;

/** Which classifier is trained on the features: this is the place to change it. */
final class FlowerClassifier {
    /** The names of the vector's numbers, in their order. */
    static final List<String> NAMES = Iris.MEASUREMENTS;

    private static final int EPOCHS = 100;
    private static final long SEED = 20191101L;

    private FlowerClassifier() {}

    /** Multinomial logistic regression; a seed makes two trainings on the same rows the same. */
    static Trainer<Label> trainer() {
        return new LinearSGDTrainer(new LogMulticlass(), new AdaGrad(0.5), EPOCHS, SEED);
    }

    /** Rows as Tribuo's examples, by the order of their ids, since training depends on the order. */
    static MutableDataset<Label> examples(Dataset<Row> rows, String description) {
        List<Row> collected = rows.orderBy(Iris.ROW_ID).collectAsList();
        String[] labels =
                collected.stream().map(row -> row.<String>getAs(Iris.LABEL)).toArray(String[]::new);
        return new TribuoRows(NAMES).dataset(features(collected), labels, description);
    }

    /** The features alone: one array a row. */
    static double[][] features(List<Row> rows) {
        return rows.stream()
                .map(row -> row.<Double>getList(row.fieldIndex(FeaturePipeline.FEATURES)).stream()
                        .mapToDouble(Double::doubleValue)
                        .toArray())
                .toArray(double[][]::new);
    }
}
