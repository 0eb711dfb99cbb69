package dev.lastmile.onnx.spark.internal.parity;

import dev.lastmile.onnx.Batch;
import dev.lastmile.onnx.Column;
import dev.lastmile.onnx.InvalidRowException;
import dev.lastmile.onnx.OnnxModel;
import dev.lastmile.onnx.OnnxModelException;
import dev.lastmile.onnx.OnnxScorer;
import dev.lastmile.onnx.OutputParity;
import dev.lastmile.onnx.ParityReport;
import dev.lastmile.onnx.RowStatus;
import dev.lastmile.onnx.TensorSpec;
import dev.lastmile.onnx.Tolerance;
import dev.lastmile.onnx.internal.Magnitudes;
import dev.lastmile.onnx.internal.OutputComparison;
import dev.lastmile.onnx.spark.internal.scoring.RowBatch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.ml.Transformer;
import org.apache.spark.package$;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** One comparison of a pipeline with its graph. */
public final class SparkComparison {
    private static final String ROW = "__lastmile_row";
    /** Each is a job of Spark's. */
    private static final int TRIED_REJECTIONS = 3;

    private static final int MOST_DISAGREEMENTS = 10;

    private final Transformer model;
    private final OnnxModel onnx;
    private final Dataset<Row> heldOut;
    private final List<Row> rows;
    private final List<String> outputs;
    private final Tolerance tolerance;
    private final LabelMargins margins;
    private final List<String> disagreements = new ArrayList<>();

    public SparkComparison(
            Transformer model, OnnxModel onnx, Dataset<Row> heldOut, List<String> outputs, Tolerance tolerance) {
        this.model = model;
        this.onnx = onnx;
        this.heldOut = heldOut;
        this.rows = heldOut.collectAsList();
        this.outputs = List.copyOf(outputs);
        this.tolerance = tolerance;
        this.margins = LabelMargins.of(model);
    }

    public ParityReport report() {
        String reference = "Spark ML " + package$.MODULE$.SPARK_VERSION();
        try (OnnxScorer scorer = new OnnxScorer(onnx.bytes())) {
            requireOutputs(scorer);
            Optional<Batch> taken = taken(scorer);
            if (taken.isEmpty()) {
                return new ParityReport(reference, onnx.digest(), 0, 0, tolerance, List.of(), disagreements);
            }
            Batch scored = scorer.score(taken.get());
            RowStatus status = RowStatus.of(scorer.metadata());
            long[] codes = scored.column(RowStatus.OUTPUT) instanceof Column.Longs longs
                    ? longs.values()
                    : new long[rows.size()];
            Map<Integer, Row> transformed = transformed(codes, status);
            int[] valid = agreed(codes, status, transformed);
            int invalid = (int) Arrays.stream(codes).filter(code -> code != 0).count();
            List<OutputParity> compared =
                    valid.length == 0 ? List.of() : compared(valid, transformed, taken.get(), scored);
            return new ParityReport(
                    reference, onnx.digest(), valid.length, invalid, tolerance, compared, disagreements);
        }
    }

    private void requireOutputs(OnnxScorer scorer) {
        List<String> given = scorer.outputs().stream().map(TensorSpec::name).toList();
        List<String> missing =
                outputs.stream().filter(output -> !given.contains(output)).toList();
        if (!missing.isEmpty() || outputs.isEmpty()) {
            throw new OnnxModelException("The outputs " + outputs + " cannot be compared: the graph gives " + given
                    + ". Name at least one of these.");
        }
    }

    /** The rows as the graph takes them; empty, and a disagreement, if it cannot take one of them. */
    private Optional<Batch> taken(OnnxScorer scorer) {
        try {
            return Optional.of(RowBatch.of(scorer, heldOut.schema(), rows, "held-out rows"));
        } catch (InvalidRowException e) {
            disagree("ONNX cannot take the rows: " + e.getMessage());
            return Optional.empty();
        }
    }

    /** What Spark makes of the rows that it should not fail on, by their numbers. */
    private Map<Integer, Row> transformed(long[] codes, RowStatus status) {
        List<Integer> wanted = new ArrayList<>();
        int tried = 0;
        for (int row = 0; row < codes.length; row++) {
            if (codes[row] == 0 || status.skips(codes[row])) {
                wanted.add(row);
            } else if (tried++ < TRIED_REJECTIONS) {
                requireRejection(row, status.text(codes[row]));
            }
        }
        try {
            return transformed(wanted);
        } catch (Exception e) { // Spark's own exceptions are checked ones that its methods do not declare.
            disagree("Spark fails on rows that ONNX calls valid: " + rootMessage(e));
            return Map.of();
        }
    }

    private void requireRejection(int row, String reason) {
        try {
            transformed(List.of(row));
        } catch (Exception e) {
            if (SparkRejection.isIn(e)) {
                return;
            }
            throw e;
        }
        disagree("ONNX rejects row " + row + " (" + reason + "), and Spark transforms it");
    }

    /** The numbers of the rows that both accept. */
    private int[] agreed(long[] codes, RowStatus status, Map<Integer, Row> transformed) {
        List<Integer> valid = new ArrayList<>();
        boolean failed = !disagreements.isEmpty() && transformed.isEmpty();
        for (int row = 0; row < codes.length; row++) {
            boolean kept = transformed.containsKey(row);
            if (codes[row] == 0 && kept) {
                valid.add(row);
            } else if (codes[row] == 0 && !failed) {
                disagree("Spark drops row " + row + ", and ONNX calls it valid");
            } else if (kept) {
                disagree("ONNX drops row " + row + " (" + status.text(codes[row]) + "), and Spark transforms it");
            }
        }
        return valid.stream().mapToInt(Integer::intValue).toArray();
    }

    private List<OutputParity> compared(int[] valid, Map<Integer, Row> transformed, Batch taken, Batch scored) {
        List<Column> expected = new ArrayList<>();
        for (int i = 0; i < outputs.size(); i++) {
            List<Object> values = new ArrayList<>();
            for (int row : valid) {
                values.add(transformed.get(row).get(i + 1));
            }
            expected.add(ReferenceColumns.of(outputs.get(i), values));
        }
        double[] largest = largest(valid, expected, taken);
        List<OutputParity> compared = new ArrayList<>();
        for (int i = 0; i < outputs.size(); i++) {
            String output = outputs.get(i);
            compared.add(OutputComparison.of(
                            output,
                            expected.get(i),
                            ReferenceColumns.rows(scored.column(output), valid),
                            tolerance,
                            row -> largest[row],
                            row -> margins.isTie(output, transformed.get(valid[row]), tolerance))
                    .numbered(valid));
        }
        return compared;
    }

    /** The largest magnitude among what goes into each row and what Spark makes of it. */
    private static double[] largest(int[] valid, List<Column> expected, Batch taken) {
        List<Column> all = new ArrayList<>(expected);
        for (Column column : taken.columns().values()) {
            if (!(column instanceof Column.Strings)) {
                all.add(ReferenceColumns.rows(column, valid));
            }
        }
        double[] largest = new double[valid.length];
        for (Column column : all) {
            double[] values;
            if (column instanceof Column.DoubleVectors vectors) {
                values = vectors.flat();
            } else if (column instanceof Column.Doubles numbers) {
                values = numbers.values();
            } else {
                continue;
            }
            int width = values.length / valid.length;
            for (int row = 0; row < valid.length; row++) {
                largest[row] = Math.max(largest[row], Magnitudes.largest(values, row * width, (row + 1) * width));
            }
        }
        return largest;
    }

    private Map<Integer, Row> transformed(List<Integer> wanted) {
        StructType schema = heldOut.schema().add(ROW, DataTypes.IntegerType, false);
        List<Row> numbered = new ArrayList<>();
        for (int row : wanted) {
            Object[] values = new Object[rows.get(row).size() + 1];
            for (int i = 0; i < values.length - 1; i++) {
                values[i] = rows.get(row).get(i);
            }
            values[values.length - 1] = row;
            numbered.add(RowFactory.create(values));
        }
        Dataset<Row> given =
                heldOut.sparkSession().createDataFrame(numbered, schema).coalesce(1);
        Map<Integer, Row> byNumber = new LinkedHashMap<>();
        Dataset<Row> made = model.transform(given);
        made.select(ROW, margins.withColumns(outputs, made.schema()))
                .collectAsList()
                .forEach(row -> byNumber.put(row.getInt(0), row));
        return byNumber;
    }

    private void disagree(String what) {
        if (disagreements.size() < MOST_DISAGREEMENTS) {
            disagreements.add(what);
        }
    }

    private static String rootMessage(Throwable thrown) {
        Throwable root = thrown;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return String.valueOf(root.getMessage()).strip().replaceAll("\\s+", " ");
    }
}
