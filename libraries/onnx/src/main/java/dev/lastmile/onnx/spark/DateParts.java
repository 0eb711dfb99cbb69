package dev.lastmile.onnx.spark;

import dev.lastmile.onnx.spark.internal.stages.date.DateColumns;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.HashSet;
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
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Adds the parts of a date or timestamp as columns of {@code double}, each named after the column and the part, such as
 * {@code ordered_at_hour}, so that they are computed by the model and not by its clients.
 *
 * <p>Parts are those of UTC, whatever the session's time zone is. A missing value gives NaN in every part, which Spark ML
 * treats as missing: fill it with an {@code Imputer}, or set {@code handleInvalid} of what follows.
 *
 * <p>{@link SparkMlExporter} exports it; the graph's input is of the {@linkplain dev.lastmile.onnx.LogicalType logical type}
 * {@code date} or {@code timestamp}.
 */
public final class DateParts extends Transformer implements DefaultParamsWritable {
    private static final String EPOCH = "1970-01-01T00:00:00Z";
    private static final long MICROS_PER_SECOND = 1_000_000;
    private static final int NANOS_PER_MICRO = 1000;

    private final String uid;
    private final Param<String> inputCol;
    private final StringArrayParam parts;
    private final StringArrayParam outputCols;
    private final Param<String> epoch;

    /** A transformer with a random uid. */
    public DateParts() {
        this(Identifiable$.MODULE$.randomUID("dateParts"));
    }

    /** A transformer with a uid; Spark ML's persistence calls it. */
    public DateParts(String uid) {
        this.uid = uid;
        inputCol = new Param<>(this, "inputCol", "column of date or timestamp");
        parts = new StringArrayParam(this, "parts", "parts to compute; by default all that the column has");
        outputCols = new StringArrayParam(this, "outputCols", "names of the parts' columns, in the order of parts");
        epoch = new Param<>(this, "epoch", "timestamp in ISO 8601 with offset that epoch_seconds counts from");
        setDefault(epoch, EPOCH);
    }

    /** Reads saved transformers. */
    public static MLReader<DateParts> read() {
        return new DefaultParamsReader<>();
    }

    /** Reads a saved transformer. */
    public static DateParts load(String path) {
        return read().load(path);
    }

    @Override
    public String uid() {
        return uid;
    }

    /** The parameter of the column to read. */
    public Param<String> inputCol() {
        return inputCol;
    }

    /** The parameter of the parts' names. */
    public StringArrayParam parts() {
        return parts;
    }

    /** The parameter of the names of the parts' columns. */
    public StringArrayParam outputCols() {
        return outputCols;
    }

    /** The parameter of the timestamp that {@link DatePart#EPOCH_SECONDS} counts from. */
    public Param<String> epoch() {
        return epoch;
    }

    /**
     * Sets the column to read.
     *
     * @param column of {@code date} or {@code timestamp}
     */
    public DateParts setInputCol(String column) {
        set(inputCol, column);
        return this;
    }

    /** Sets the parts to compute, in their order; by default all that the column has. */
    public DateParts setParts(DatePart... wanted) {
        set(parts, Arrays.stream(wanted).map(DatePart::toString).toArray(String[]::new));
        return this;
    }

    /**
     * Sets the names of the parts' columns.
     *
     * @param columns as many as there are parts, in their order; by default {@code <inputCol>_<part>}
     */
    public DateParts setOutputCols(String... columns) {
        set(outputCols, columns);
        return this;
    }

    /**
     * Sets what {@link DatePart#EPOCH_SECONDS} counts from.
     *
     * @param timestamp in ISO 8601 with offset; {@code 1970-01-01T00:00:00Z} by default
     */
    public DateParts setEpoch(String timestamp) {
        set(epoch, timestamp);
        return this;
    }

    /** The column to read. */
    public String getInputCol() {
        return getOrDefault(inputCol);
    }

    /** What {@link DatePart#EPOCH_SECONDS} counts from, in ISO 8601. */
    public String getEpoch() {
        return getOrDefault(epoch);
    }

    /**
     * The parts that are computed from a column.
     *
     * @param type of the column: {@code date} or {@code timestamp}
     * @throws IllegalArgumentException naming a part that does not exist, is there twice, or that a date does not have
     */
    public List<DatePart> partsOf(DataType type) {
        boolean isDate = type.equals(DataTypes.DateType);
        List<DatePart> known = DatePart.of(isDate);
        if (!isSet(parts)) {
            return known;
        }
        List<String> names = Arrays.asList(getOrDefault(parts));
        List<DatePart> wanted = names.stream()
                .map(name -> DatePart.named(name).orElseThrow(() -> invalid("parts has " + name, known)))
                .toList();
        if (isDate && wanted.contains(DatePart.HOUR)) {
            throw new IllegalArgumentException(this + ": column " + getInputCol()
                    + " is a date, which has no hour. Leave that part out, or set inputCol to a timestamp.");
        } else if (wanted.isEmpty() || new HashSet<>(wanted).size() < wanted.size()) {
            throw invalid("parts is " + names, known);
        }
        return wanted;
    }

    /**
     * The names of the parts' columns.
     *
     * @param type of the column to read
     * @throws IllegalArgumentException if there are other than one per part
     */
    public List<String> outputColsOf(DataType type) {
        List<DatePart> computed = partsOf(type);
        if (!isSet(outputCols)) {
            return computed.stream().map(part -> getInputCol() + "_" + part).toList();
        }
        List<String> names = Arrays.asList(getOrDefault(outputCols));
        if (names.size() != computed.size()) {
            throw new IllegalArgumentException(
                    this + ": outputCols is " + names + ", and the parts are " + computed + ". Name one for each.");
        }
        return names;
    }

    /**
     * Microseconds from 1970-01-01T00:00:00Z to {@link #getEpoch}.
     *
     * @throws IllegalArgumentException if that is not a timestamp with offset
     */
    public long epochMicros() {
        try {
            OffsetDateTime start = OffsetDateTime.parse(getEpoch());
            return start.toEpochSecond() * MICROS_PER_SECOND + start.getNano() / NANOS_PER_MICRO;
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    this + ": epoch is " + getEpoch()
                            + ", which is not a timestamp in ISO 8601 with offset. Set one such as 2020-01-01T00:00:00Z.",
                    e);
        }
    }

    @Override
    public Dataset<Row> transform(Dataset<?> rows) {
        transformSchema(rows.schema());
        DataType type = rows.schema().apply(getInputCol()).dataType();
        DateColumns columns = DateColumns.of(rows.schema(), getInputCol(), epochMicros());
        List<DatePart> computed = partsOf(type);
        List<String> names = outputColsOf(type);
        Column[] selected = new Column[computed.size() + 1];
        selected[0] = functions.col("*");
        for (int i = 0; i < computed.size(); i++) {
            selected[i + 1] = columns.part(computed.get(i)).as(names.get(i));
        }
        return rows.select(selected);
    }

    /**
     * The schema with the parts' columns.
     *
     * @throws IllegalArgumentException naming the parameter or the column that does not fit, and the remedy
     */
    @Override
    public StructType transformSchema(StructType schema) {
        if (!isSet(inputCol)) {
            throw new IllegalArgumentException(
                    this + ": inputCol is not set. Set it to a column of date or timestamp.");
        }
        List<String> columns = Arrays.asList(schema.fieldNames());
        if (!columns.contains(getInputCol())) {
            throw new IllegalArgumentException(this + ": column " + getInputCol() + " does not exist; the columns are "
                    + columns + ". Set inputCol to one of these.");
        }
        requireTemporal(schema.apply(getInputCol()));
        epochMicros();
        Set<String> taken = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        taken.addAll(columns);
        StructType made = schema;
        for (String name : outputColsOf(schema.apply(getInputCol()).dataType())) {
            if (!taken.add(name)) {
                throw new IllegalArgumentException(this + ": column " + name
                        + " already exists. Set outputCols to names that the rows do not have, each once.");
            }
            made = made.add(name, DataTypes.DoubleType, false);
        }
        return made;
    }

    @Override
    public DateParts copy(ParamMap extra) {
        return defaultCopy(extra);
    }

    /** The type and the uid, as messages name it. */
    @Override
    public String toString() {
        return "DateParts (" + uid + ")";
    }

    private void requireTemporal(StructField field) {
        DataType type = field.dataType();
        if (type.equals(DataTypes.DateType) || type.equals(DataTypes.TimestampType)) {
            return;
        }
        String remedy = type.equals(DataTypes.TimestampNTZType)
                ? "Convert it to timestamp, from the time zone that it was recorded in, before the pipeline."
                : "Cast it before the pipeline, or set inputCol to another column.";
        throw new IllegalArgumentException(this + ": column " + field.name() + " is " + type.catalogString()
                + " and not a date or a timestamp. " + remedy);
    }

    private IllegalArgumentException invalid(String what, List<DatePart> known) {
        return new IllegalArgumentException(this + ": " + what + ". Name at least one of " + known + ", each once.");
    }
}
