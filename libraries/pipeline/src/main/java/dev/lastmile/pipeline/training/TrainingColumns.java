package dev.lastmile.pipeline.training;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The columns of the rows that a model is trained on.
 *
 * @param key the columns that identify a row, by which rows are ordered and samples are drawn
 * @param features the column of features, an array of doubles, and the name of the graph's input
 * @param names of the numbers in that array, in their order; empty if they are not known
 * @param label the column to predict: strings, integers, booleans or numbers
 * @param weightColumn the column of the rows' weights; empty if all rows weigh the same
 */
public record TrainingColumns(
        List<String> key, String features, List<String> names, String label, String weightColumn) {
    public TrainingColumns {
        key = List.copyOf(key);
        names = List.copyOf(names);
        Objects.requireNonNull(weightColumn);
    }

    /** All rows weigh the same. */
    public static TrainingColumns of(List<String> key, String features, List<String> names, String label) {
        return new TrainingColumns(key, features, names, label, "");
    }

    /** The same with the column of the rows' weights. */
    public TrainingColumns withWeight(String column) {
        return new TrainingColumns(key, features, names, label, column);
    }

    /** The column of the rows' weights, if there is one. */
    public Optional<String> weight() {
        return Optional.of(weightColumn).filter(column -> !column.isEmpty());
    }
}
