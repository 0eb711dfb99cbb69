package dev.lastmile.onnx.spark.internal.scoring;

import dev.lastmile.contract.DataContract;
import java.io.Serializable;

/**
 * Which rows are scored, and what becomes of others.
 *
 * @param contract of the inputs as JSON; empty for none
 * @param finite name of the model whose outputs have to be finite, such as {@code iris-classifier/3}; empty for any outputs
 * @param rejections name of the column that says why a row has no valid outputs; empty if such a row fails the job
 */
public record RowPolicy(String contract, String finite, String rejections) implements Serializable {
    /** No contract, any output; what cannot be scored fails the job. */
    public static final RowPolicy NONE = new RowPolicy("", "", "");

    /** The same with a contract. */
    public RowPolicy withContract(DataContract inputs) {
        return new RowPolicy(inputs.compactJson(), finite, rejections);
    }

    /** The same where all outputs have to be finite. */
    public RowPolicy withFiniteOutputs(String model) {
        return new RowPolicy(contract, model, rejections);
    }

    /** The same with a column of rejections. */
    public RowPolicy withRejections(String column) {
        return new RowPolicy(contract, finite, column);
    }

    boolean hasRejections() {
        return !rejections.isEmpty();
    }
}
