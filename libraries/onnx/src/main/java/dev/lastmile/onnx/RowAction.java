package dev.lastmile.onnx;

/** What becomes of a row that a graph calls invalid. */
public enum RowAction {
    /** The whole job fails, as Spark does under {@code handleInvalid error}. */
    ERROR,
    /** The row is left out, as under {@code handleInvalid skip}. */
    SKIP
}
