package dev.lastmile.lake.internal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.lastmile.lake.DatasetName;
import dev.lastmile.lake.LakeException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.FloatType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * What a contract demands of one column; read from the metadata of the column.
 *
 * @param min the least value, or null
 * @param max the greatest value, or null
 * @param allowed the only values, as text; empty if any may be
 * @param key whether the column is part of the unique key
 * @param nan whether NaN may be
 */
public record ColumnChecks(
        String column,
        DataType type,
        boolean nullable,
        BigDecimal min,
        BigDecimal max,
        Set<String> allowed,
        boolean key,
        boolean nan) {
    private static final List<String> KEYS = List.of("comment", "min", "max", "allowed", "key", "nan");
    private static final Set<DataType> ALLOWED_TYPES =
            Set.of(DataTypes.StringType, DataTypes.IntegerType, DataTypes.LongType);
    private static final Set<DataType> KEY_TYPES = Set.of(
            DataTypes.StringType, DataTypes.IntegerType, DataTypes.LongType, DataTypes.DateType, DataTypes.BooleanType);
    private static final Predicate<String> LONG =
            Pattern.compile("-?[0-9]{1,18}").asMatchPredicate();
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            // Messages say 30.0 as the contract does.
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    /**
     * The checks of every column, in order.
     *
     * @throws LakeException naming the column and the check that cannot be understood, or does not fit the type
     */
    public static List<ColumnChecks> of(DatasetName dataset, StructType schema) {
        return Stream.of(schema.fields()).map(field -> of(dataset, field)).toList();
    }

    /** The columns that together are unique; empty if the contract has no key. */
    public static List<String> key(List<ColumnChecks> checks) {
        return checks.stream()
                .filter(ColumnChecks::key)
                .map(ColumnChecks::column)
                .toList();
    }

    /** The type of a value that {@code min}, {@code max}, {@code allowed} and {@code nan} are about. */
    public DataType valueType() {
        return type instanceof ArrayType array ? array.elementType() : type;
    }

    boolean isFloatingPoint() {
        return valueType() instanceof DoubleType || valueType() instanceof FloatType;
    }

    private static ColumnChecks of(DatasetName dataset, StructField field) {
        String where = "Contract " + dataset + ": column " + field.name();
        JsonNode metadata = parse(field);
        metadata.fieldNames().forEachRemaining(name -> {
            if (!KEYS.contains(name)) {
                throw new LakeException(where + " has a check '" + name + "', which does not exist. The checks are: "
                        + String.join(", ", KEYS) + " (and nullable, beside metadata).");
            }
        });
        ColumnChecks checks = new ColumnChecks(
                field.name(),
                field.dataType(),
                field.nullable(),
                number(where, metadata, "min"),
                number(where, metadata, "max"),
                allowed(where, metadata),
                flag(where, metadata, "key"),
                flag(where, metadata, "nan"));
        checks.requireThatTheyFit(where, metadata.has("nan"));
        rejectInside(where, field.dataType());
        return checks;
    }

    private void requireThatTheyFit(String where, boolean saysNan) {
        String typed = where + " is " + type.simpleString() + ", ";
        if ((min != null || max != null) && !(valueType() instanceof NumericType)) {
            throw new LakeException(typed + "and min and max are for numbers. Remove them.");
        }
        if (min != null && max != null && min.compareTo(max) > 0) {
            throw new LakeException(where + " has min " + min + " above max " + max + ". Swap them.");
        }
        if (!allowed.isEmpty() && !ALLOWED_TYPES.contains(valueType())) {
            throw new LakeException(typed + "and allowed is for string, int and long. Remove it.");
        }
        if (!allowed.isEmpty()
                && valueType() != DataTypes.StringType
                && !allowed.stream().allMatch(LONG)) {
            throw new LakeException(typed + "and allowed is " + allowed + ". Give integers.");
        }
        if (saysNan && !isFloatingPoint()) {
            throw new LakeException(typed + "which has no NaN. Remove nan.");
        }
        if (key && !KEY_TYPES.contains(type)) {
            throw new LakeException(typed
                    + "which cannot be part of a key. Choose columns of string, int, long, date or" + " boolean.");
        }
        if (key && nullable) {
            throw new LakeException(where + " is part of the key and nullable. Set nullable to false.");
        }
    }

    // A check that nobody carries out is worse than none.
    private static void rejectInside(String where, DataType type) {
        if (type instanceof ArrayType array) {
            rejectInside(where, array.elementType());
        } else if (type instanceof MapType map) {
            rejectInside(where, map.keyType());
            rejectInside(where, map.valueType());
        } else if (type instanceof StructType struct) {
            for (StructField field : struct.fields()) {
                parse(field).fieldNames().forEachRemaining(name -> {
                    if (!name.equals("comment")) {
                        throw new LakeException(where + " has a check '" + name + "' on its field " + field.name()
                                + "; only whole columns are checked. Remove it, or make the field a column.");
                    }
                });
                rejectInside(where, field.dataType());
            }
        }
    }

    private static JsonNode parse(StructField field) {
        try {
            return JSON.readTree(field.metadata().json());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e); // Spark wrote it
        }
    }

    private static BigDecimal number(String where, JsonNode metadata, String name) {
        JsonNode value = metadata.get(name);
        if (value != null && !value.isNumber()) {
            throw new LakeException(where + " has " + name + " " + value + ". Give a number.");
        }
        return value == null ? null : value.decimalValue();
    }

    private static boolean flag(String where, JsonNode metadata, String name) {
        JsonNode value = metadata.get(name);
        if (value != null && !value.isBoolean()) {
            throw new LakeException(where + " has " + name + " " + value + ". Write true or false.");
        }
        return value != null && value.asBoolean();
    }

    private static Set<String> allowed(String where, JsonNode metadata) {
        JsonNode value = metadata.get("allowed");
        if (value == null) {
            return Set.of();
        }
        List<String> texts = new ArrayList<>();
        value.forEach(element -> texts.add(element.asText()));
        if (!value.isArray() || texts.isEmpty()) {
            throw new LakeException(where + " has allowed " + value + ". Give a list with at least one value.");
        }
        return new LinkedHashSet<>(texts);
    }
}
