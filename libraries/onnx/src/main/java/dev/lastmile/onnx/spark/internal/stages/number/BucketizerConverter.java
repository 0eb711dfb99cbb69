package dev.lastmile.onnx.spark.internal.stages.number;

import dev.lastmile.onnx.ElementType;
import dev.lastmile.onnx.RowAction;
import dev.lastmile.onnx.graph.GraphBuilder;
import dev.lastmile.onnx.graph.Value;
import dev.lastmile.onnx.spark.ConversionContext;
import dev.lastmile.onnx.spark.StageConverter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.apache.spark.ml.feature.Bucketizer;

/**
 * The bucket of a number ({@code binarySearchForBuckets} of Spark's Bucketizer.scala): how many of the inner splits are
 * not above it. A split belongs to the bucket above it, the last one to the last bucket. As in the binary search of
 * {@link Arrays}, -0.0 is below a split of 0.0.
 *
 * <p>Spark leaves the bucket of a null null, which no output of a graph can be. A row with one is rejected under {@code
 * error}, and under {@code keep} where the column has no NaN; a column of floating point numbers that can be null is not
 * exported under {@code keep}, which has a bucket for NaN.
 */
final class BucketizerConverter implements StageConverter<Bucketizer> {
    private static final String KEEP = "keep";
    private static final String SKIP = "skip";

    @Override
    public Class<Bucketizer> stage() {
        return Bucketizer.class;
    }

    @Override
    public Set<String> parameters() {
        return Set.of("inputCol", "inputCols", "outputCol", "outputCols", "splits", "splitsArray", "handleInvalid");
    }

    @Override
    public List<String> rejections() {
        return List.of(
                "`handleInvalid` `keep` for a `double` or `float` that can be null: Spark gives NaN a bucket and null none, and a graph cannot tell them apart");
    }

    @Override
    public void convert(Bucketizer stage, ConversionContext graph) {
        boolean many = stage.isSet(stage.inputCols());
        String parameter = many ? "inputCols" : "inputCol";
        String[] columns = many ? stage.getInputCols() : new String[] {stage.getInputCol()};
        String[] results = many ? stage.getOutputCols() : new String[] {stage.getOutputCol()};
        double[][] splits = many ? stage.getSplitsArray() : new double[][] {stage.getSplits()};
        List<Value> values = new ArrayList<>();
        for (String column : columns) {
            values.add(graph.number(parameter, column));
        }
        if (stage.getHandleInvalid().equals(SKIP)) {
            skip(columns, values, graph);
        }
        // A result may take the name of a column that was made before: all are read first.
        for (int i = 0; i < columns.length; i++) {
            new OneColumn(graph, columns[i], values.get(i), results[i], splits[i], stage.getHandleInvalid()).convert();
        }
    }

    // Before any other check: Spark leaves the rows out first.
    private static void skip(String[] columns, List<Value> values, ConversionContext graph) {
        GraphBuilder builder = graph.builder();
        List<Value> flags = new ArrayList<>();
        List<String> names = new ArrayList<>();
        for (int i = 0; i < columns.length; i++) {
            if (values.get(i).type().isFloating()) {
                flags.add(values.get(i).isNaN());
                names.add(columns[i]);
            }
        }
        if (!flags.isEmpty()) {
            graph.reject(RowAction.SKIP, builder.concat(flags), names, "null or NaN", "handleInvalid skip");
        }
    }

    private record OneColumn(
            ConversionContext graph, String column, Value given, String result, double[] splits, String handle) {
        void convert() {
            GraphBuilder builder = graph.builder();
            Value value = given.cast(ElementType.DOUBLE);
            Value nan = value.isNaN();
            Value bucket = bucket(value);
            boolean keeps = handle.equals(KEEP) && given.type().isFloating() && !isNullWithoutNan();
            if (keeps) {
                requireNoNull();
                bucket = builder.where(nan, splits.length - 1.0, bucket);
            }
            graph.put(result, bucket);
            if (given.type().isFloating() && !keeps && !handle.equals(SKIP)) {
                String what = isNullWithoutNan() ? "null" : "null or NaN";
                graph.rejectIn(result, nan, column, what, "handleInvalid " + handle);
            }
            double least = splits[0];
            double most = splits[splits.length - 1];
            if (least > Double.NEGATIVE_INFINITY || most < Double.POSITIVE_INFINITY) {
                Value outside = ordered(value).less(least).or(value.greater(most));
                graph.rejectIn(result, outside, column, "outside of the splits, " + least + " to " + most, "splits");
            }
        }

        private void requireNoNull() {
            if (graph.isNullable(column)) {
                throw graph.unsupported(
                        "handleInvalid",
                        "it is keep, and column " + column + " can be null, which has no bucket in Spark while NaN has"
                                + " one; a graph cannot tell them apart. Fill it with an Imputer, give a schema in which"
                                + " it is never null, or set error or skip.");
            }
        }

        // Integers and decimals that can be null come as DOUBLE, where NaN is nothing but null.
        private boolean isNullWithoutNan() {
            if (!graph.isNullable(column)) {
                return false;
            }
            return !graph.isFloating(column);
        }

        private Value bucket(Value value) {
            GraphBuilder builder = graph.builder();
            double[] inner = Arrays.copyOfRange(splits, 1, splits.length - 1);
            Value reached = ordered(value).matrix().greaterOrEqual(builder.doubles(inner));
            return reached.cast(ElementType.DOUBLE).sum();
        }

        // The number itself, but a number just below 0 for -0.0 if a split is 0.0.
        private Value ordered(Value value) {
            if (Arrays.stream(splits).noneMatch(split -> Double.doubleToRawLongBits(split) == 0)) {
                return value;
            }
            GraphBuilder builder = graph.builder();
            Value reciprocal = builder.doubleScalar(1).div(value);
            Value negativeZero = value.equal(0).and(reciprocal.less(0));
            return builder.where(negativeZero, -Double.MIN_VALUE, value);
        }
    }
}
