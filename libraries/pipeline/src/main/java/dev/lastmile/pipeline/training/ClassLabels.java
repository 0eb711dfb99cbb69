package dev.lastmile.pipeline.training;

import static org.apache.spark.sql.functions.array_position;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.isnan;
import static org.apache.spark.sql.functions.lit;

import dev.lastmile.pipeline.StepException;
import java.math.BigDecimal;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.FractionalType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StringType;

/**
 * The labels of a classification, as the text that Spark casts them to: numbers in ascending order, {@code false} before
 * {@code true}, strings in the order of their characters. A label's index is its place in that order. Immutable.
 *
 * @param column of the labels
 * @param values the labels as text, each once
 */
public record ClassLabels(String column, List<String> values) {
    /** More labels are taken for a number to predict, or for a key. */
    public static final int MOST = 1000;

    private static final int SHOWN = 5;

    public ClassLabels {
        values = List.copyOf(values);
    }

    /**
     * The labels of the training rows.
     *
     * @throws StepException if the column is neither of strings, of numbers nor of booleans, has nulls or NaN, fewer than two
     *     values or more than {@value #MOST}, a value that ONNX Runtime cannot give to Java, or if held-out rows have a label
     *     that no training row has
     */
    public static ClassLabels of(TrainingTask task) {
        String column = task.columns().label();
        Dataset<Row> training = task.rows().training();
        DataType type = training.schema().apply(column).dataType();
        if (!(type instanceof StringType || type instanceof NumericType || type instanceof BooleanType)) {
            throw new StepException("The label " + column + " is " + type.catalogString()
                    + ", and a classifier predicts strings, numbers or booleans. Name such a column.");
        }
        requireKnown(training, column, type);
        List<String> values =
                training.select(quoted(column).cast("string")).distinct().limit(MOST + 1).collectAsList().stream()
                        .map(row -> row.getString(0))
                        .sorted(order(type))
                        .toList();
        if (values.size() > MOST) {
            throw new StepException("The label " + column + " has more than " + MOST
                    + " values. Train a regressor if it is a quantity, or group its values.");
        } else if (values.size() < 2) {
            throw new StepException(
                    "The training rows have " + (values.isEmpty() ? "no label" : "only the label " + values.get(0))
                            + " in " + column + ". A classifier needs two labels; check the split of the data.");
        }
        requireRepresentable(column, values);
        ClassLabels labels = new ClassLabels(column, values);
        labels.requireSeen(task.rows().heldOut(), "held-out");
        labels.requireSeen(task.rows().validation(), "validation");
        return labels;
    }

    /** The index of each row's label, a double. */
    public Column index() {
        return array_position(lit(values.toArray(new String[0])), quoted(column).cast("string"))
                .minus(1)
                .cast("double");
    }

    private static void requireKnown(Dataset<Row> rows, String column, DataType type) {
        Column unknown = quoted(column).isNull();
        if (type instanceof FractionalType) {
            unknown = unknown.or(isnan(quoted(column).cast("double")));
        }
        long count = rows.filter(unknown).count();
        if (count > 0) {
            throw new StepException(count + " of the training rows have no value in the label " + column
                    + ". Leave such rows out, or fill the column.");
        }
    }

    /** ONNX Runtime hands strings to Java in another encoding, which differs for these characters. */
    static void requireRepresentable(String column, List<String> values) {
        Optional<String> odd = values.stream()
                .filter(value -> value.chars().anyMatch(unit -> unit == 0 || Character.isSurrogate((char) unit)))
                .findFirst();
        odd.ifPresent(value -> {
            throw new StepException("The label '" + value.replace('\0', '?') + "' in " + column
                    + " has a character beyond U+FFFF, such as an emoji, or U+0000, which ONNX Runtime does not give to"
                    + " Java as it is. Replace it in the raw data by a word.");
        });
    }

    private void requireSeen(Dataset<Row> rows, String which) {
        List<Row> unseen = rows.filter(index().isNull().or(index().lt(0)))
                .select(quoted(column).cast("string"))
                .distinct()
                .limit(SHOWN)
                .collectAsList();
        if (!unseen.isEmpty()) {
            throw new StepException("The " + which + " rows have the label "
                    + unseen.stream()
                            .map(row -> row.getString(0))
                            .sorted(Comparator.nullsFirst(Comparator.naturalOrder()))
                            .map(String::valueOf)
                            .collect(Collectors.joining(", "))
                    + " in " + column + ", which no training row has. Leave out rows of rare labels, or group them.");
        }
    }

    private static Comparator<String> order(DataType type) {
        if (type instanceof FractionalType) {
            return Comparator.comparing(Double::valueOf);
        }
        return type instanceof NumericType ? Comparator.comparing(BigDecimal::new) : Comparator.naturalOrder();
    }

    private static Column quoted(String name) {
        return col("`" + name + "`");
    }
}
