package dev.lastmile.serving.core.request;

/**
 * What bounds the reading of one request.
 *
 * @param maxRows rows that are kept; further ones are counted only
 * @param memory reserves what the columns take
 */
public record ReadLimits(int maxRows, RequestMemory.Reservation memory) {
    /** Different names that one request may use for columns, fields or tensors. */
    public static final int MAX_NAMES = 10_000;

    /** Without limits, for trusted input. */
    public static ReadLimits none() {
        return new ReadLimits(Integer.MAX_VALUE, RequestMemory.unlimited());
    }
}
