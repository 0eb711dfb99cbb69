package dev.lastmile.pipeline.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a comparison found.
 *
 * @param predictions rows with the same prediction in both
 * @param rejections rows that both reject for the same reason, by reason
 * @param disagreements by column: an output, an input whose rule only one of them applies, or {@code status} where one
 *     rejects a row and the other does not
 */
public record ComparisonReport(
        long predictions, Map<String, Long> rejections, Map<String, Disagreement> disagreements) {
    public ComparisonReport {
        rejections = new TreeMap<>(rejections);
        disagreements = new TreeMap<>(disagreements);
    }

    /**
     * Rows that disagree in a column.
     *
     * @param rows their number
     * @param example the first of them, with what batch and service say
     */
    public record Disagreement(long rows, String example) {}

    /** Whether batch and service agree on all rows. */
    public boolean agrees() {
        return disagreements.isEmpty();
    }

    /** The number of rows that both reject. */
    public long rejected() {
        return rejections.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Lines for people: counts, then each column with disagreements. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add("agree      " + predictions + " predictions, " + rejected() + " rejected rows");
        rejections.forEach((reason, rows) -> lines.add("           " + rows + " rejected by both: " + reason));
        disagreements.forEach((column, found) -> lines.add("disagree   " + column + " in " + found.rows()
                + (found.rows() == 1 ? " row: " : " rows, first: ") + found.example()));
        return lines;
    }
}
