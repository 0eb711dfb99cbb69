package dev.lastmile.onnx.spark;

import dev.lastmile.onnx.OnnxModelException;
import dev.lastmile.onnx.RowAction;
import dev.lastmile.onnx.graph.GraphBuilder;
import dev.lastmile.onnx.graph.Value;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.ml.Transformer;
import org.apache.spark.sql.types.StructField;

/**
 * What a converter sees of the graph: the columns so far, a builder for nodes, and a place for its results.
 *
 * <p>Columns are values with a row for each row of the input: numbers, strings or booleans {@code [N]}, vectors DOUBLE
 * {@code [N,width]}. {@link SparkMlExporter} says of what type a column is that comes with the rows.
 */
public interface ConversionContext {
    /** Makes nodes. */
    GraphBuilder builder();

    /**
     * A column that is a vector of known size.
     *
     * @param parameter of the stage that names the column
     * @param width that the stage needs
     * @throws OnnxModelException if the column is no vector or has another width
     */
    Value vector(String parameter, String column, int width);

    /** The same for a stage that looks at none of its numbers: Spark does not notice a null there. */
    Value unreadVector(String parameter, String column, int width);

    /**
     * A column that is a vector, of any size that is known.
     *
     * @param parameter of the stage that names the column
     * @throws UnsupportedStageException if the column is no vector or its size is not known
     */
    Value vector(String parameter, String column);

    /**
     * A column that is a number a row, of any type of numbers: cast it to the one that the stage computes with.
     *
     * @param parameter of the stage that names the column
     * @throws UnsupportedStageException if it is something else
     */
    Value number(String parameter, String column);

    /**
     * A date or timestamp that comes with the rows: days since 1970-01-01 or microseconds since 1970-01-01T00:00:00Z, INT64
     * if it is never null, else DOUBLE with NaN for null.
     *
     * @param parameter of the stage that names the column
     * @throws UnsupportedStageException if it is something else
     */
    Value temporal(String parameter, String column);

    /**
     * A column of any type but dates and timestamps, and no vector of unknown size.
     *
     * @param parameter of the stage that names the column
     * @throws UnsupportedStageException if it is a vector whose size is not known
     */
    Value known(String parameter, String column);

    /**
     * A column of any type but dates and timestamps, which are {@link #temporal}.
     *
     * @return empty for a vector of unknown size
     * @throws UnsupportedStageException if it is a date or timestamp of the rows
     */
    Optional<Value> column(String column);

    /** Says the size of a vector column that comes with the rows, for this stage and those after it. */
    void size(String column, int size);

    /** What Spark says of a column here, before the stage: its type, whether it can be null, its metadata. */
    StructField field(String column);

    /** Whether a column comes with the rows, where it can be null, and is not made by the pipeline. */
    boolean isRaw(String column);

    /** Whether a column comes with the rows and can be null there, which is NaN in DOUBLE and FLOAT. */
    boolean isNullable(String column);

    /** Whether there is such a column: a few of Spark's stages do nothing for one that is not there. */
    boolean contains(String column);

    /** Whether a column is {@code double} or {@code float} to Spark, which has NaN beside null. */
    boolean isFloating(String column);

    /** Where a vector that comes with the rows is null, which is where all of it is NaN: BOOL {@code [N]}. */
    Value isNullVector(Value vector);

    /** Gives a column of the pipeline; a name of Spark's that is empty is a column that nobody wants. */
    void put(String column, Value value);

    /**
     * Gives a column of vectors that Spark stores as sparse ones where that is smaller ({@code Vector.compressed}), which
     * matters to stages that treat numbers differently that are not stored.
     */
    void putCompressed(String column, Value value);

    /** Gives a column of vectors that Spark always stores as sparse ones, without their zeros. */
    void putSparse(String column, Value value);

    /**
     * Gives a column of vectors that Spark stores as it does those that they were made of.
     *
     * @param stored of the column that they were made of, for each of their numbers
     */
    void putStored(String column, Value value, Optional<Value> stored);

    /**
     * Which numbers of a vector Spark stores: BOOL of the column's shape.
     *
     * @return empty for a column of dense vectors, as which those that come with the rows are taken
     */
    Optional<Value> stored(String column);

    /**
     * Converts a stage that this one has within itself.
     *
     * @return the columns that it makes, which no other stage sees
     * @throws UnsupportedStageException if the inner stage has no ONNX form
     */
    <S extends Transformer> Map<String, Value> within(S inner);

    /**
     * Calls rows invalid. An error counts only if an output of the graph needs a column of the stage, as Spark does not
     * compute others; rows that are skipped always count.
     *
     * @param flags BOOL {@code [N,names.size()]}, true where a row is invalid
     * @param names the columns, in the order of the flags
     * @param what is wrong with them, such as {@code null or NaN}
     * @param parameter of the stage and its value that decide, such as {@code handleInvalid error}; it can be empty
     */
    void reject(RowAction action, Value flags, List<String> names, String what, String parameter);

    /**
     * The same for an error in one of the stage's results, which nobody notices where that one is not needed.
     *
     * @param result a column that the stage has given
     * @param flags BOOL {@code [N]}
     */
    void rejectIn(String result, Value flags, String name, String what, String parameter);

    /**
     * What a converter throws, and says of a stage that it cannot convert.
     *
     * @param parameter that is not supported, or empty for the stage as a whole
     * @param message what is wrong, then what to do
     */
    UnsupportedStageException unsupported(String parameter, String message);
}
