package dev.lastmile.pipeline.training;

import dev.lastmile.onnx.Batch;
import dev.lastmile.onnx.Column;
import dev.lastmile.onnx.ElementType;
import dev.lastmile.onnx.GraphMetadata;
import dev.lastmile.onnx.OnnxModel;
import dev.lastmile.onnx.OnnxModelException;
import dev.lastmile.onnx.OnnxScorer;
import dev.lastmile.onnx.Parity;
import dev.lastmile.onnx.ParityReport;
import dev.lastmile.onnx.TensorSpec;
import dev.lastmile.onnx.Tolerance;
import dev.lastmile.onnx.spark.SparkGoldenRows;
import dev.lastmile.pipeline.StepException;
import dev.lastmile.pipeline.registry.Candidate;
import dev.lastmile.pipeline.run.FitLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;

/**
 * An ONNX file that was trained elsewhere on the same features. What trained it is not here to compare with: parity is of
 * rows that are scored one by one, as the service does, against the same rows in one batch.
 *
 * @param file with one input of the features' name, DOUBLE or FLOAT {@code [N,width]}, and the output {@code prediction}
 */
public record OnnxFileTrainer(Path file) implements ModelTrainer {
    private static final int COMPARED = 1000;
    private static final String PREDICTION = "prediction";

    @Override
    public void check(TrainingTask task) {
        OnnxModel model = read();
        try (OnnxScorer scorer = new OnnxScorer(model.bytes())) {
            String features = task.columns().features();
            int width = task.width();
            List<TensorSpec> inputs = scorer.inputs();
            if (inputs.size() != 1 || !inputs.get(0).name().equals(features)) {
                throw new StepException(file + " has the inputs " + names(inputs) + ", and the features are in "
                        + features + ". Export it with one input of that name.");
            }
            TensorSpec input = inputs.get(0);
            long[] shape = input.shape();
            if (!input.type().isFloating() || shape.length != 2 || shape[1] != width && shape[1] >= 0) {
                throw new StepException(file + " takes " + features + " as " + input.type() + " of shape "
                        + Arrays.toString(shape) + ", and the rows have " + width
                        + " features. Export it with a floating point input of shape [N," + width + "].");
            }
            if (scorer.outputs().stream().noneMatch(output -> output.name().equals(PREDICTION))) {
                throw new StepException(file + " has the outputs " + names(scorer.outputs()) + ", and none is "
                        + PREDICTION + ". Rename the output with the label or the number.");
            }
            checkLabel(task, scorer);
        } catch (OnnxModelException e) {
            throw new StepException(file + " cannot be loaded: " + e.getMessage(), e);
        }
    }

    private void checkLabel(TrainingTask task, OnnxScorer scorer) {
        boolean labelled = scorer.metadata().containsKey(GraphMetadata.LABELS);
        TensorSpec prediction = scorer.outputs().stream()
                .filter(output -> output.name().equals(PREDICTION))
                .findFirst()
                .orElseThrow();
        if (labelled && prediction.type() != ElementType.STRING) {
            throw new StepException(file + " names labels, and gives " + PREDICTION + " as " + prediction.type()
                    + ". Let it give the label as a string.");
        } else if (!labelled && !prediction.type().isFloating()) {
            throw new StepException(file + " does not name its labels. Give a classifier the metadata property "
                    + GraphMetadata.LABELS + ", a JSON list of them in the order of its probabilities.");
        } else if (labelled) {
            ClassLabels.of(task);
        }
    }

    @Override
    public Candidate train(FitLog log, TrainingTask task) {
        OnnxModel model = read();
        log.logParameters(Map.of("onnx.file", String.valueOf(file.getFileName()), "onnx.digest", model.digest()));
        Dataset<Row> sample =
                LocalRows.sample(task.rows().heldOut(), task.columns().key());
        ParityReport parity =
                compare(model, sample.schema(), sample.limit(COMPARED).collectAsList());
        return Candidate.ofModel(task.name(), model, parity, sample, task.features(), Map.of());
    }

    private static ParityReport compare(OnnxModel model, StructType schema, List<Row> rows) {
        if (rows.isEmpty()) {
            return new ParityReport("row by row", model.digest(), 0, 0, Tolerance.FLOATS, List.of(), List.of());
        }
        Batch whole = SparkGoldenRows.of(model, schema, rows).outputs();
        List<Batch> single = rows.stream()
                .map(row -> SparkGoldenRows.of(model, schema, List.of(row)).outputs())
                .toList();
        Map<String, Column> joined = new LinkedHashMap<>();
        whole.columns()
                .forEach((name, column) -> joined.put(
                        name,
                        joined(single.stream().map(batch -> batch.column(name)).toList())));
        return Parity.compare("row by row", model.digest(), Batch.of(joined), whole, Tolerance.FLOATS);
    }

    /** Columns of one row each as one column. */
    private static Column joined(List<Column> columns) {
        int rows = columns.size();
        Column first = columns.get(0);
        if (first instanceof Column.Doubles) {
            return new Column.Doubles(columns.stream()
                    .mapToDouble(column -> ((Column.Doubles) column).values()[0])
                    .toArray());
        } else if (first instanceof Column.Longs) {
            return new Column.Longs(columns.stream()
                    .mapToLong(column -> ((Column.Longs) column).values()[0])
                    .toArray());
        } else if (first instanceof Column.Strings) {
            return new Column.Strings(columns.stream()
                    .map(column -> ((Column.Strings) column).values()[0])
                    .toArray(String[]::new));
        } else if (first instanceof Column.DoubleVectors vectors) {
            return new Column.DoubleVectors(
                    columns.stream()
                            .flatMapToDouble(column -> Arrays.stream(((Column.DoubleVectors) column).flat()))
                            .toArray(),
                    vectors.width());
        } else if (first instanceof Column.Booleans) {
            boolean[] values = new boolean[rows];
            for (int i = 0; i < rows; i++) {
                values[i] = ((Column.Booleans) columns.get(i)).values()[0];
            }
            return new Column.Booleans(values);
        }
        int width = first instanceof Column.FloatVectors vectors ? vectors.width() : 1;
        float[] values = new float[rows * width];
        for (int i = 0; i < rows; i++) {
            float[] one = columns.get(i) instanceof Column.FloatVectors vectors
                    ? vectors.flat()
                    : ((Column.Floats) columns.get(i)).values();
            System.arraycopy(one, 0, values, i * width, width);
        }
        return first instanceof Column.FloatVectors
                ? new Column.FloatVectors(values, width)
                : new Column.Floats(values);
    }

    private OnnxModel read() {
        try {
            OnnxModel model = new OnnxModel(Files.readAllBytes(file));
            model.requireSelfContained();
            return model;
        } catch (OnnxModelException e) {
            throw new StepException(file + " cannot be loaded: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new StepException(file + " cannot be read: " + e.getMessage() + ". Name an ONNX file.", e);
        }
    }

    private static List<String> names(List<TensorSpec> tensors) {
        return tensors.stream().map(TensorSpec::name).toList();
    }
}
