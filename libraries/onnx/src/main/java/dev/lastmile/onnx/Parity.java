package dev.lastmile.onnx;

import dev.lastmile.onnx.internal.OutputComparison;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Compares what a framework said of rows with what its ONNX form says of them; frameworks' own checks build on it. */
public final class Parity {
    private Parity() {}

    /**
     * Compares every column of the reference with the ONNX column of that name.
     *
     * @param reference the framework's name and version, for the report
     * @param digest of the ONNX model
     * @param expected the framework's outputs
     * @param actual the ONNX model's, of the same rows in the same order
     * @throws OnnxModelException naming a column that ONNX lacks or has in another shape or kind
     */
    public static ParityReport compare(
            String reference, String digest, Batch expected, Batch actual, Tolerance tolerance) {
        if (expected.rows() != actual.rows()) {
            throw new OnnxModelException(reference + " gives " + expected.rows() + " rows, and ONNX gives "
                    + actual.rows() + ". Compare the outputs of the same rows.");
        }
        List<OutputParity> outputs = new ArrayList<>();
        for (Map.Entry<String, Column> entry : expected.columns().entrySet()) {
            String name = entry.getKey();
            outputs.add(OutputComparison.of(name, entry.getValue(), actual.column(name), tolerance));
        }
        return new ParityReport(reference, digest, expected.rows(), 0, tolerance, outputs, List.of());
    }
}
