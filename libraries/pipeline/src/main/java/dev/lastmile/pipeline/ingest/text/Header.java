package dev.lastmile.pipeline.ingest.text;

import dev.lastmile.contract.ColumnNames;
import dev.lastmile.contract.text.CsvTokenizer;
import dev.lastmile.pipeline.StepException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Matches the header of a CSV file with the columns of a contract.
 *
 * <p>A name is that of a column if both are equal, or else if it is the column's {@code source} in the contract, or else if
 * {@link ColumnNames} of both are the same in any case: {@code Sepal Length (cm)} is {@code sepal_length_cm}.
 */
public final class Header {
    private Header() {}

    /**
     * The columns of a file.
     *
     * @param file as messages call it
     * @param line the header, in the encoding of the format
     * @param schema the columns that the contract expects in the file
     * @throws StepException if a name is there twice, or columns are missing or additional and the format does not allow it
     */
    public static RecordColumns match(String file, byte[] line, StructType schema, TextFormat format) {
        List<String> names = names(file, line, format);
        int[] ordinals = IntStream.range(0, names.size())
                .map(i -> ordinal(schema, names.get(i), i + 1))
                .toArray();
        Set<Object> seen = new HashSet<>();
        List<String> extra = new ArrayList<>();
        for (int i = 0; i < ordinals.length; i++) {
            boolean isExtra = ordinals[i] < 0;
            if (isExtra) {
                extra.add(names.get(i));
            }
            if (!seen.add(isExtra ? names.get(i) : (Object) ordinals[i])) {
                throw new StepException(
                        file + " has the column " + names.get(i) + " twice in its header. Remove or rename one.");
            }
        }
        List<String> missing = new ArrayList<>();
        for (int i = 0; i < schema.length(); i++) {
            StructField column = schema.fields()[i];
            boolean mayMiss = format.missingColumns() == TextFormat.MissingColumns.NULL && column.nullable();
            if (!seen.contains(i) && !mayMiss) {
                missing.add(column.name());
            }
        }
        if (!missing.isEmpty()) {
            throw new StepException(file + " does not have the columns " + String.join(", ", missing)
                    + ". Its header is: " + String.join(", ", names)
                    + ". Check delimiter and header, or read columns that"
                    + " may be null as null with MissingColumns.NULL.");
        }
        if (!extra.isEmpty() && format.extraColumns() == TextFormat.ExtraColumns.FAIL) {
            throw new StepException(file + " has the columns " + String.join(", ", extra)
                    + ", which the contract does not have. Add them to the contract, or read the file with"
                    + " ExtraColumns.IGNORE.");
        }
        return new RecordColumns(schema, ordinals);
    }

    private static int ordinal(StructType schema, String name, int position) {
        List<String> columns = Arrays.asList(schema.fieldNames());
        int exact = columns.indexOf(name);
        if (exact >= 0) {
            return exact;
        }
        for (int i = 0; i < columns.size(); i++) {
            var metadata = schema.fields()[i].metadata();
            if (metadata.contains("source") && name.equals(metadata.getString("source"))) {
                return i;
            }
        }
        String safe = ColumnNames.safe(name, position);
        for (int i = 0; i < columns.size(); i++) {
            if (columns.get(i).equalsIgnoreCase(safe)) {
                return i;
            }
        }
        return -1;
    }

    private static List<String> names(String file, byte[] line, TextFormat format) {
        CsvTokenizer tokens = format.syntax().tokenizer();
        tokens.reset();
        boolean closed = tokens.scan(line, line.length);
        if (!closed || tokens.problem() != null) {
            throw new StepException("The header of " + file + " has "
                    + (closed ? tokens.problem() : "a quote that is not closed on its line") + ". It is: "
                    + new String(line, 0, Math.min(200, line.length), format.parsedCharset()));
        }
        List<String> names = new ArrayList<>();
        for (int i = 0; i < tokens.count(); i++) {
            String name = new String(tokens.unescaped(line, i), format.parsedCharset()).strip();
            // Without a name, as R and pandas write row numbers, it is called as in a derived contract.
            names.add(name.isEmpty() ? ColumnNames.safe(name, i + 1) : name);
        }
        return names;
    }
}
