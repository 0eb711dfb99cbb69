package dev.lastmile.pipeline.tribuo;

import com.oracle.labs.mlrg.olcut.provenance.ConfiguredObjectProvenance;
import com.oracle.labs.mlrg.olcut.provenance.PrimitiveProvenance;
import com.oracle.labs.mlrg.olcut.provenance.Provenance;
import com.oracle.labs.mlrg.olcut.provenance.ProvenanceUtil;
import dev.lastmile.onnx.OnnxModel;
import dev.lastmile.onnx.OnnxModelException;
import dev.lastmile.onnx.ParityReport;
import dev.lastmile.onnx.Tolerance;
import dev.lastmile.onnx.tribuo.TribuoExporter;
import dev.lastmile.onnx.tribuo.TribuoParity;
import dev.lastmile.onnx.tribuo.TribuoRows;
import dev.lastmile.pipeline.run.FitLog;
import dev.lastmile.pipeline.training.LocalRows;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Row;
import org.tribuo.Dataset;
import org.tribuo.Model;
import org.tribuo.MutableDataset;
import org.tribuo.Output;
import org.tribuo.Trainer;
import org.tribuo.classification.Label;

/**
 * Trains Tribuo classifiers on a column of features, and logs every parameter of their trainers.
 *
 * @param rowId the column that the rows are ordered by, since training depends on their order
 * @param features the column of features, an array of doubles, and the name of the graph's input
 * @param names of the numbers in that array, in their order
 * @param label the column of labels, strings
 */
public record TribuoTraining(String rowId, String features, List<String> names, String label) {
    public TribuoTraining {
        names = List.copyOf(names);
    }

    /** Trains; the trainer's parameters are logged as {@code <trainer>.<parameter>}. */
    public static <T extends Output<T>> Model<T> train(FitLog log, Trainer<T> trainer, Dataset<T> examples) {
        log.logParameters(parameters(trainer));
        return trainer.train(examples);
    }

    /**
     * Rows as Tribuo's examples, in the order of their ids.
     *
     * @param description of the rows, for the provenance of a model that is trained on them
     */
    public MutableDataset<Label> examples(org.apache.spark.sql.Dataset<Row> rows, String description) {
        List<Row> collected = LocalRows.collect(rows, List.of(rowId), names.size());
        String[] labels =
                collected.stream().map(row -> row.<String>getAs(label)).toArray(String[]::new);
        return new TribuoRows(names).dataset(numbers(collected), labels, description);
    }

    /**
     * Exports a classifier that was trained on {@link #examples}.
     *
     * @throws OnnxModelException naming the class of a model that Tribuo cannot export
     */
    public OnnxModel export(Model<Label> model) {
        return TribuoExporter.export(model, features, names);
    }

    /** Compares a classifier with its ONNX form, which computes with 32-bit numbers; the rows are collected. */
    public ParityReport compare(Model<Label> model, OnnxModel onnx, org.apache.spark.sql.Dataset<Row> heldOut) {
        return TribuoParity.compare(model, onnx, names, numbers(heldOut.collectAsList()), Tolerance.FLOATS);
    }

    private double[][] numbers(List<Row> rows) {
        return rows.stream()
                .map(row -> row.<Double>getList(row.fieldIndex(features)).stream()
                        .mapToDouble(Double::doubleValue)
                        .toArray())
                .toArray(double[][]::new);
    }

    /**
     * The model in Tribuo's own format, with its provenance, and that provenance as text: {@code tribuo/model.tribuo} and
     * {@code tribuo/provenance.txt}.
     */
    public static Map<String, byte[]> files(Model<?> model) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            model.serializeToStream(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
        return Map.of(
                "tribuo/model.tribuo",
                bytes.toByteArray(),
                "tribuo/provenance.txt",
                ProvenanceUtil.formattedProvenanceString(model.getProvenance()).getBytes(StandardCharsets.UTF_8));
    }

    static Map<String, String> parameters(Trainer<?> trainer) {
        Map<String, String> parameters = new TreeMap<>();
        collect(trainer.getClass().getSimpleName(), trainer.getProvenance(), parameters);
        return parameters;
    }

    private static void collect(String prefix, ConfiguredObjectProvenance provenance, Map<String, String> into) {
        for (Map.Entry<String, Provenance> parameter :
                provenance.getConfiguredParameters().entrySet()) {
            String name = prefix + "." + parameter.getKey();
            if (parameter.getValue() instanceof ConfiguredObjectProvenance object) {
                into.put(name, object.getClassName().replaceFirst(".*\\.", ""));
                collect(name, object, into);
            } else if (parameter.getValue() instanceof PrimitiveProvenance<?> value) {
                into.put(name, String.valueOf(value.getValue()));
            } else {
                into.put(name, parameter.getValue().toString());
            }
        }
    }
}
