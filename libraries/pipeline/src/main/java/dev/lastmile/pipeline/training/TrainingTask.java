package dev.lastmile.pipeline.training;

import dev.lastmile.pipeline.StepException;
import dev.lastmile.tracking.ModelVersion;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StructType;

/**
 * What a model is trained for and with.
 *
 * @param name the registered model's name
 * @param columns of the rows
 * @param rows to train on, to choose a threshold on, and to compare on
 * @param description of the rows, such as their snapshot, for the model's provenance
 * @param features the version that has computed the features
 */
public record TrainingTask(
        String name, TrainingColumns columns, TrainingRows rows, String description, ModelVersion features) {
    private static final int LONGEST_NAME = 256;

    /**
     * Checks the model's name and the columns before anything is trained.
     *
     * @throws StepException naming what is wrong and the remedy
     */
    public void check() {
        checkName();
        StructType schema = rows.training().schema();
        columns.key().forEach(column -> require(schema, column, "key"));
        require(schema, columns.features(), "features");
        require(schema, columns.label(), "label");
        DataType type = schema.apply(columns.features()).dataType();
        if (!(type instanceof ArrayType array) || !array.elementType().equals(DataTypes.DoubleType)) {
            throw new StepException("The features " + columns.features() + " are " + type.catalogString()
                    + ". A model is trained on an array<double>, which the feature pipeline's output is in the lake.");
        }
        columns.weight().ifPresent(weight -> {
            require(schema, weight, "weight");
            if (!(schema.apply(weight).dataType() instanceof NumericType)) {
                throw new StepException("The weight " + weight + " is "
                        + schema.apply(weight).dataType().catalogString() + ". Name a column of numbers.");
            }
        });
    }

    /**
     * How many numbers the features of a row are.
     *
     * @throws StepException if there is no training row
     */
    public int width() {
        List<Row> first = rows.training().select(columns.features()).limit(1).collectAsList();
        if (first.isEmpty()) {
            throw new StepException("There is no training row. Check the split of the data.");
        }
        return first.get(0).getList(0).size();
    }

    /**
     * The names of the features: those of the columns, or {@code features_0} and so on where none are given.
     *
     * @throws StepException if there are fewer or more names than numbers in a row
     */
    public List<String> featureNames() {
        int width = width();
        List<String> names = columns.names();
        if (names.isEmpty()) {
            return IntStream.range(0, width)
                    .mapToObj(i -> columns.features() + "_" + i)
                    .toList();
        }
        if (names.size() != width) {
            throw new StepException("The rows have " + width + " features, and " + names.size()
                    + " names are given for them. Give each its name.");
        }
        return names;
    }

    // MLflow's rules for the name of a registered model.
    private void checkName() {
        boolean relative = List.of(".", "..").contains(name);
        if (name.isBlank() || name.contains("/") || name.contains(":") || relative || name.length() > LONGEST_NAME) {
            throw new StepException("The model's name '" + name + "' is one that MLflow rejects. Use 1 to "
                    + LONGEST_NAME + " characters without / and :.");
        }
    }

    private static void require(StructType schema, String column, String role) {
        if (!Arrays.asList(schema.fieldNames()).contains(column)) {
            throw new StepException("The " + role + " " + column + " is not a column of the training rows, which have "
                    + String.join(", ", schema.fieldNames()) + ". Name one of these.");
        }
    }
}
