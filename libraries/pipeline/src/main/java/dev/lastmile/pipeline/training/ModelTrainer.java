package dev.lastmile.pipeline.training;

import dev.lastmile.pipeline.StepException;
import dev.lastmile.pipeline.registry.Candidate;
import dev.lastmile.pipeline.run.FitLog;

/**
 * Decides which model is trained on features: a Spark ML estimator ({@link SparkMlTrainer}), a Tribuo trainer ({@code
 * TribuoTrainer}), or an ONNX file that was made elsewhere ({@link OnnxFileTrainer}). All go the same way: check, train,
 * export to ONNX, compare both on held-out rows; the candidate then meets the gate.
 */
public interface ModelTrainer {
    /**
     * Rejects what can be known before training: a stage or parameter without an ONNX form, a label that cannot be
     * predicted, a column of another type.
     *
     * @throws StepException or {@link dev.lastmile.onnx.OnnxModelException}, naming the cause and the remedy
     */
    void check(TrainingTask task);

    /** Trains on the training rows, exports the model and compares both on held-out rows. */
    Candidate train(FitLog log, TrainingTask task);

    /** Checks, then trains. */
    default Candidate candidate(FitLog log, TrainingTask task) {
        task.check();
        check(task);
        return train(log, task);
    }
}
