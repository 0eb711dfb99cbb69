package dev.lastmile.pipeline.client;

import java.util.Map;
import java.util.Optional;

/**
 * How far a prediction log was exported, as the summary of a snapshot has it.
 *
 * <p>A log that was restored from an older copy has the id that it had, and other records for sequences that were exported
 * before. So the lake numbers the histories of a log: {@code <log>}, then {@code <log>.2}, and so on.
 *
 * @param log the id of the log
 * @param history 1 for the first history
 * @param next the sequence of the last record that was read; 0 for none
 * @param seen the id of that record, by which another history is recognized; empty if it is not known
 */
record ExportPosition(String log, int history, long next, Optional<String> seen) {
    static final String PREFIX = "lastmile.log.";

    /** The position in the newest history of a log, by the summary of a snapshot. */
    static ExportPosition of(String log, Map<String, String> summary) {
        int history = 1;
        while (summary.containsKey(PREFIX + name(log, history + 1))) {
            history++;
        }
        // Earlier versions wrote the sequence alone.
        String[] parts = summary.getOrDefault(PREFIX + name(log, history), "0").split(" ", 2);
        return new ExportPosition(
                log, history, Long.parseLong(parts[0]), parts.length == 2 ? Optional.of(parts[1]) : Optional.empty());
    }

    /** The beginning of another history of the log. */
    ExportPosition restored() {
        return new ExportPosition(log, history + 1, 0, Optional.empty());
    }

    /** The position behind a page. */
    ExportPosition after(PredictionLogReader.Page page) {
        return new ExportPosition(log, history, page.next(), page.lastId());
    }

    /** Whether its first records can be ones that an earlier history had. */
    boolean isRestored() {
        return history > 1;
    }

    /** The name of the log and its history in the lake. */
    String name() {
        return name(log, history);
    }

    /** The key of the position in a summary. */
    String key() {
        return PREFIX + name();
    }

    /** The position as the value of that key. */
    String value() {
        return next + seen.map(id -> " " + id).orElse("");
    }

    private static String name(String log, int history) {
        return history == 1 ? log : log + "." + history;
    }
}
