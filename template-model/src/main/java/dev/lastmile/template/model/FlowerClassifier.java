package dev.lastmile.template.model;

import dev.lastmile.lake.Snapshot;
import dev.lastmile.pipeline.registry.Candidate;
import dev.lastmile.pipeline.step.StepRun;
import dev.lastmile.pipeline.training.TrainingRows;
import dev.lastmile.pipeline.tribuo.TribuoTraining;
import dev.lastmile.template.data.Iris;
import dev.lastmile.template.features.FeaturePipeline;
import dev.lastmile.tracking.ModelVersion;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.tribuo.Trainer;
import org.tribuo.classification.Label;
import org.tribuo.classification.sgd.linear.LinearSGDTrainer;
import org.tribuo.classification.sgd.objectives.LogMulticlass;
import org.tribuo.math.optimisers.AdaGrad;

/** Which classifier is trained on the features: this is the place to change it. */
public final class FlowerClassifier {
    /** The columns that it is trained on. */
    public static final TribuoTraining TRAINING =
            new TribuoTraining(Iris.ROW_ID, FeaturePipeline.FEATURES, Iris.MEASUREMENTS, Iris.LABEL);

    private static final int EPOCHS = 100;
    private static final long SEED = 20191101L;

    private FlowerClassifier() {}

    /** Multinomial logistic regression; with a seed, two trainings on the same rows give the same model. */
    public static Trainer<Label> trainer() {
        return new LinearSGDTrainer(new LogMulticlass(), new AdaGrad(0.5), EPOCHS, SEED);
    }

    /** Trains on the training rows of a snapshot, and compares with ONNX on the others. */
    static Candidate train(StepRun run, Snapshot interim, ModelVersion features) {
        Dataset<Row> rows = run.read(Iris.FEATURES_DATA, interim);
        return TRAINING.candidate(
                run.log(),
                Iris.CLASSIFIER_MODEL,
                trainer(),
                new TrainingRows(Iris.trainingRows(rows), Iris.heldOutRows(rows)),
                interim.dataset() + ", snapshot " + interim.id(),
                features);
    }
}
