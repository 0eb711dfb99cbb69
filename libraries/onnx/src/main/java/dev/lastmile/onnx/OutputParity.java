package dev.lastmile.onnx;

/**
 * One output, the reference's against ONNX.
 *
 * @param name the output's
 * @param values the numbers or strings compared
 * @param beyond how many of them are farther apart than the tolerance allows; for strings, how many differ
 * @param ties labels that differ only because the reference has two of them at one score, within the tolerance
 * @param largestAbsolute the largest difference; infinite where one side is NaN or infinite and the other is not
 * @param largestRelative the largest difference in proportion to the reference
 * @param worst where they are farthest apart, or null if nothing differs
 */
public record OutputParity(
        String name,
        long values,
        long beyond,
        long ties,
        double largestAbsolute,
        double largestRelative,
        WorstValue worst) {
    /**
     * Two values that should be one.
     *
     * @param row counted from 0, in the order of the held-out rows
     * @param position in the row's vector, counted from 0; 0 for a single value
     */
    public record WorstValue(int row, int position, String reference, String onnx) {}

    /** Whether nothing is beyond the tolerance. */
    public boolean passed() {
        return beyond == 0;
    }

    /** The same for rows that have these numbers in the order in which they were compared. */
    public OutputParity numbered(int[] rows) {
        if (worst == null) {
            return this;
        }
        WorstValue numbered = new WorstValue(rows[worst.row()], worst.position(), worst.reference(), worst.onnx());
        return new OutputParity(name, values, beyond, ties, largestAbsolute, largestRelative, numbered);
    }
}
