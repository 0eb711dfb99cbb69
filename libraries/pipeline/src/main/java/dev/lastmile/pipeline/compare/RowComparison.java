package dev.lastmile.pipeline.compare;

import dev.lastmile.pipeline.client.Prediction;
import dev.lastmile.pipeline.compare.ComparisonReport.Disagreement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Row;

/** Counts what batch and service say of rows. Not thread-safe. */
final class RowComparison {
    /** Where one of them rejects a row and the other does not. */
    static final String STATUS = "status";

    private final double tolerance;
    private final List<String> keys;
    private final Map<String, Long> rejections = new HashMap<>();
    private final Map<String, Long> counts = new HashMap<>();
    private final Map<String, String> examples = new HashMap<>();
    private long predictions;

    /**
     * @param tolerance greatest difference of two numbers, relative to those above 1
     * @param keys columns that name a row in the report
     */
    RowComparison(double tolerance, List<String> keys) {
        this.tolerance = tolerance;
        this.keys = keys;
    }

    /**
     * Compares a row that the service has scored.
     *
     * @param rejected why batch scoring has no prediction; empty if it has one
     * @param row with batch's outputs
     */
    void scored(Row row, List<Rejection> rejected, Prediction service) {
        if (!rejected.isEmpty()) {
            disagree(STATUS, row, "rejected, " + rejected, service.outputs());
            return;
        }
        boolean agree = true;
        for (Map.Entry<String, Object> output : service.outputs().entrySet()) {
            Object batch = row.getAs(output.getKey());
            if (!equal(batch, output.getValue())) {
                agree = false;
                disagree(output.getKey(), row, shown(batch), output.getValue());
            }
        }
        predictions += agree ? 1 : 0;
    }

    /** Compares a row that the service has rejected. */
    void rejected(Row row, List<Rejection> rejected, String message) {
        Rejection service = Rejection.of(message);
        if (rejected.contains(service)) {
            rejections.merge(service.toString(), 1L, Long::sum);
        } else if (rejected.isEmpty()) {
            disagree(STATUS, row, "a prediction", "rejected, " + message);
        } else {
            disagree(service.column().isEmpty() ? STATUS : service.column(), row, "rejected, " + rejected, message);
        }
    }

    ComparisonReport report() {
        Map<String, Disagreement> found = new HashMap<>();
        counts.forEach((column, rows) -> found.put(column, new Disagreement(rows, examples.get(column))));
        return new ComparisonReport(predictions, rejections, found);
    }

    private void disagree(String column, Row row, Object batch, Object service) {
        counts.merge(column, 1L, Long::sum);
        examples.computeIfAbsent(column, first -> name(row) + ": batch " + batch + ", service " + service);
    }

    private String name(Row row) {
        List<String> names = new ArrayList<>();
        for (String key : keys) {
            names.add(key + "=" + row.getAs(key));
        }
        return names.isEmpty() ? row.toString() : String.join(", ", names);
    }

    private boolean equal(Object batch, Object service) {
        Optional<List<?>> numbers = list(batch);
        if (numbers.isPresent()) {
            return service instanceof List<?> list && equal(numbers.get(), list);
        } else if (batch instanceof Number number) {
            return service instanceof Number other && near(number, other);
        }
        return batch != null && batch.equals(service);
    }

    private boolean equal(List<?> batch, List<?> service) {
        boolean same = batch.size() == service.size();
        for (int i = 0; same && i < batch.size(); i++) {
            same = equal(batch.get(i), service.get(i));
        }
        return same;
    }

    private boolean near(Number batch, Number service) {
        if (batch instanceof Long number) {
            return number == service.longValue();
        }
        // A float is written with the digits of a float.
        double expected = batch instanceof Float ? batch.floatValue() : batch.doubleValue();
        double actual = batch instanceof Float ? service.floatValue() : service.doubleValue();
        return Math.abs(expected - actual) <= tolerance * Math.max(1, Math.abs(expected));
    }

    private static Optional<List<?>> list(Object value) {
        if (value instanceof Vector vector) {
            List<Double> numbers = new ArrayList<>();
            for (double number : vector.toArray()) {
                numbers.add(number);
            }
            return Optional.of(numbers);
        }
        return value instanceof scala.collection.Seq<?> seq
                ? Optional.of(scala.jdk.javaapi.CollectionConverters.asJava(seq))
                : Optional.empty();
    }

    private static Object shown(Object value) {
        return list(value).<Object>map(list -> list).orElse(value);
    }
}
