package dev.lastmile.onnx.graph;

import dev.lastmile.onnx.ElementType;
import java.util.List;
import java.util.Map;

/**
 * What operators take: a {@link Value} or a {@link Constant}, and the operators that give one value for each of theirs.
 *
 * <p>Two operands are of one type. Their widths are equal, or one of them is 1 or a constant without dimensions, which
 * goes with every number of the other.
 *
 * <p>Every method adds a node to the graph, or finds the same one there. Numbers become constants of the operand's type.
 */
public sealed interface Operand permits Value, Constant {
    /** The width of what has no dimension but its rows. */
    int SCALAR = 0;

    /** The graph that it belongs to. */
    GraphBuilder builder();

    /** Unique in its graph. */
    String name();

    ElementType type();

    /** How many numbers a row has, {@link #SCALAR} for a single one; of a constant, its last dimension. */
    int width();

    /** Each number plus another. */
    default Value add(Operand other) {
        return Broadcast.arithmetic("Add", this, other);
    }

    /** Each number plus a constant one. */
    default Value add(double number) {
        return add(Broadcast.scalar(this, number));
    }

    /** Each row's vector plus a constant one. */
    default Value add(double[] numbers) {
        return add(builder().doubles(numbers));
    }

    /** Each number minus another. */
    default Value sub(Operand other) {
        return Broadcast.arithmetic("Sub", this, other);
    }

    /** Each number minus a constant one. */
    default Value sub(double number) {
        return sub(Broadcast.scalar(this, number));
    }

    /** Each row's vector minus a constant one. */
    default Value sub(double[] numbers) {
        return sub(builder().doubles(numbers));
    }

    /** Each number times another. */
    default Value mul(Operand other) {
        return Broadcast.arithmetic("Mul", this, other);
    }

    /** Each number times a constant one. */
    default Value mul(double number) {
        return mul(Broadcast.scalar(this, number));
    }

    /** Each row's vector times a constant one, number by number. */
    default Value mul(double[] numbers) {
        return mul(builder().doubles(numbers));
    }

    /** Each number over another; integers are truncated. */
    default Value div(Operand other) {
        return Broadcast.arithmetic("Div", this, other);
    }

    /** Each number over a constant one. */
    default Value div(double number) {
        return div(Broadcast.scalar(this, number));
    }

    /** Each row's vector over a constant one, number by number. */
    default Value div(double[] numbers) {
        return div(builder().doubles(numbers));
    }

    /** Each number to the power of another. */
    default Value pow(Operand exponent) {
        return Broadcast.arithmetic("Pow", this, exponent);
    }

    /** Each number to a constant power. */
    default Value pow(double exponent) {
        return pow(Broadcast.scalar(this, exponent));
    }

    /** Each number with the other sign. */
    default Value neg() {
        return Broadcast.unary("Neg", this);
    }

    /** The magnitude of each number. */
    default Value abs() {
        return Broadcast.unary("Abs", this);
    }

    /** -1, 0 or 1 of each number. */
    default Value sign() {
        return Broadcast.unary("Sign", this);
    }

    /** The largest integer that is not above each number. */
    default Value floor() {
        return Broadcast.unary("Floor", this);
    }

    /** {@code e} to the power of each number. */
    default Value exp() {
        return Broadcast.unary("Exp", this);
    }

    /** The natural logarithm of each number. */
    default Value log() {
        return Broadcast.unary("Log", this);
    }

    /** The square root of each number. */
    default Value sqrt() {
        return Broadcast.unary("Sqrt", this);
    }

    /** 1 over each number. */
    default Value reciprocal() {
        return Broadcast.unary("Reciprocal", this);
    }

    /** Whether each number is NaN: BOOL. */
    default Value isNaN() {
        return Broadcast.test("IsNaN", this, Map.of());
    }

    /** Whether each number is +infinity: BOOL. */
    default Value isPositiveInfinity() {
        return Broadcast.test("IsInf", this, Map.of("detect_negative", 0L, "detect_positive", 1L));
    }

    /** Whether each number is infinite, of either sign: BOOL. */
    default Value isInfinite() {
        return Broadcast.test("IsInf", this, Map.of());
    }

    /** Whether each number is below another, which NaN never is: BOOL. */
    default Value less(Operand other) {
        return Broadcast.comparison("Less", this, other);
    }

    /** Whether each number is below a constant one: BOOL. */
    default Value less(double number) {
        return less(Broadcast.scalar(this, number));
    }

    /** Whether each number is at most another: BOOL. */
    default Value lessOrEqual(Operand other) {
        return Broadcast.comparison("LessOrEqual", this, other);
    }

    /** Whether each number is at most a constant one: BOOL. */
    default Value lessOrEqual(double number) {
        return lessOrEqual(Broadcast.scalar(this, number));
    }

    /** Whether each number is above another: BOOL. */
    default Value greater(Operand other) {
        return Broadcast.comparison("Greater", this, other);
    }

    /** Whether each number is above a constant one: BOOL. */
    default Value greater(double number) {
        return greater(Broadcast.scalar(this, number));
    }

    /** Whether each number is at least another: BOOL. */
    default Value greaterOrEqual(Operand other) {
        return Broadcast.comparison("GreaterOrEqual", this, other);
    }

    /** Whether each number is at least a constant one: BOOL. */
    default Value greaterOrEqual(double number) {
        return greaterOrEqual(Broadcast.scalar(this, number));
    }

    /** Whether each value equals another; 0.0 and -0.0 are equal, NaN equals nothing: BOOL. */
    default Value equal(Operand other) {
        return Broadcast.comparison("Equal", this, other);
    }

    /** Whether each number equals a constant one: BOOL. */
    default Value equal(double number) {
        return equal(Broadcast.scalar(this, number));
    }

    /** Whether both are true: BOOL of BOOL. */
    default Value and(Operand other) {
        return Broadcast.comparison("And", this, other);
    }

    /** Whether one is true, or both: BOOL of BOOL. */
    default Value or(Operand other) {
        return Broadcast.comparison("Or", this, other);
    }

    /** Whether each is false: BOOL of BOOL. */
    default Value not() {
        return Broadcast.unary("Not", this);
    }

    /** The values of another type; for a {@link Value} of that type, itself. */
    default Value cast(ElementType type) {
        if (this instanceof Value value && value.type() == type) {
            return value;
        }
        return builder().op("Cast", type, width(), Map.of("to", (long) type.number()), this);
    }

    /** How the widths of operands go together, and nodes of operators that do not change them. */
    final class Broadcast {
        private Broadcast() {}

        private static Value unary(String operator, Operand operand) {
            return operand.builder().op(operator, operand.type(), operand.width(), Map.of(), operand);
        }

        private static Value test(String operator, Operand operand, Map<String, ?> attributes) {
            return operand.builder().op(operator, ElementType.BOOL, operand.width(), attributes, operand);
        }

        private static Value arithmetic(String operator, Operand first, Operand second) {
            return first.builder().op(operator, first.type(), width(operator, first, second), Map.of(), first, second);
        }

        private static Value comparison(String operator, Operand first, Operand second) {
            return first.builder()
                    .op(operator, ElementType.BOOL, width(operator, first, second), Map.of(), first, second);
        }

        /** A constant of the type of an operand. */
        private static Constant scalar(Operand like, double number) {
            return like.builder().scalar(like.type(), number);
        }

        private static int width(String operator, Operand first, Operand second) {
            requireOneType(operator, first, second);
            return width(operator, List.of(first, second));
        }

        /**
         * @throws IllegalArgumentException if the types differ
         */
        static void requireOneType(String operator, Operand first, Operand second) {
            if (first.type() != second.type()) {
                throw new IllegalArgumentException(operator + " takes operands of one type, and " + first.name()
                        + " is " + first.type() + ", " + second.name() + " " + second.type() + ". Cast one of them.");
            }
        }

        /**
         * The width of the result.
         *
         * @throws IllegalArgumentException if operands do not go together
         */
        static int width(String operator, List<Operand> operands) {
            int width = SCALAR;
            boolean single = false;
            for (Operand operand : operands) {
                single |= operand instanceof Value && operand.width() == SCALAR;
                if (operand.width() > 1 && width > 1 && operand.width() != width) {
                    throw new IllegalArgumentException(operator + " takes operands of one width, and there are " + width
                            + " and " + operand.width() + " (" + operand.name() + ").");
                }
                width = Math.max(width, operand.width());
            }
            boolean vectors = operands.stream().anyMatch(operand -> operand instanceof Value value && value.isVector());
            if (single && (vectors || width > 1)) {
                List<String> names = operands.stream().map(Operand::name).toList();
                throw new IllegalArgumentException(operator + " takes single values or vectors, and " + names
                        + " are both. Make a matrix of the single value.");
            }
            return single ? SCALAR : width;
        }
    }
}
