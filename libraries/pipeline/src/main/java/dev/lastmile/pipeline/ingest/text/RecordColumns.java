package dev.lastmile.pipeline.ingest.text;

import java.io.Serializable;
import java.util.Arrays;
import org.apache.spark.sql.types.StructType;

/**
 * Which field of a record is which column.
 *
 * @param schema the columns that are read, with the contract's metadata
 * @param ordinals by the field's position in a CSV record: the column, or -1 for a field that is not read; of JSON lines
 *     empty
 */
public record RecordColumns(StructType schema, int[] ordinals) implements Serializable {
    /** Fields in the order of the columns. */
    public static RecordColumns inOrder(StructType schema) {
        int[] ordinals = new int[schema.length()];
        Arrays.setAll(ordinals, i -> i);
        return new RecordColumns(schema, ordinals);
    }
}
