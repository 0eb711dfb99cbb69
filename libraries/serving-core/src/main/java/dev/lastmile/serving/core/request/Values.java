package dev.lastmile.serving.core.request;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lastmile.serving.core.InvalidRequestException;
import dev.lastmile.serving.core.chain.InputColumn;
import dev.lastmile.serving.core.chain.InputColumn.Tensor;
import dev.lastmile.serving.core.chain.InputColumn.Type;

/** Single values of a request, as the signature's types. */
public final class Values {
    private static final int SHOWN = 60;
    /** 2<sup>53</sup>: the largest whole number up to which every other one has a double of its own. */
    private static final long MOST_EXACT = 1L << 53;

    private Values() {}

    /** The value as a number; NaN for a missing one of an optional column. */
    static double number(JsonNode value, InputColumn column, int row) {
        if (isAbsent(value)) {
            requireOptional(value, column, row);
            return Double.NaN;
        }
        if (column.type() == Type.INTEGER || column.type() == Type.LONG) {
            return exact(integer(value, column, row), column, row);
        }
        if (!value.isNumber()) {
            throw wrongType(value, column, row);
        }
        double number = value.doubleValue();
        boolean finite = column.tensor() == Tensor.FLOAT ? Float.isFinite((float) number) : Double.isFinite(number);
        if (!finite && !(Double.isNaN(number) && !column.required())) {
            throw InvalidRequestException.unfit(
                    place(column, row) + " is " + shown(value) + "; the model takes finite numbers.");
        }
        return number;
    }

    /** The value as a whole number; 5.0 is one, 5.5 is not. */
    static long integer(JsonNode value, InputColumn column, int row) {
        if (isAbsent(value)) {
            throw absent(value, column, row);
        }
        boolean whole = value.isNumber()
                && (column.type() == Type.INTEGER ? value.canConvertToInt() : value.canConvertToLong())
                && value.canConvertToExactIntegral();
        if (!whole) {
            throw wrongType(value, column, row);
        }
        return value.longValue();
    }

    /** The value as a string; null for a missing one of an optional column. */
    static String string(JsonNode value, InputColumn column, int row) {
        if (isAbsent(value)) {
            requireOptional(value, column, row);
            return null;
        }
        if (!value.isTextual()) {
            throw wrongType(value, column, row);
        }
        return value.textValue();
    }

    /** Puts a list of the column's width at the place of its row. */
    static void vector(JsonNode value, InputColumn column, int row, double[] flat) {
        if (isAbsent(value)) {
            throw absent(value, column, row);
        }
        if (!value.isArray() || value.size() != column.width()) {
            throw value.isArray()
                    ? InvalidRequestException.unfit(place(column, row) + " has " + value.size()
                            + " values; the model takes " + named(column) + ".")
                    : wrongType(value, column, row);
        }
        for (int i = 0; i < value.size(); i++) {
            JsonNode number = value.get(i);
            double taken = number.doubleValue();
            boolean finite = column.tensor() == Tensor.FLOAT ? Float.isFinite((float) taken) : Double.isFinite(taken);
            if (!number.isNumber() || !finite) {
                throw InvalidRequestException.unfit(place(column, row) + " has " + shown(number) + " at place " + i
                        + " (counted from 0); the model takes finite numbers.");
            }
            flat[row * column.width() + i] = taken;
        }
    }

    /** What a JSON value is, in words. */
    public static String kind(JsonNode value) {
        return switch (value.getNodeType()) {
            case ARRAY -> "a list";
            case OBJECT -> "an object";
            case STRING -> "a string";
            case NUMBER -> "a number";
            case BOOLEAN -> "a boolean";
            case NULL -> "null";
            default -> "missing";
        };
    }

    private static double exact(long value, InputColumn column, int row) {
        if (value > MOST_EXACT || value < -MOST_EXACT) {
            throw InvalidRequestException.unfit(place(column, row) + " is " + value
                    + "; the model takes it as a 64-bit floating point number, which has whole numbers up to "
                    + MOST_EXACT + " only.");
        }
        return value;
    }

    private static boolean isAbsent(JsonNode value) {
        return value == null || value.isMissingNode() || value.isNull();
    }

    private static void requireOptional(JsonNode value, InputColumn column, int row) {
        if (column.required()) {
            throw absent(value, column, row);
        }
    }

    private static InvalidRequestException absent(JsonNode value, InputColumn column, int row) {
        boolean missing = value == null || value.isMissingNode();
        return InvalidRequestException.unfit(place(column, row) + " is " + (missing ? "missing" : "null")
                + "; the model needs " + named(column) + " in every row.");
    }

    private static InvalidRequestException wrongType(JsonNode value, InputColumn column, int row) {
        return InvalidRequestException.unreadable(place(column, row) + " is " + shown(value) + ", " + kind(value)
                + "; the model takes " + named(column) + ".");
    }

    private static String place(InputColumn column, int row) {
        return "Column " + column.name() + ", row " + row + " (counted from 0),";
    }

    private static String named(InputColumn column) {
        if (column.isVector()) {
            return "a list of " + column.width() + " numbers";
        }
        return (column.type() == Type.INTEGER ? "an " : "a ") + column.type();
    }

    private static String shown(JsonNode value) {
        String text = value.isNumber() ? value.asText() : value.toString();
        return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
    }
}
