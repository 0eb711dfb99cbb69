package dev.lastmile.serving.core;

/** A model has no prediction for a row: one of its outputs is NaN or infinite. The client gets 400. */
public final class NonFiniteOutputException extends RequestRejectedException {
    private final String output;

    /**
     * @param model as {@code iris-classifier/3}
     * @param output name of the output
     * @param row counted from 0
     * @param value NaN or an infinity
     */
    public NonFiniteOutputException(String model, String output, int row, double value) {
        super(
                400,
                InvalidRequestException.ErrorCode.INVALID_PARAMETER_VALUE.name(),
                "Row " + row + " (counted from 0) cannot be scored: output " + output + " of " + model + " is " + value
                        + ". Check the row for extreme values.");
        this.output = output;
    }

    /** The output's name. */
    public String output() {
        return output;
    }
}
