package dev.lastmile.lake.internal;

import dev.lastmile.lake.DatasetName;
import dev.lastmile.lake.LakeException;
import org.apache.iceberg.spark.SparkSchemaUtil;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.TypeUtil;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** What becomes of Spark's types in an Iceberg table. */
public final class StoredTypes {
    private StoredTypes() {}

    /**
     * Rejects a schema that would not be read back as it was written.
     *
     * @throws LakeException naming the column and its type
     */
    public static void requireStorable(DatasetName dataset, StructType schema) {
        for (StructField field : schema.fields()) {
            String where = "Contract " + dataset + ": column " + field.name();
            if (!bare(field.dataType()).equals(bare(readBack(where, field.dataType())))) {
                throw new LakeException(where + " is " + field.dataType().simpleString() + " and would be read back as "
                        + readBack(where, field.dataType()).simpleString() + ". Write that type into the contract.");
            }
        }
    }

    static boolean equal(DataType one, DataType other) {
        return bare(one).equals(bare(other));
    }

    /** Whether the other type holds every value of the one, and a table can be changed to it. */
    static boolean widens(DataType from, DataType to) {
        Type target = SparkSchemaUtil.convert(to);
        return target.isPrimitiveType()
                && TypeUtil.isPromotionAllowed(SparkSchemaUtil.convert(from), target.asPrimitiveType());
    }

    private static DataType readBack(String where, DataType type) {
        try {
            return SparkSchemaUtil.convert(SparkSchemaUtil.convert(type));
        } catch (UnsupportedOperationException | IllegalArgumentException e) {
            throw new LakeException(
                    where + " is " + type.simpleString()
                            + ", which an Iceberg table cannot store. Use a number, string,"
                            + " boolean, date, timestamp, binary, or an array, map or struct of them.",
                    e);
        }
    }

    // Comments of nested fields are no part of a type.
    private static DataType bare(DataType type) {
        if (type instanceof ArrayType array) {
            return new ArrayType(bare(array.elementType()), array.containsNull());
        }
        if (type instanceof MapType map) {
            return new MapType(bare(map.keyType()), bare(map.valueType()), map.valueContainsNull());
        }
        if (type instanceof StructType struct) {
            StructType bare = new StructType();
            for (StructField field : struct.fields()) {
                bare = bare.add(field.name(), bare(field.dataType()), field.nullable(), Metadata.empty());
            }
            return bare;
        }
        return type;
    }
}
