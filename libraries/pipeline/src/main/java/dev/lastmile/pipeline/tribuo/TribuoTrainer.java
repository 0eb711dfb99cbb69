package dev.lastmile.pipeline.tribuo;

import static org.apache.spark.sql.functions.col;

import dev.lastmile.onnx.OnnxModel;
import dev.lastmile.onnx.ParityReport;
import dev.lastmile.pipeline.StepException;
import dev.lastmile.pipeline.metrics.ThresholdRule;
import dev.lastmile.pipeline.registry.Candidate;
import dev.lastmile.pipeline.run.FitLog;
import dev.lastmile.pipeline.training.ClassLabels;
import dev.lastmile.pipeline.training.LocalRows;
import dev.lastmile.pipeline.training.ModelTrainer;
import dev.lastmile.pipeline.training.ThresholdChoice;
import dev.lastmile.pipeline.training.ThresholdChoice.Decided;
import dev.lastmile.pipeline.training.TrainingColumns;
import dev.lastmile.pipeline.training.TrainingTask;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.tribuo.Model;
import org.tribuo.ONNXExportable;
import org.tribuo.Trainer;
import org.tribuo.classification.Label;

/**
 * Trains a Tribuo classifier on rows in the driver's memory. Labels of any type are compared as text, and have the order of
 * their text. Immutable.
 */
public final class TribuoTrainer implements ModelTrainer {
    private final Trainer<Label> trainer;
    private final ThresholdRule threshold;

    /**
     * @param trainer with a seed, so that two trainings on the same rows give the same model
     */
    public TribuoTrainer(Trainer<Label> trainer) {
        this(trainer, null);
    }

    private TribuoTrainer(Trainer<Label> trainer, ThresholdRule threshold) {
        this.trainer = trainer;
        this.threshold = threshold;
    }

    /** The same with a decision threshold that is chosen on the validation rows and becomes part of the model. */
    public TribuoTrainer withThreshold(ThresholdRule rule) {
        return new TribuoTrainer(trainer, rule);
    }

    @Override
    public void check(TrainingTask task) {
        task.columns().weight().ifPresent(weight -> {
            throw new StepException("A Tribuo trainer does not take the weight " + weight
                    + " here. Train a Spark ML estimator, or leave the weight out.");
        });
        task.featureNames();
        ClassLabels labels = ClassLabels.of(task);
        if (labels.values().contains("")) {
            throw new StepException("The label " + labels.column() + " is empty in some rows, which Tribuo takes for"
                    + " unknown. Fill it with a word, or leave such rows out.");
        }
        if (threshold != null) {
            ThresholdChoice.require(threshold, labels, task);
        }
        requireExport();
    }

    @Override
    public Candidate train(FitLog log, TrainingTask task) {
        TrainingColumns columns = task.columns();
        TribuoTraining training =
                new TribuoTraining(columns.key().get(0), columns.features(), task.featureNames(), columns.label());
        Model<Label> model = TribuoTraining.train(
                log, trainer, training.examples(withText(task.rows().training(), columns), task.description()));
        OnnxModel onnx = training.export(model);
        Dataset<Row> sample = LocalRows.sample(task.rows().heldOut(), columns.key());
        ParityReport parity = training.compare(model, onnx, sample);
        Decided decided = new Decided(onnx, parity);
        if (threshold != null) {
            List<String> labels =
                    ClassLabels.of(task).values().stream().sorted().toList();
            decided = ThresholdChoice.decide(log, threshold, onnx, parity, task, labels, sample);
        }
        return Candidate.ofModel(
                task.name(), decided.onnx(), decided.parity(), sample, task.features(), TribuoTraining.files(model));
    }

    private static Dataset<Row> withText(Dataset<Row> rows, TrainingColumns columns) {
        return rows.withColumn(columns.label(), col("`" + columns.label() + "`").cast("string"));
    }

    /** The type of the trained model is what the trainer's class declares of {@code train}. */
    private void requireExport() {
        boolean known = false;
        for (Method method : trainer.getClass().getMethods()) {
            Class<?> returned = method.getReturnType();
            if (method.getName().equals("train") && !method.isBridge() && returned != Model.class) {
                known = true;
                if (ONNXExportable.class.isAssignableFrom(returned)
                        || returned.isAssignableFrom(ONNXExportable.class)
                        || Modifier.isAbstract(returned.getModifiers())) {
                    return;
                }
            }
        }
        if (known) {
            throw new StepException("Tribuo has no ONNX form of what "
                    + trainer.getClass().getSimpleName() + " trains. Train another kind, such as LinearSGDTrainer.");
        }
    }
}
