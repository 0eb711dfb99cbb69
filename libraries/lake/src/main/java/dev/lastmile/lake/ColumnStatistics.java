package dev.lastmile.lake;

/**
 * Statistics of one column of a snapshot, which Iceberg collects while the rows are written.
 *
 * @param rows how many there are, those with null included
 * @param nulls how many of them are null
 * @param nans how many of them are NaN
 * @param min the least value, NaN apart, in the type of the column: a date in days and a timestamp in microseconds since
 *     1970; null if no value is known, as of strings
 * @param max the greatest value, likewise
 */
public record ColumnStatistics(long rows, long nulls, long nans, Object min, Object max) {}
