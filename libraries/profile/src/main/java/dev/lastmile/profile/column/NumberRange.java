package dev.lastmile.profile.column;

/** Least, greatest and order of the numbers of a column. */
public final class NumberRange {
    private double min = Double.POSITIVE_INFINITY;
    private double max = Double.NEGATIVE_INFINITY;
    private double last = Double.NEGATIVE_INFINITY;
    private double first = Double.NaN;
    private boolean steps = true;
    private boolean restarts = true;
    private boolean whole = true;
    private long count;

    void add(double value) {
        first = count == 0 ? value : first;
        steps &= count == 0 || value == last + 1;
        restarts &= count == 0 || value == last + 1 || value == first;
        whole &= value == Math.rint(value);
        last = value;
        min = Math.min(min, value);
        max = Math.max(max, value);
        count++;
    }

    /** The least, or infinity for none. */
    public double min() {
        return min;
    }

    /** The greatest, or minus infinity for none. */
    public double max() {
        return max;
    }

    /** Whether each is one more than the one before. */
    public boolean isSequence() {
        return steps && count > 2;
    }

    /** Whether each is one more than the one before, or begins again as the first, as rows of groups are numbered. */
    public boolean isRepeatedSequence() {
        return restarts && count > 2 && max > min;
    }

    /** Whether none has a fraction. */
    public boolean isWhole() {
        return whole;
    }
}
