package dev.lastmile.serving.core.internal.request;

/**
 * Limits for reading one request.
 *
 * @param maxRows maximum rows that are kept; further ones are only counted
 * @param memory reserves the memory of the columns
 */
public record ReadLimits(int maxRows, RequestMemory.Reservation memory) {
    /** Maximum distinct names of columns, fields or tensors per request. */
    public static final int MAX_NAMES = 10_000;

    /** No limits, for trusted input. */
    public static ReadLimits none() {
        return new ReadLimits(Integer.MAX_VALUE, RequestMemory.unlimited());
    }
}
