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
 * <p>{@code LabelEncoder} looks strings and integers up in a table. It has none from 64-bit floating point numbers
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
            return builder.fill(builder.longScalar(NOWHERE), value);
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
            return builder.fill(builder.longScalar(NOWHERE), value);
        }
        List<Long> keys = List.copyOf(places.keySet());
        List<Long> positions = List.copyOf(places.values());
        if (value.type() != ElementType.DOUBLE) {
            return lookedUp(value.cast(ElementType.INT64), "keys_int64s", keys, positions);
        }
        Value isNull = value.isNaN();
        Value number = builder.where(isNull, 0, value);
        Value place = lookedUp(number.cast(ElementType.INT64), "keys_int64s", keys, positions);
        return builder.where(isNull, NOWHERE, place);
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
        Value numbers = value.cast(ElementType.DOUBLE).matrix();
        Value equal = numbers.equal(builder.doubles(keys));
        if (Arrays.stream(keys).anyMatch(key -> key == 0)) {
            equal = equal.and(sameZero(numbers, keys));
        }
        int nan = labels.indexOf(NAN);
        if (nan >= 0 && !(type instanceof DecimalType)) {
            double[] places = new double[keys.length];
            places[nan] = 1;
            Value isNan = numbers.isNaN();
            Value flags = isNan.and(booleans(places));
            equal = equal.or(flags);
        }
        Value found = equal.cast(ElementType.FLOAT);
        Value any = found.max();
        return builder.where(any.cast(ElementType.BOOL), found.argMax(), NOWHERE);
    }

    // 0.0 and -0.0 are two labels: they are told apart by the sign of their reciprocals.
    private Value sameZero(Value numbers, double[] keys) {
        double[] negative = Arrays.stream(keys).map(key -> 1 / key < 0 ? 1 : 0).toArray();
        double[] ordinary = Arrays.stream(keys).map(key -> key == 0 ? 0 : 1).toArray();
        Value reciprocal = builder.doubleScalar(1).div(numbers);
        Value below = reciprocal.less(0);
        Value same = below.equal(booleans(negative));
        return same.or(booleans(ordinary));
    }

    private Value booleans(double[] flags) {
        return builder.doubles(List.of(1L, (long) flags.length), flags).cast(ElementType.BOOL);
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
