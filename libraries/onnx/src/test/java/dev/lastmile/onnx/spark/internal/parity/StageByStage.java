package dev.lastmile.onnx.spark.internal.parity;

import dev.lastmile.onnx.Batch;
import dev.lastmile.onnx.Column;
import dev.lastmile.onnx.OnnxModel;
import dev.lastmile.onnx.OnnxScorer;
import dev.lastmile.onnx.RowStatus;
import dev.lastmile.onnx.Tolerance;
import dev.lastmile.onnx.internal.OutputComparison;
import dev.lastmile.onnx.spark.internal.scoring.RowBatch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.StructType;

/**
 * Whether each stage of a graph does what Spark's stage does of what the graph's own stages before it have made.
 *
 * <p>Where all of them do, and the pipeline as a whole does not, a difference within the tolerance has met a threshold:
 * no stage is at fault.
 */
public final class StageByStage {
    private StageByStage() {}

    /**
     * Compares the stages one by one.
     *
     * @param onnx a graph that gives every column that the stages make
     * @param rows of which those that the graph calls valid are looked at
     */
    public static boolean agrees(
            List<Transformer> stages, OnnxModel onnx, Dataset<Row> rows, List<String> outputs, Tolerance tolerance) {
        List<Map<String, Object>> scored = scored(onnx, rows, outputs);
        StructType schema = rows.schema();
        for (Transformer stage : stages) {
            StructType before = schema;
            StructType after = stage.transformSchema(schema);
            List<String> made = Arrays.stream(after.fieldNames())
                    .filter(name -> !Arrays.asList(before.fieldNames()).contains(name))
                    .toList();
            Dataset<Row> given = rows.sparkSession()
                    .createDataFrame(
                            scored.stream().map(row -> row(row, before)).toList(), before);
            Dataset<Row> transformed = stage.transform(given);
            if (!made.isEmpty() && !agrees(LabelMargins.of(stage), transformed, made, scored, tolerance)) {
                return false;
            }
            schema = transformed.schema();
        }
        return true;
    }

    private static boolean agrees(
            LabelMargins margins,
            Dataset<Row> transformed,
            List<String> made,
            List<Map<String, Object>> scored,
            Tolerance tolerance) {
        List<Row> expected = transformed
                .selectExpr(margins.withColumns(made, transformed.schema()))
                .collectAsList();
        if (expected.size() != scored.size()) {
            return false;
        }
        for (int i = 0; i < made.size(); i++) {
            String name = made.get(i);
            int column = i;
            Column right = ReferenceColumns.of(
                    name, expected.stream().map(row -> row.get(column)).toList());
            Column given = ReferenceColumns.of(
                    name, scored.stream().map(row -> row.get(name)).toList());
            if (!OutputComparison.of(
                            name,
                            right,
                            given,
                            tolerance,
                            row -> Double.POSITIVE_INFINITY,
                            row -> margins.isTie(name, expected.get(row), tolerance))
                    .passed()) {
                return false;
            }
        }
        return true;
    }

    private static List<Map<String, Object>> scored(OnnxModel onnx, Dataset<Row> rows, List<String> outputs) {
        List<Row> given = rows.collectAsList();
        List<Map<String, Object>> valid = new ArrayList<>();
        try (OnnxScorer scorer = new OnnxScorer(onnx.bytes())) {
            Batch batch = scorer.score(RowBatch.of(scorer, rows.schema(), given, "rows"));
            long[] codes = ((Column.Longs) batch.column(RowStatus.OUTPUT)).values();
            for (int i = 0; i < codes.length; i++) {
                if (codes[i] == 0) {
                    Map<String, Object> row = new LinkedHashMap<>();
                    for (String name : rows.schema().fieldNames()) {
                        row.put(name, given.get(i).getAs(name));
                    }
                    for (String name : outputs) {
                        row.put(name, value(batch.column(name), i));
                    }
                    valid.add(row);
                }
            }
        }
        return valid;
    }

    private static Object value(Column column, int row) {
        if (column instanceof Column.DoubleVectors vectors) {
            int width = vectors.width();
            return Vectors.dense(Arrays.copyOfRange(vectors.flat(), row * width, (row + 1) * width));
        } else if (column instanceof Column.Doubles doubles) {
            return doubles.values()[row];
        } else if (column instanceof Column.Floats floats) {
            return floats.values()[row];
        } else if (column instanceof Column.Longs longs) {
            return longs.values()[row];
        } else if (column instanceof Column.Strings strings) {
            return strings.values()[row];
        }
        return ((Column.Booleans) column).values()[row];
    }

    private static Row row(Map<String, Object> values, StructType schema) {
        return RowFactory.create(Arrays.stream(schema.fields())
                .map(field -> as(field.dataType(), values.get(field.name())))
                .toArray());
    }

    private static Object as(DataType type, Object value) {
        if (!(value instanceof Number number)) {
            return value;
        } else if (type.equals(DataTypes.IntegerType)) {
            return number.intValue();
        } else if (type.equals(DataTypes.LongType)) {
            return number.longValue();
        } else if (type.equals(DataTypes.FloatType)) {
            return number.floatValue();
        } else if (type instanceof DecimalType) {
            return value instanceof java.math.BigDecimal ? value : java.math.BigDecimal.valueOf(number.doubleValue());
        }
        return type.equals(DataTypes.DoubleType) ? number.doubleValue() : value;
    }
}
