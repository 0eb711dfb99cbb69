package dev.lastmile.pipeline.evaluation;

/**
 * The one number by which two models of a kind are compared.
 *
 * @param name as it is tracked, e.g. {@code accuracy}
 * @param value NaN is never as good as another
 * @param direction which of two values is the better one
 */
public record PrimaryMetric(String name, double value, Direction direction) {
    /** Which of two values is the better one. */
    public enum Direction {
        HIGHER_IS_BETTER("at least"),
        LOWER_IS_BETTER("at most");

        private final String bound;

        Direction(String bound) {
            this.bound = bound;
        }
    }

    /** The rule that {@link #isAtLeastAsGoodAs} follows, as decisions record it. */
    public String rule() {
        return name + " on the held-out rows is " + direction.bound + " the champion's";
    }

    /**
     * Whether this value holds its own against another, equality included.
     *
     * @throws IllegalArgumentException if the other is of another metric
     */
    public boolean isAtLeastAsGoodAs(PrimaryMetric other) {
        if (!name.equals(other.name) || direction != other.direction) {
            throw new IllegalArgumentException(name + " cannot be compared with " + other.name
                    + ". Compare models that are judged by the same metric.");
        }
        return direction == Direction.HIGHER_IS_BETTER ? value >= other.value : value <= other.value;
    }
}
