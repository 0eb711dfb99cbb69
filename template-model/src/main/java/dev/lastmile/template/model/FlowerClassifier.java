package dev.lastmile.template.model;

import dev.lastmile.lake.Snapshot;
import dev.lastmile.onnx.OnnxModel;
import dev.lastmile.onnx.ParityReport;
import dev.lastmile.onnx.Tolerance;
import dev.lastmile.onnx.tribuo.TribuoExporter;
import dev.lastmile.onnx.tribuo.TribuoParity;
import dev.lastmile.onnx.tribuo.TribuoRows;
import dev.lastmile.pipeline.StepRun;
import dev.lastmile.pipeline.registry.Candidate;
import dev.lastmile.pipeline.tribuo.TribuoTraining;
import dev.lastmile.template.data.Iris;
import dev.lastmile.template.features.FeaturePipeline;
import dev.lastmile.tracking.ModelVersion;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.tribuo.Model;
import org.tribuo.MutableDataset;
import org.tribuo.Trainer;
import org.tribuo.classification.Label;
import org.tribuo.classification.sgd.linear.LinearSGDTrainer;
import org.tribuo.classification.sgd.objectives.LogMulticlass;
import org.tribuo.math.optimisers.AdaGrad;

/** Which classifier is trained on the features: this is the place to change it. */
public final class FlowerClassifier {
    /** The names of the vector's numbers, in their order. */
    public static final List<String> NAMES = Iris.MEASUREMENTS;

    private static final int EPOCHS = 100;
    private static final long SEED = 20191101L;

    private FlowerClassifier() {}

    /** Multinomial logistic regression; a seed makes two trainings on the same rows the same. */
    public static Trainer<Label> trainer() {
        return new LinearSGDTrainer(new LogMulticlass(), new AdaGrad(0.5), EPOCHS, SEED);
    }

    /** Trains on the training rows of a snapshot, and compares with ONNX on the others. */
    static Candidate train(StepRun run, Snapshot interim, ModelVersion features) {
        Dataset<Row> rows = run.read(Iris.FEATURES_DATA, interim);
        Dataset<Row> heldOut = Iris.heldOutRows(rows);
        Model<Label> model = TribuoTraining.train(
                run, trainer(), examples(Iris.trainingRows(rows), interim.dataset() + ", snapshot " + interim.id()));
        OnnxModel onnx = TribuoExporter.export(model, FeaturePipeline.FEATURES, NAMES);
        ParityReport parity =
                TribuoParity.compare(model, onnx, NAMES, features(heldOut.collectAsList()), Tolerance.FLOATS);
        return Candidate.ofModel(
                Iris.CLASSIFIER_MODEL, run, onnx, parity, heldOut, features, TribuoTraining.files(model));
    }

    /** Rows as Tribuo's examples, by the order of their ids, since training depends on the order. */
    public static MutableDataset<Label> examples(Dataset<Row> rows, String description) {
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
