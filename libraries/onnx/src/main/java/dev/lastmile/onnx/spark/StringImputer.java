package dev.lastmile.onnx.spark;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.param.StringArrayParam;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.DefaultParamsWritable;
import org.apache.spark.ml.util.Identifiable$;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Fills null in columns of {@code string} with a text, so that null is a category of its own: a {@code StringIndexer} with
 * {@code handleInvalid} {@code keep} gives null and categories that it was not fitted on the same index.
 *
 * <p>{@link SparkMlExporter} exports it.
 */
public final class StringImputer extends Transformer implements DefaultParamsWritable {
    private static final String NULL = "(null)";

    private final String uid;
    private final StringArrayParam inputCols;
    private final StringArrayParam outputCols;
    private final Param<String> value;

    /** A transformer with a random uid. */
    public StringImputer() {
        this(Identifiable$.MODULE$.randomUID("stringImputer"));
    }

    /** A transformer with a uid; Spark ML's persistence calls it. */
    public StringImputer(String uid) {
        this.uid = uid;
        inputCols = new StringArrayParam(this, "inputCols", "columns of string");
        outputCols = new StringArrayParam(this, "outputCols", "names of the filled columns, in the order of inputCols");
        value = new Param<>(this, "value", "text that takes the place of null");
        setDefault(value, NULL);
    }

    /** Reads saved transformers. */
    public static MLReader<StringImputer> read() {
        return new DefaultParamsReader<>();
    }

    /** Reads a saved transformer. */
    public static StringImputer load(String path) {
        return read().load(path);
    }

    @Override
    public String uid() {
        return uid;
    }

    /** The parameter of the columns to read. */
    public StringArrayParam inputCols() {
        return inputCols;
    }

    /** The parameter of the names of the filled columns. */
    public StringArrayParam outputCols() {
        return outputCols;
    }

    /** The parameter of the text that takes the place of null. */
    public Param<String> value() {
        return value;
    }

    /** Sets the columns to read, all of {@code string}. */
    public StringImputer setInputCols(String... columns) {
        set(inputCols, columns);
        return this;
    }

    /** Sets the names of the filled columns, as many as there are columns to read. */
    public StringImputer setOutputCols(String... columns) {
        set(outputCols, columns);
        return this;
    }

    /** Sets the text that takes the place of null; {@code (null)} by default. */
    public StringImputer setValue(String text) {
        set(value, text);
        return this;
    }

    /** The columns to read. */
    public String[] getInputCols() {
        return getOrDefault(inputCols);
    }

    /** The names of the filled columns. */
    public String[] getOutputCols() {
        return getOrDefault(outputCols);
    }

    /** The text that takes the place of null. */
    public String getValue() {
        return getOrDefault(value);
    }

    @Override
    public Dataset<Row> transform(Dataset<?> rows) {
        transformSchema(rows.schema());
        String[] given = getInputCols();
        Column[] selected = new Column[given.length + 1];
        selected[0] = functions.col("*");
        for (int i = 0; i < given.length; i++) {
            Column column = functions.col("`" + given[i].replace("`", "``") + "`");
            selected[i + 1] =
                    functions.coalesce(column, functions.lit(getValue())).as(getOutputCols()[i]);
        }
        return rows.select(selected);
    }

    /**
     * The schema with the filled columns.
     *
     * @throws IllegalArgumentException naming the parameter or the column that does not fit, and the remedy
     */
    @Override
    public StructType transformSchema(StructType schema) {
        if (!isSet(inputCols) || !isSet(outputCols)) {
            throw new IllegalArgumentException(
                    this + ": inputCols or outputCols is not set. Set both, with one name per column.");
        } else if (getInputCols().length != getOutputCols().length) {
            throw new IllegalArgumentException(this + ": inputCols has " + getInputCols().length
                    + " columns and outputCols " + getOutputCols().length + ". Name one for each.");
        }
        List<String> columns = Arrays.asList(schema.fieldNames());
        Set<String> taken = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        taken.addAll(columns);
        StructType filled = schema;
        for (int i = 0; i < getInputCols().length; i++) {
            String given = getInputCols()[i];
            if (!columns.contains(given)) {
                throw new IllegalArgumentException(this + ": column " + given + " does not exist; the columns are "
                        + columns + ". Set inputCols to some of these.");
            } else if (!schema.apply(given).dataType().equals(DataTypes.StringType)) {
                throw new IllegalArgumentException(this + ": column " + given + " is "
                        + schema.apply(given).dataType().catalogString()
                        + " and not a string. Fill numbers with an Imputer.");
            } else if (!taken.add(getOutputCols()[i])) {
                throw new IllegalArgumentException(this + ": column " + getOutputCols()[i]
                        + " already exists. Set outputCols to names that the rows do not have, each once.");
            }
            filled = filled.add(getOutputCols()[i], DataTypes.StringType, false);
        }
        return filled;
    }

    @Override
    public StringImputer copy(ParamMap extra) {
        return defaultCopy(extra);
    }

    /** The type and the uid, as messages name it. */
    @Override
    public String toString() {
        return "StringImputer (" + uid + ")";
    }
}
