package dev.lastmile.onnx.spark.internal.stages.category;

import com.google.protobuf.ByteString;
import dev.lastmile.onnx.ElementType;
import dev.lastmile.onnx.graph.GraphBuilder;
import dev.lastmile.onnx.graph.Value;
import dev.lastmile.onnx.internal.ModifiedUtf8;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DecimalType;

/**
 * The place of a value in a list of labels, which are what Spark's cast to a string makes of values.
 *
 * <p>{@code LabelEncoder} looks strings and whole numbers up in a table. It has none from 64-bit floating point numbers
 * to whole ones: those are compared with every label.
 */
public final class Categories {
    /** What null is in a STRING tensor: a code point that Unicode gives to no character. */
    public static final String NULL = "\uFDD0";

    /** Spark's text of a floating point number that is none. */
    static final String NAN = "NaN";

    private static final long NOWHERE = -1;

    private final GraphBuilder builder;
    private final List<String> labels;

    Categories(GraphBuilder builder, List<String> labels) {
        this.builder = builder;
        this.labels = labels;
    }

    /** INT64 {@code [N]}: the place of each value, -1 for null and for what is no label. */
    Value places(Value value, DataType type) {
        if (labels.isEmpty()) {
            return builder.fill(builder.longScalar(NOWHERE), ElementType.INT64, value);
        } else if (value.type() == ElementType.STRING) {
            return strings(value);
        } else if (type.equals(DataTypes.DoubleType)
                || type.equals(DataTypes.FloatType)
                || type instanceof DecimalType) {
            return compared(value, type);
        }
        return wholeNumbers(value);
    }

    // What Java calls UTF-8 in its native interface, as ONNX Runtime gets strings from it, differs in some characters.
    private Value strings(Value value) {
        Map<ByteString, Long> places = new LinkedHashMap<>();
        for (int i = 0; i < labels.size(); i++) {
            places.put(ByteString.copyFromUtf8(labels.get(i)), (long) i);
            places.put(ByteString.copyFrom(ModifiedUtf8.bytes(labels.get(i))), (long) i);
        }
        List<byte[]> keys =
                places.keySet().stream().map(ByteString::toByteArray).toList();
        return lookedUp(value, "keys_strings", keys, List.copyOf(places.values()));
    }

    private Value wholeNumbers(Value value) {
        Map<Long, Long> places = new LinkedHashMap<>();
        for (int i = 0; i < labels.size(); i++) {
            Long key = whole(labels.get(i));
            if (key != null) {
                places.put(key, (long) i);
            }
        }
        if (places.isEmpty()) {
            return builder.fill(builder.longScalar(NOWHERE), ElementType.INT64, value);
        }
        List<Long> keys = List.copyOf(places.keySet());
        List<Long> positions = List.copyOf(places.values());
        if (value.type() != ElementType.DOUBLE) {
            return lookedUp(builder.cast(value, ElementType.INT64), "keys_int64s", keys, positions);
        }
        Value isNull = builder.op("IsNaN", ElementType.BOOL, Value.SCALAR, Map.of(), value);
        Value number =
                builder.op("Where", ElementType.DOUBLE, Value.SCALAR, Map.of(), isNull, builder.doubleScalar(0), value);
        Value place = lookedUp(builder.cast(number, ElementType.INT64), "keys_int64s", keys, positions);
        return builder.op(
                "Where", ElementType.INT64, Value.SCALAR, Map.of(), isNull, builder.longScalar(NOWHERE), place);
    }

    private Value lookedUp(Value value, String keysName, List<?> keys, List<Long> positions) {
        return builder.mlOp(
                "LabelEncoder",
                ElementType.INT64,
                Value.SCALAR,
                Map.of(keysName, keys, "values_int64s", positions, "default_int64", NOWHERE),
                value);
    }

    private Value compared(Value value, DataType type) {
        double[] keys =
                labels.stream().mapToDouble(label -> number(label, type)).toArray();
        Value numbers = builder.matrix(builder.cast(value, ElementType.DOUBLE));
        Value equal = builder.op("Equal", ElementType.BOOL, keys.length, Map.of(), numbers, builder.doubles(keys));
        if (Arrays.stream(keys).anyMatch(key -> key == 0)) {
            equal = builder.op("And", equal, sameZero(numbers, keys));
        }
        int nan = labels.indexOf(NAN);
        if (nan >= 0 && !(type instanceof DecimalType)) {
            double[] places = new double[keys.length];
            places[nan] = 1;
            Value isNan = builder.op("IsNaN", ElementType.BOOL, 1, Map.of(), numbers);
            Value flags = builder.op("And", ElementType.BOOL, keys.length, Map.of(), isNan, booleans(places));
            equal = builder.op("Or", equal, flags);
        }
        Value found = builder.cast(equal, ElementType.FLOAT);
        Value any = builder.op(
                "ReduceMax", ElementType.FLOAT, Value.SCALAR, Map.of("axes", List.of(1L), "keepdims", 0L), found);
        return builder.op(
                "Where",
                ElementType.INT64,
                Value.SCALAR,
                Map.of(),
                builder.cast(any, ElementType.BOOL),
                builder.argMax(found),
                builder.longScalar(NOWHERE));
    }

    // 0.0 and -0.0 are two labels: they are told apart by the sign of their reciprocals.
    private Value sameZero(Value numbers, double[] keys) {
        double[] negative = Arrays.stream(keys).map(key -> 1 / key < 0 ? 1 : 0).toArray();
        double[] ordinary = Arrays.stream(keys).map(key -> key == 0 ? 0 : 1).toArray();
        Value reciprocal = builder.op("Div", ElementType.DOUBLE, 1, Map.of(), builder.doubleScalar(1), numbers);
        Value below = builder.op("Less", ElementType.BOOL, 1, Map.of(), reciprocal, builder.doubleScalar(0));
        Value same = builder.op("Equal", ElementType.BOOL, keys.length, Map.of(), below, booleans(negative));
        return builder.op("Or", ElementType.BOOL, keys.length, Map.of(), same, booleans(ordinary));
    }

    private Value booleans(double[] flags) {
        Value row =
                new Value(builder.doubles(List.of(1L, (long) flags.length), flags), ElementType.DOUBLE, flags.length);
        return builder.cast(row, ElementType.BOOL);
    }

    private static Long whole(String label) {
        try {
            long number = Long.parseLong(label);
            return Long.toString(number).equals(label) ? number : null;
        } catch (NumberFormatException e) {
            return null;
        }
    }

    /** The number whose text is the label; NaN, which equals none, if there is no such number. */
    private static double number(String label, DataType type) {
        try {
            if (type.equals(DataTypes.FloatType)) {
                float number = Float.parseFloat(label);
                return Float.toString(number).equals(label) ? number : Double.NaN;
            } else if (type instanceof DecimalType decimal) {
                BigDecimal number = new BigDecimal(label);
                return number.scale() == decimal.scale() ? number.doubleValue() : Double.NaN;
            }
            double number = Double.parseDouble(label);
            return Double.toString(number).equals(label) ? number : Double.NaN;
        } catch (NumberFormatException e) {
            return Double.NaN;
        }
    }
}
