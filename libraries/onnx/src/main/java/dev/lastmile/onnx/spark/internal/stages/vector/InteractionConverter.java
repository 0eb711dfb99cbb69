package dev.lastmile.onnx.spark.internal.stages.vector;

import dev.lastmile.onnx.ElementType;
import dev.lastmile.onnx.RowAction;
import dev.lastmile.onnx.graph.Constant;
import dev.lastmile.onnx.graph.GraphBuilder;
import dev.lastmile.onnx.graph.Operand;
import dev.lastmile.onnx.graph.Value;
import dev.lastmile.onnx.spark.ConversionContext;
import dev.lastmile.onnx.spark.StageConverter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import org.apache.spark.ml.attribute.Attribute;
import org.apache.spark.ml.attribute.AttributeGroup;
import org.apache.spark.ml.attribute.NominalAttribute;
import org.apache.spark.ml.feature.Interaction;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;

/**
 * The products of one number of each column, categories as one number for each ({@code interactFunc} and {@code
 * FeatureEncoder} of Spark's Interaction.scala). What a category that is not the row's, or a zero that a sparse
 * vector does not store, is multiplied with makes no difference: the product is 0, even with NaN.
 *
 * <p>Null is an error in Spark, and NaN is not. Where a floating point column can be null, the two are the same in a
 * graph, and both are rejected.
 */
final class InteractionConverter implements StageConverter<Interaction> {
    @Override
    public Class<Interaction> stage() {
        return Interaction.class;
    }

    @Override
    public Set<String> parameters() {
        return Set.of("inputCols", "outputCol");
    }

    @Override
    public List<String> rejections() {
        return List.of(
                "a string, or a `boolean`",
                "a vector without attributes, or a category without their number in its attributes");
    }

    @Override
    public void convert(Interaction stage, ConversionContext graph) {
        GraphBuilder builder = graph.builder();
        String[] columns = stage.getInputCols();
        Encoded all = null;
        List<Rejection> rejections = new ArrayList<>();
        for (int i = columns.length - 1; i >= 0; i--) {
            Encoded column = encoded(columns[i], graph, rejections);
            all = all == null ? column : all.times(builder, column);
        }
        Value result = all.active() == null ? all.values() : builder.where(all.active(), all.values(), 0);
        graph.putCompressed(stage.getOutputCol(), result);
        rejections.forEach(rejection ->
                graph.reject(RowAction.ERROR, rejection.flag(), List.of(rejection.column()), rejection.what(), ""));
    }

    private record Rejection(Value flag, String column, String what) {}

    /** @param active BOOL of the values' shape, false where another category stands or nothing is stored; null if there is no such place */
    private record Encoded(Value values, Value active) {
        /** The products of the numbers of a column with those of the columns after it, which vary faster. */
        Encoded times(GraphBuilder builder, Encoded before) {
            Value products = outer(builder, before.values, values, Value::mul);
            if (active == null && before.active == null) {
                return new Encoded(products, null);
            }
            Value both = outer(builder, before.orActive(), orActive(), Value::and);
            return new Encoded(products, both);
        }

        private Value orActive() {
            // True in every row: a number is NaN or equal to itself.
            return active != null ? active : values.isNaN().or(values.equal(values));
        }

        private static Value outer(
                GraphBuilder builder, Value slow, Value fast, BiFunction<Value, Operand, Value> operator) {
            Value column = slow.unsqueeze(2);
            Value row = fast.unsqueeze(1);
            int width = slow.width() * fast.width();
            // The cube has two dimensions after the rows; 0 keeps their number.
            Value cube = operator.apply(column, row);
            return builder.op("Reshape", cube.type(), width, Map.of(), cube, builder.longs(0, width));
        }
    }

    private static Encoded encoded(String column, ConversionContext graph, List<Rejection> rejections) {
        GraphBuilder builder = graph.builder();
        Value given = graph.column(column).orElse(null);
        StructField field = graph.field(column);
        if (given == null
                || given.type() == ElementType.STRING
                || field.dataType().equals(DataTypes.BooleanType)) {
            throw graph.unsupported(
                    "inputCols",
                    "column " + column + " is " + field.dataType().catalogString() + " without what Spark needs to know"
                            + " of it. Give a number, or a vector with attributes, such as an assembler makes.");
        }
        int[] sizes = sizes(column, given, field, graph);
        Value values = given.cast(ElementType.DOUBLE).matrix();
        if (given.isVector() && graph.isRaw(column)) {
            rejections.add(new Rejection(graph.isNullVector(given).matrix(), column, "null"));
        } else if (!given.isVector() && graph.isNullable(column) && given.type() != ElementType.INT64) {
            rejections.add(new Rejection(values.isNaN(), column, "null or NaN"));
        }
        Optional<Value> stored = graph.stored(column);
        if (IntStream.of(sizes).allMatch(size -> size == 1)) {
            return new Encoded(values, stored.orElse(null));
        }
        List<Value> parts = new ArrayList<>();
        List<Value> active = new ArrayList<>();
        for (int i = 0; i < sizes.length; i++) {
            Value one = sizes.length == 1 ? values : values.elements(i);
            Value there = stored.isEmpty() || sizes.length == 1
                    ? stored.orElse(null)
                    : stored.get().elements(i);
            if (sizes[i] == 1) {
                parts.add(one);
                active.add(new Encoded(one, there).orActive());
            } else {
                Value hot = one.equal(categories(builder, sizes[i]));
                parts.add(hot.cast(ElementType.DOUBLE));
                active.add(there == null ? hot : hot.and(there));
                Value largest = hot.cast(ElementType.FLOAT).maxMatrix();
                Value none = largest.cast(ElementType.BOOL).not();
                if (there != null) {
                    none = none.and(there);
                }
                rejections.add(new Rejection(none, column, "no index of one of its " + sizes[i] + " categories"));
            }
        }
        return new Encoded(builder.concat(parts), builder.concat(active));
    }

    private static Constant categories(GraphBuilder builder, int size) {
        return builder.doubles(IntStream.range(0, size).asDoubleStream().toArray());
    }

    private static int[] sizes(String column, Value value, StructField field, ConversionContext graph) {
        if (!value.isVector()) {
            return new int[] {size(column, Attribute.fromStructField(field), graph)};
        }
        AttributeGroup group = AttributeGroup.fromStructField(field);
        if (group.attributes().isEmpty()) {
            throw graph.unsupported(
                    "inputCols",
                    "vector column " + column + " has no attributes, without which Spark"
                            + " does not let it interact. Assemble it in the pipeline, or give the schema with attributes.");
        }
        return IntStream.range(0, value.width())
                .map(i -> size(column, group.getAttr(i), graph))
                .toArray();
    }

    private static int size(String column, Attribute attribute, ConversionContext graph) {
        if (!(attribute instanceof NominalAttribute nominal)) {
            return 1;
        }
        if (nominal.getNumValues().isEmpty()) {
            throw graph.unsupported(
                    "inputCols",
                    "column " + column + " has categories, and the schema does not say how"
                            + " many. Give the schema with the column's attributes.");
        }
        return Math.max(1, (Integer) nominal.getNumValues().get());
    }
}
