package dev.lastmile.onnx.spark.internal.export;

import dev.lastmile.onnx.ElementType;
import dev.lastmile.onnx.OnnxModelException;
import dev.lastmile.onnx.RowAction;
import dev.lastmile.onnx.graph.Value;
import dev.lastmile.onnx.internal.graph.ModelBuilder;
import dev.lastmile.onnx.spark.ConversionContext;
import dev.lastmile.onnx.spark.UnsupportedStageException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.ml.Transformer;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;

/** A stage at its place in the pipeline that is exported. */
final class StageContext implements ConversionContext {
    private final Transformer stage;
    private final String position;
    private final PipelineColumns columns;
    private final ModelBuilder builder;
    private final List<RowCheck> checks;
    private final Map<String, Value> made = new LinkedHashMap<>();
    private final Map<String, Value> checked;
    private final Set<String> read;

    StageContext(
            Transformer stage, String position, PipelineColumns columns, ModelBuilder builder, List<RowCheck> checks) {
        this.stage = stage;
        this.position = position;
        this.columns = columns;
        this.builder = builder;
        this.checks = checks;
        this.checked = made;
        this.read = new HashSet<>();
    }

    // A check of a stage within a stage counts where the outer stage's columns are needed.
    private StageContext(StageContext outer, Transformer stage) {
        this.stage = stage;
        this.position = outer.position;
        this.columns = outer.columns.copy();
        this.builder = outer.builder;
        this.checks = outer.checks;
        this.checked = outer.checked;
        this.read = outer.read;
    }

    @Override
    public ModelBuilder builder() {
        return builder;
    }

    @Override
    public Value vector(String parameter, String column, int width) {
        Value value = unreadVector(parameter, column, width);
        if (isRaw(column)) {
            // Spark's own functions fail on a null vector.
            reject(RowAction.ERROR, isNullVector(value).matrix(), List.of(column), "null", "");
        }
        return value;
    }

    @Override
    public Value unreadVector(String parameter, String column, int width) {
        Value value = columns.vector(column, width)
                .orElseThrow(() -> unsupported(
                        parameter, "column " + column + " is no vector. Give the column that was fitted on."));
        if (value.width() != width) {
            throw new OnnxModelException(name() + " was fitted on " + width + " numbers a row, and column " + column
                    + " has " + value.width() + ". Give the schema of the rows that it was fitted on.");
        }
        read.add(value.name());
        return value;
    }

    @Override
    public Value vector(String parameter, String column) {
        return vector(parameter, column, known(parameter, column).width());
    }

    @Override
    public Value number(String parameter, String column) {
        return column(column)
                .filter(value -> !value.isVector())
                .filter(value -> value.type() != ElementType.STRING && value.type() != ElementType.BOOL)
                .orElseThrow(() -> unsupported(
                        parameter, "column " + column + " is no number. Give the column that the stage is meant for."));
    }

    @Override
    public Value known(String parameter, String column) {
        return column(column)
                .orElseThrow(() -> unsupported(
                        parameter,
                        "the size of vector column " + column + " is not in the schema. Put a VectorSizeHint before"
                                + " this stage."));
    }

    @Override
    public void size(String column, int size) {
        columns.size(column, size);
    }

    @Override
    public StructField field(String column) {
        return columns.field(column);
    }

    @Override
    public Value temporal(String parameter, String column) {
        Value value = columns.temporal(column)
                .orElseThrow(() -> unsupported(
                        parameter,
                        "column " + column + " is " + field(column).dataType().catalogString()
                                + " and not a date or a timestamp. Cast it before the pipeline."));
        read.add(value.name());
        return value;
    }

    @Override
    public Optional<Value> column(String column) {
        // To any other stage it would be a number of days or microseconds, which Spark has no stage for.
        if (columns.isTemporal(column)) {
            throw unsupported(
                    "",
                    "column " + column + " is a " + field(column).dataType().catalogString()
                            + ", which is not a number. Put a DateParts before this stage.");
        }
        Optional<Value> value = columns.column(column);
        value.ifPresent(known -> read.add(known.name()));
        return value;
    }

    @Override
    public boolean isRaw(String column) {
        return columns.isRaw(column);
    }

    @Override
    public boolean isNullable(String column) {
        return columns.isNullable(column);
    }

    @Override
    public boolean contains(String column) {
        return columns.contains(column);
    }

    @Override
    public boolean isFloating(String column) {
        DataType type = field(column).dataType();
        return type.equals(DataTypes.DoubleType) || type.equals(DataTypes.FloatType);
    }

    @Override
    public Value isNullVector(Value vector) {
        Value nan = vector.isNaN();
        Value numbers = nan.cast(ElementType.INT64);
        Value all = numbers.min();
        return all.cast(ElementType.BOOL);
    }

    @Override
    public void put(String column, Value value) {
        if (!column.isEmpty()) {
            // What a stage takes and gives as it is has another name, so that only who reads it here asks for its
            // checks.
            Value given = read.contains(value.name())
                    ? builder.op("Identity", value.type(), value.width(), Map.of(), value)
                    : value;
            columns.put(column, given);
            made.put(column, given);
        }
    }

    @Override
    public void putCompressed(String column, Value value) {
        Value present = isNotZero(value);
        int size = value.width();
        Value numbers = present.cast(ElementType.DOUBLE);
        Value count = numbers.sumMatrix();
        // Dense unless 12 * (numbers that are not 0) + 28 < 8 * size + 12, as Vectors.scala of Spark 4.1 has it.
        Value dense = count.greaterOrEqual((2 * size - 4) / 3.0);
        putStored(column, value, Optional.of(present.or(dense)));
    }

    @Override
    public void putSparse(String column, Value value) {
        putStored(column, value, Optional.of(isNotZero(value)));
    }

    @Override
    public void putStored(String column, Value value, Optional<Value> stored) {
        put(column, value);
        stored.ifPresent(numbers -> columns.stored(column, numbers));
    }

    @Override
    public Optional<Value> stored(String column) {
        return columns.stored(column);
    }

    private Value isNotZero(Value vectors) {
        Value zero = vectors.equal(0);
        return zero.not();
    }

    @Override
    public <S extends Transformer> Map<String, Value> within(S inner) {
        StageContext graph = new StageContext(this, inner);
        StageConverters.require(inner).convert(inner, graph);
        return graph.made;
    }

    @Override
    public void reject(RowAction action, Value flags, List<String> names, String what, String parameter) {
        reject(action, flags, names, what, parameter, checked);
    }

    @Override
    public void rejectIn(String result, Value flags, String name, String what, String parameter) {
        reject(RowAction.ERROR, flags.matrix(), List.of(name), what, parameter, Map.of(result, made.get(result)));
    }

    private void reject(
            RowAction action,
            Value flags,
            List<String> names,
            String what,
            String parameter,
            Map<String, Value> results) {
        String where = parameter.isEmpty() ? type() : type() + ", " + parameter;
        List<RowCheck.Reason> reasons = names.stream()
                .map(column -> new RowCheck.Reason(column, "column " + column + " is " + what + " (" + where + ")"))
                .toList();
        RowCheck check = new RowCheck(action, position + " " + type(), flags, reasons, results, read);
        // The stages within a stage have the same checks.
        if (!checks.contains(check)) {
            checks.add(check);
        }
    }

    @Override
    public UnsupportedStageException unsupported(String parameter, String message) {
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
