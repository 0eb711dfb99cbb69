package dev.lastmile.onnx.spark.internal.export;

import dev.lastmile.onnx.ElementType;
import dev.lastmile.onnx.LogicalType;
import dev.lastmile.onnx.OnnxModelException;
import dev.lastmile.onnx.RowStatus;
import dev.lastmile.onnx.graph.Value;
import dev.lastmile.onnx.internal.graph.ModelBuilder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.attribute.AttributeGroup;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** The columns that a stage can read: those that come with the rows, as inputs, and those made by stages before it. */
final class PipelineColumns {
    private final StructType schema;
    private final ModelBuilder builder;
    private final Map<String, Value> made = new HashMap<>();
    private final Map<String, Integer> sizes = new HashMap<>();
    private final Map<String, Value> stored = new HashMap<>();
    private final List<Transformer> stages = new ArrayList<>();
    private StructType transformed;

    PipelineColumns(StructType schema, ModelBuilder builder) {
        this.schema = schema;
        this.builder = builder;
    }

    /** The same columns, to which others can be added that are not added here. */
    PipelineColumns copy() {
        PipelineColumns copy = new PipelineColumns(schema, builder);
        copy.made.putAll(made);
        copy.sizes.putAll(sizes);
        copy.stored.putAll(stored);
        copy.stages.addAll(stages);
        return copy;
    }

    /**
     * @return empty for a vector of unknown size
     * @throws OnnxModelException if there is no such column, or one of a type that no input can have
     */
    Optional<Value> column(String name) {
        return find(name, 0);
    }

    /**
     * A vector, of this width if its size is not known.
     *
     * @return empty if the column is no vector
     */
    Optional<Value> vector(String name, int width) {
        return find(name, width).filter(Value::isVector);
    }

    boolean isRaw(String name) {
        return !made.containsKey(name);
    }

    /** Whether a column comes with the rows and can be null there. */
    boolean isNullable(String name) {
        return isRaw(name)
                && Arrays.stream(schema.fields()).anyMatch(field -> field.name().equals(name) && field.nullable());
    }

    /** Whether there is such a column. */
    boolean contains(String name) {
        return made.containsKey(name) || Arrays.asList(schema.fieldNames()).contains(name);
    }

    void put(String name, Value value) {
        made.put(name, value);
        stored.remove(name);
    }

    /** Takes columns away, which no stage has from now on. */
    void drop(Set<String> names) {
        made.keySet().removeAll(names);
        stored.keySet().removeAll(names);
    }

    /** Takes note of which numbers of a vector column that was made Spark stores. */
    void stored(String name, Value numbers) {
        stored.put(name, numbers);
    }

    /** Empty if it stores all. */
    Optional<Value> stored(String name) {
        return Optional.ofNullable(stored.get(name));
    }

    /** Says the size of a vector column that comes with the rows, where the schema does not. */
    void size(String name, int size) {
        sizes.put(name, size);
    }

    /** Takes note of a stage whose columns have been put. */
    void transformedBy(Transformer stage) {
        stages.add(stage);
        transformed = null;
    }

    /**
     * What Spark says of a column: its type, whether it can be null, and its metadata. For a column that is made, the
     * stages so far transform a data frame without rows.
     */
    StructField field(String name) {
        if (isRaw(name)) {
            raw(name, 0);
            return schema.apply(name);
        }
        if (transformed == null) {
            Dataset<Row> rows = SparkSession.active().createDataFrame(List.of(), schema);
            for (Transformer stage : stages) {
                rows = stage.transform(rows);
            }
            transformed = rows.schema();
        }
        return transformed.apply(name);
    }

    /** A column that a stage has made, and that is none of the rows' own. */
    Value made(String name) {
        Value value = made.get(name);
        boolean given = Arrays.asList(schema.fieldNames()).contains(name);
        if (value == null || given) {
            String why = given ? "comes with the rows, which keep it" : "is made by no stage";
            throw new OnnxModelException("Output " + name + " " + why + "; the pipeline makes "
                    + made.keySet().stream().sorted().toList() + ". Choose from these.");
        }
        return value;
    }

    /**
     * A date or timestamp that comes with the rows.
     *
     * @return empty if the column is something else
     */
    Optional<Value> temporal(String name) {
        return find(name, 0).filter(value -> isTemporal(name));
    }

    /** Whether a column comes with the rows and is a date or timestamp. */
    boolean isTemporal(String name) {
        return isRaw(name) && contains(name) && InputTypes.isTemporal(schema.apply(name));
    }

    /** The logical types of these inputs, by name, without those whose element type is the type of their values. */
    SortedMap<String, LogicalType> logicalTypes(List<Value> inputs) {
        SortedMap<String, LogicalType> types = new TreeMap<>();
        for (Value input : inputs) {
            InputTypes.logicalType(schema.apply(input.name())).ifPresent(type -> types.put(input.name(), type));
        }
        return types;
    }

    private Optional<Value> find(String name, int unknownWidth) {
        Value value = made.get(name);
        return value == null ? raw(name, unknownWidth) : Optional.of(value);
    }

    private Optional<Value> raw(String name, int unknownWidth) {
        List<String> names = Arrays.asList(schema.fieldNames());
        if (!names.contains(name)) {
            throw new OnnxModelException("The pipeline reads column " + name + ", and the schema has only " + names
                    + ". Give the schema of the rows that it transforms.");
        }
        if (name.equals(RowStatus.OUTPUT)) {
            throw new OnnxModelException("The pipeline reads column " + name
                    + ", which is the name of the graph's own output. Rename the column.");
        }
        StructField field = schema.apply(name);
        if (field.dataType().equals(SQLDataTypes.VectorType())) {
            int size = sizes.getOrDefault(
                    name, AttributeGroup.fromStructField(field).size());
            int width = size > 0 ? size : unknownWidth;
            return width > 0 ? Optional.of(builder.input(name, ElementType.DOUBLE, width)) : Optional.empty();
        }
        return Optional.of(builder.input(name, InputTypes.elementType(field), Value.SCALAR));
    }
}
