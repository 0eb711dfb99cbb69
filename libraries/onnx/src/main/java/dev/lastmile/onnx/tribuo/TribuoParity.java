package dev.lastmile.onnx.tribuo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lastmile.onnx.Batch;
import dev.lastmile.onnx.Column;
import dev.lastmile.onnx.GraphMetadata;
import dev.lastmile.onnx.OnnxModel;
import dev.lastmile.onnx.OnnxModelException;
import dev.lastmile.onnx.OnnxScorer;
import dev.lastmile.onnx.OutputParity;
import dev.lastmile.onnx.ParityReport;
import dev.lastmile.onnx.TensorSpec;
import dev.lastmile.onnx.Tolerance;
import dev.lastmile.onnx.internal.OutputComparison;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tribuo.Model;
import org.tribuo.Prediction;
import org.tribuo.Tribuo;
import org.tribuo.classification.Label;

/** Holds a classifier's ONNX form against Tribuo's own predictions. */
public final class TribuoParity {
    private static final String PREDICTION = "prediction";

    private TribuoParity() {}

    /**
     * Predicts rows with Tribuo and scores them with ONNX.
     *
     * <p>A prediction may differ, and counts as a tie, where Tribuo's scores of the two labels differ by no more than
     * twice what the tolerance allows each of them.
     *
     * @param onnx as {@link TribuoExporter} writes it, of a vector or of columns
     * @param names of the numbers of a row, as the model was trained on them
     * @param heldOut rows that the model was not trained on, in the order of the names
     * @param tolerance {@link Tolerance#FLOATS} for Tribuo's own graphs, which have 32-bit numbers
     * @throws OnnxModelException if the graph is not that of a classifier
     */
    public static ParityReport compare(
            Model<Label> model, OnnxModel onnx, List<String> names, double[][] heldOut, Tolerance tolerance) {
        String reference = "Tribuo " + Tribuo.VERSION;
        if (heldOut.length == 0) {
            return new ParityReport(reference, onnx.digest(), 0, 0, tolerance, List.of(), List.of());
        }
        TribuoRows rows = new TribuoRows(names);
        List<Prediction<Label>> predictions = new ArrayList<>();
        for (double[] row : heldOut) {
            predictions.add(model.predict(rows.example(row)));
        }
        try (OnnxScorer scorer = new OnnxScorer(onnx.bytes())) {
            Batch scored = scorer.score(batch(scorer, names, heldOut));
            List<String> labels = labels(scorer);
            String scores = scorer.outputs().get(1).name();
            String[] expected = predictions.stream()
                    .map(prediction -> prediction.getOutput().getLabel())
                    .toArray(String[]::new);
            OutputParity ofLabels = OutputComparison.labels(
                    PREDICTION,
                    new Column.Strings(expected),
                    scored.column(PREDICTION),
                    row -> tied(predictions.get(row), scored, row, tolerance));
            OutputParity ofScores =
                    OutputComparison.of(scores, scores(predictions, labels), scored.column(scores), tolerance);
            return new ParityReport(
                    reference, onnx.digest(), heldOut.length, 0, tolerance, List.of(ofLabels, ofScores), List.of());
        }
    }

    private static Batch batch(OnnxScorer scorer, List<String> names, double[][] rows) {
        Map<String, Column> columns = new LinkedHashMap<>();
        TensorSpec first = scorer.inputs().get(0);
        if (first.isVector()) {
            double[] flat = new double[rows.length * names.size()];
            for (int i = 0; i < rows.length; i++) {
                System.arraycopy(rows[i], 0, flat, i * names.size(), names.size());
            }
            columns.put(first.name(), new Column.DoubleVectors(flat, names.size()));
            return Batch.of(columns);
        }
        for (int column = 0; column < names.size(); column++) {
            double[] values = new double[rows.length];
            for (int i = 0; i < rows.length; i++) {
                values[i] = rows[i][column];
            }
            columns.put(names.get(column), new Column.Doubles(values));
        }
        return Batch.of(columns);
    }

    private static Column scores(List<Prediction<Label>> predictions, List<String> labels) {
        double[] flat = new double[predictions.size() * labels.size()];
        for (int i = 0; i < flat.length; i++) {
            Prediction<Label> prediction = predictions.get(i / labels.size());
            flat[i] = score(prediction, labels.get(i % labels.size()));
        }
        return new Column.DoubleVectors(flat, labels.size());
    }

    private static boolean tied(Prediction<Label> prediction, Batch scored, int row, Tolerance tolerance) {
        String onnx = ((Column.Strings) scored.column(PREDICTION)).values()[row];
        double best = prediction.getOutput().getScore();
        double other = score(prediction, onnx);
        return Math.abs(best - other) <= 2 * (tolerance.absolute() + tolerance.relative() * Math.abs(best));
    }

    private static double score(Prediction<Label> prediction, String label) {
        Label found = prediction.getOutputScores().get(label);
        return found == null ? Double.NaN : found.getScore();
    }

    private static List<String> labels(OnnxScorer scorer) {
        String json = scorer.metadata().get(GraphMetadata.LABELS);
        try {
            if (json != null && scorer.outputs().size() == 2) {
                return List.of(new ObjectMapper().readValue(json, String[].class));
            }
        } catch (JsonProcessingException e) {
            throw new OnnxModelException("The model's labels are in no form that is known: " + json, e);
        }
        throw new OnnxModelException("This is not the graph of a classifier with its labels; it gives "
                + scorer.outputs() + ". Export one with TribuoExporter.");
    }
}
