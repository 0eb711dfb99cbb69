package dev.lastmile.onnx.spark.internal;

import dev.lastmile.onnx.OnnxModelException;
import dev.lastmile.onnx.internal.RowRule.Action;
import dev.lastmile.onnx.internal.graph.ElementType;
import dev.lastmile.onnx.internal.graph.GraphBuilder;
import dev.lastmile.onnx.internal.graph.Value;
import dev.lastmile.onnx.spark.UnsupportedStageException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.ml.Transformer;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;

/** What a converter sees of the graph: the columns so far, a builder for nodes, and a place for its results. */
final class StageGraph {
    private final Transformer stage;
    private final String position;
    private final PipelineColumns columns;
    private final GraphBuilder builder;
    private final List<RowCheck> checks;
    private final Map<String, Value> made = new LinkedHashMap<>();
    private final Map<String, Value> checked;

    StageGraph(
            Transformer stage, String position, PipelineColumns columns, GraphBuilder builder, List<RowCheck> checks) {
        this.stage = stage;
        this.position = position;
        this.columns = columns;
        this.builder = builder;
        this.checks = checks;
        this.checked = made;
    }

    // A check of a stage within a stage counts where the outer stage's columns are needed.
    private StageGraph(StageGraph outer, Transformer stage) {
        this.stage = stage;
        this.position = outer.position;
        this.columns = outer.columns.copy();
        this.builder = outer.builder;
        this.checks = outer.checks;
        this.checked = outer.checked;
    }

    /** Makes nodes. */
    GraphBuilder builder() {
        return builder;
    }

    /**
     * A column that is a vector of known size.
     *
     * @param parameter of the stage that names the column
     * @param width that the stage needs
     */
    Value vector(String parameter, String column, int width) {
        Value value = columns.vector(column, width)
                .orElseThrow(() -> unsupported(
                        parameter, "column " + column + " is no vector. Give the column that was fitted on."));
        if (value.width() != width) {
            throw new OnnxModelException(name() + " was fitted on " + width + " numbers a row, and column " + column
                    + " has " + value.width() + ". Give the schema of the rows that it was fitted on.");
        }
        if (isRaw(column)) {
            // Spark's own functions fail on a null vector.
            refuse(Action.ERROR, builder.matrix(isNullVector(value)), List.of(column), "null", "");
        }
        return value;
    }

    /**
     * A column that is a vector, of any size that is known.
     *
     * @param parameter of the stage that names the column
     */
    Value vector(String parameter, String column) {
        return vector(parameter, column, known(parameter, column).width());
    }

    /**
     * A column that is a number a row.
     *
     * @param parameter of the stage that names the column
     */
    Value number(String parameter, String column) {
        return column(column)
                .filter(value -> !value.isVector())
                .filter(value -> value.type() != ElementType.STRING && value.type() != ElementType.BOOL)
                .orElseThrow(() -> unsupported(
                        parameter, "column " + column + " is no number. Give the column that the stage is meant for."));
    }

    /**
     * A column of any type, but no vector of unknown size.
     *
     * @param parameter of the stage that names the column
     */
    Value known(String parameter, String column) {
        return column(column)
                .orElseThrow(() -> unsupported(
                        parameter,
                        "the size of vector column " + column + " is not in the schema. Put a VectorSizeHint before"
                                + " this stage."));
    }

    /** Says the size of a vector column that comes with the rows, for this stage and those after it. */
    void size(String column, int size) {
        columns.size(column, size);
    }

    /** What Spark says of a column here, before the stage. */
    StructField field(String column) {
        return columns.field(column);
    }

    /**
     * A column of any type.
     *
     * @return empty for a vector of unknown size
     */
    Optional<Value> column(String column) {
        return columns.column(column);
    }

    /** Whether a column comes with the rows, where it can be null, and is not made by the pipeline. */
    boolean isRaw(String column) {
        return columns.isRaw(column);
    }

    /** Whether a column comes with the rows and can be null there. */
    boolean isNullable(String column) {
        return columns.isNullable(column);
    }

    /** Whether there is such a column: a few of Spark's stages do nothing for one that is not there. */
    boolean contains(String column) {
        return columns.contains(column);
    }

    /** Whether a column is {@code double} or {@code float} to Spark, which has NaN beside null. */
    boolean isFloating(String column) {
        DataType type = field(column).dataType();
        return type.equals(DataTypes.DoubleType) || type.equals(DataTypes.FloatType);
    }

    /** Where a vector that comes with the rows is null, which is where all of it is NaN: BOOL {@code [N]}. */
    Value isNullVector(Value vector) {
        Value nan = builder.op("IsNaN", ElementType.BOOL, vector.width(), Map.of(), vector);
        Value numbers = builder.cast(nan, ElementType.INT64);
        Value all = builder.op(
                "ReduceMin", ElementType.INT64, Value.SCALAR, Map.of("axes", List.of(1L), "keepdims", 0L), numbers);
        return builder.cast(all, ElementType.BOOL);
    }

    /** Gives a column of the pipeline; a name of Spark's that is empty is a column that nobody wants. */
    void put(String column, Value value) {
        if (!column.isEmpty()) {
            columns.put(column, value);
            made.put(column, value);
        }
    }

    /** Gives a column of vectors that Spark stores as sparse ones where that is smaller ({@code compressed}). */
    void putCompressed(String column, Value value) {
        put(column, value);
        columns.compressed(column);
    }

    /** Whether a column was given by {@link #putCompressed}. */
    boolean isCompressed(String column) {
        return columns.isCompressed(column);
    }

    /**
     * Converts a stage that this one has within itself.
     *
     * @return the columns that it makes, which no other stage sees
     */
    <S extends Transformer> Map<String, Value> within(S inner) {
        StageGraph graph = new StageGraph(this, inner);
        StageConverters.require(inner).convert(inner, graph);
        return graph.made;
    }

    /**
     * Calls rows invalid.
     *
     * @param flags BOOL {@code [N,names.size()]}
     * @param names the columns, in the order of the flags
     * @param what is wrong with them, such as {@code null or NaN}
     * @param parameter of the stage and its value that decide, such as {@code handleInvalid error}; it can be empty
     */
    void refuse(Action action, Value flags, List<String> names, String what, String parameter) {
        refuse(action, flags, names, what, parameter, checked);
    }

    /** The same for an error in one of the stage's results, which nobody notices where that one is not needed. */
    void refuseIn(String result, Value flags, String name, String what, String parameter) {
        refuse(Action.ERROR, builder.matrix(flags), List.of(name), what, parameter, Map.of(result, made.get(result)));
    }

    private void refuse(
            Action action, Value flags, List<String> names, String what, String parameter, Map<String, Value> results) {
        String where = parameter.isEmpty() ? type() : type() + ", " + parameter;
        List<RowCheck.Reason> reasons = names.stream()
                .map(column -> new RowCheck.Reason(column, "column " + column + " is " + what + " (" + where + ")"))
                .toList();
        RowCheck check = new RowCheck(action, position + " " + type(), flags, reasons, results);
        // The stages within a stage have the same checks.
        if (!checks.contains(check)) {
            checks.add(check);
        }
    }

    UnsupportedStageException unsupported(String parameter, String message) {
        return new UnsupportedStageException(type(), stage.uid(), parameter, message);
    }

    /** The columns that the stage has made so far. */
    Map<String, Value> made() {
        return made;
    }

    private String name() {
        return "Stage " + type() + " (" + stage.uid() + ")";
    }

    private String type() {
        return stage.getClass().getSimpleName();
    }
}
