package dev.lastmile.serving.core.internal.request;

import dev.lastmile.serving.core.InvalidRequestException;
import dev.lastmile.serving.core.internal.chain.InputColumn;

/** Messages about one value of a request, with its column and row. */
final class CellError {
    private CellError() {}

    static InvalidRequestException absent(InputColumn column, int row, String what) {
        return InvalidRequestException.unfit(
                place(column, row) + " is " + what + "; the model needs " + named(column) + " in every row.");
    }

    static InvalidRequestException wrongType(InputColumn column, int row, String shown, String kind) {
        return InvalidRequestException.unreadable(
                place(column, row) + " is " + shown + ", " + kind + "; the model takes " + named(column) + ".");
    }

    static InvalidRequestException notFinite(InputColumn column, int row, String shown) {
        return InvalidRequestException.unfit(place(column, row) + " is " + shown + "; the model takes finite numbers.");
    }

    static InvalidRequestException inexact(InputColumn column, int row, long value, long maximum) {
        return InvalidRequestException.unfit(place(column, row) + " is " + value
                + "; the model takes it as a 64-bit floating point number, which represents integers exactly only up to "
                + maximum + ".");
    }

    static InvalidRequestException rounded(InputColumn column, int row, double value) {
        return InvalidRequestException.unfit(place(column, row) + " is " + value
                + ", which a 32-bit floating point number cannot represent exactly. Send it as FP32.");
    }

    static InvalidRequestException inexactTimestamp(InputColumn column, int row, String shown) {
        return InvalidRequestException.unfit(place(column, row) + " is " + shown
                + "; the model takes it as a 64-bit floating point number, which does not have all microseconds before 1684"
                + " and after 2255. Round it to seconds.");
    }

    static InvalidRequestException surrogate(InputColumn column, int row) {
        return InvalidRequestException.unreadable(place(column, row)
                + " has half of a surrogate pair, which no Unicode text contains. Send valid Unicode.");
    }

    static InvalidRequestException width(InputColumn column, int row, int values) {
        return InvalidRequestException.unfit(
                place(column, row) + " has " + values + " values; the model takes " + named(column) + ".");
    }

    static InvalidRequestException element(InputColumn column, int row, int index, String shown) {
        return InvalidRequestException.unfit(place(column, row) + " has " + shown + " at index " + index
                + " (counted from 0); the model takes finite numbers.");
    }

    private static String place(InputColumn column, int row) {
        return "Column " + column.name() + ", row " + row + " (counted from 0),";
    }

    private static String named(InputColumn column) {
        if (column.isVector()) {
            return "a list of " + column.width() + " numbers";
        }
        return switch (column.type()) {
            case INTEGER -> "an integer";
            case DATE -> "a date such as 2024-02-29";
            case TIMESTAMP -> "a timestamp in ISO 8601 with offset, such as 2024-02-29T12:30:00Z";
            default -> "a " + column.type();
        };
    }
}
