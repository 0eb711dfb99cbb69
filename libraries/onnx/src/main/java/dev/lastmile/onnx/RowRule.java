package dev.lastmile.onnx;

/**
 * Why a graph calls a row invalid.
 *
 * @param code what {@code row_status} says, from 1
 * @param action what Spark does with such a row
 * @param stage the stage's place in the pipeline and its type, such as {@code 1 VectorAssembler}
 * @param column the input column
 * @param text for people: the column, what is wrong, the stage and its parameter
 */
public record RowRule(long code, RowAction action, String stage, String column, String text) {}
