package dev.lastmile.pipeline.training;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.not;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Labels that training rows have. A classifier cannot predict another: rows of a label so rare that the split put all of them
 * on the other sides are neither validated nor judged.
 *
 * @param column of the labels
 * @param values the labels as text; empty if there are too many to be those of a classifier
 */
public record SeenLabels(String column, List<String> values) {
    private static final int SHOWN = 5;

    public SeenLabels {
        values = List.copyOf(values);
    }

    /** The labels of the training rows. */
    public static SeenLabels of(Dataset<Row> training, String column) {
        List<String> values =
                training.select(text(column)).distinct().limit(ClassLabels.MOST + 1).collectAsList().stream()
                        .map(row -> row.getString(0))
                        .filter(Objects::nonNull)
                        .toList();
        return new SeenLabels(column, values.size() > ClassLabels.MOST ? List.of() : values);
    }

    /** The rows whose label is one of these. */
    public Dataset<Row> only(Dataset<Row> rows) {
        return values.isEmpty() ? rows : rows.filter(isSeen());
    }

    /** The rows on all sides whose label is one of these. */
    public TrainingRows only(TrainingRows rows) {
        return new TrainingRows(rows.training(), only(rows.validation()), only(rows.heldOut()));
    }

    /** What is left out of the rows, as a line for people; empty if it is nothing. */
    public Optional<String> leftOut(Dataset<Row> rows, String which) {
        if (values.isEmpty()) {
            return Optional.empty();
        }
        List<Row> others = rows.filter(not(isSeen()))
                .groupBy(text(column).alias("label"))
                .count()
                .orderBy("label")
                .limit(SHOWN + 1)
                .collectAsList();
        if (others.isEmpty()) {
            return Optional.empty();
        }
        String labels = String.join(
                ", ", others.stream().limit(SHOWN).map(row -> row.getString(0)).toList());
        long count = others.stream().mapToLong(row -> row.getLong(1)).sum();
        return Optional.of((others.size() > SHOWN ? "more than " : "") + count + " " + which
                + " rows are left out: no training row has their label " + labels
                + (others.size() > SHOWN ? ", …" : "") + ". Group rare labels, or add rows of them.");
    }

    private Column isSeen() {
        return text(column).isin(values.toArray());
    }

    private static Column text(String column) {
        return col("`" + column + "`").cast("string");
    }
}
