package dev.lastmile.pipeline.increment;

import dev.lastmile.pipeline.StepException;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options of a step that works incrementally, to be mixed into its command with picocli's {@code @Mixin}. */
public final class IncrementOptions {
    @Option(names = "--all", description = "Compute all rows, also those that have not changed.")
    boolean all;

    @Option(
            names = "--from",
            description = "Compute again the rows of this day and later, such as 2026-01-31, by the time column; the"
                    + " others stay as they are.")
    String from;

    @Option(names = "--until", description = "Compute again the rows before this day only.")
    String until;

    /** Options that are not given. */
    public IncrementOptions() {}

    /** Days of which rows are computed again. */
    static IncrementOptions backfill(String from, String until) {
        IncrementOptions options = new IncrementOptions();
        options.from = from;
        options.until = until;
        return options;
    }

    /** Everything is computed. */
    static IncrementOptions everything() {
        IncrementOptions options = new IncrementOptions();
        options.all = true;
        return options;
    }

    /**
     * The days to compute again, if there are any.
     *
     * @throws StepException if they are not days, or are given together with {@code --all}
     */
    Optional<Days> days() {
        if (from == null && until == null) {
            return Optional.empty();
        }
        if (all) {
            throw new StepException(
                    "--all computes every row, and --from and --until only some. Leave one of them out.");
        }
        Days days = new Days(day("--from", from), day("--until", until));
        if (days.from() != null && days.until() != null && !days.from().isBefore(days.until())) {
            throw new StepException(
                    "No day is from " + from + " until before " + until + ". Give --until a later day.");
        }
        return Optional.of(days);
    }

    /**
     * Days in UTC.
     *
     * @param from the first, or null
     * @param until the one after the last, or null
     */
    record Days(LocalDate from, LocalDate until) {
        @Override
        public String toString() {
            return (from == null ? "" : "from " + from)
                    + (from == null || until == null ? "" : " ")
                    + (until == null ? "" : "until " + until);
        }
    }

    private static LocalDate day(String option, String text) {
        try {
            return text == null ? null : LocalDate.parse(text);
        } catch (DateTimeParseException e) {
            throw new StepException(option + "=" + text + " is not a day. Give one such as 2026-01-31.");
        }
    }
}
