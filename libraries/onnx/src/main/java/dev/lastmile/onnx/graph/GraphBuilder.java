package dev.lastmile.onnx.graph;

import dev.lastmile.onnx.ElementType;
import java.util.List;
import java.util.Map;

/**
 * Makes the nodes and constants of a graph, of opset 13 and {@code ai.onnx.ml} 5.
 *
 * <p>Most operators are methods of {@link Operand} and {@link Value}, such as {@code x.add(1).log()}; those of several
 * values and any other operator of ONNX are here. The same node and the same constant are made once, and what no output
 * needs is left out of the model. ONNX Runtime checks the operators' own rules when the model is loaded.
 */
public interface GraphBuilder {
    /**
     * One of two values, for each of the condition's.
     *
     * @param condition BOOL
     * @param otherwise of the same type as {@code then}
     * @throws IllegalArgumentException if the types or widths do not go together
     */
    default Value where(Operand condition, Operand then, Operand otherwise) {
        if (condition.type() != ElementType.BOOL) {
            throw new IllegalArgumentException(
                    "Where takes a BOOL condition, and " + condition.name() + " is " + condition.type() + ".");
        }
        Operand.Broadcast.requireOneType("Where", then, otherwise);
        int width = Operand.Broadcast.width("Where", List.of(condition, then, otherwise));
        return op("Where", then.type(), width, Map.of(), condition, then, otherwise);
    }

    /** The same with a constant number where the condition holds. */
    default Value where(Operand condition, double then, Operand otherwise) {
        return where(condition, scalar(otherwise.type(), then), otherwise);
    }

    /** The same with a constant number where the condition does not hold. */
    default Value where(Operand condition, Operand then, double otherwise) {
        return where(condition, then, scalar(then.type(), otherwise));
    }

    /**
     * Any operator of ONNX's own domain: for the rare ones, as its types and shapes are not checked here.
     *
     * @param operator such as {@code Mod}, as <a href="https://onnx.ai/onnx/operators/">the list of operators</a> has it
     * @param type of the result
     * @param width of the result, {@link Operand#SCALAR} for one value per row
     * @param attributes integers ({@code Long}), or lists of them
     */
    Value op(String operator, ElementType type, int width, Map<String, ?> attributes, Operand... operands);

    /**
     * The same of the domain {@code ai.onnx.ml}.
     *
     * @param attributes integers, or lists of them; lists of {@code byte[]} as strings; {@code double[]} and {@code
     *     byte[]} as tensors of one dimension
     */
    Value mlOp(String operator, ElementType type, int width, Map<String, ?> attributes, Operand... operands);

    /** Values of one type side by side, as the vectors of one value. */
    Value concat(List<Value> values);

    /** A constant without dimensions in every row that another value has. */
    Value fill(Constant constant, Value like);

    /**
     * A number as a constant without dimensions.
     *
     * @param type DOUBLE or INT64
     * @throws IllegalArgumentException for another type, and for a number with a fraction as INT64
     */
    default Constant scalar(ElementType type, double number) {
        if (type == ElementType.INT64 && (long) number == number) {
            return longScalar((long) number);
        } else if (type == ElementType.DOUBLE) {
            return doubleScalar(number);
        }
        throw new IllegalArgumentException(number + " is not a constant of " + type + ". Cast the other operand.");
    }

    /** The constant {@code [values.length]}. */
    Constant doubles(double... values);

    /** The constant without dimensions. */
    Constant doubleScalar(double value);

    /** A constant of any shape, its last dimension running fastest. */
    Constant doubles(List<Long> shape, double... values);

    /** The constant {@code [values.length]}. */
    Constant longs(long... values);

    /** The constant without dimensions. */
    Constant longScalar(long value);

    /** The constant {@code [values.length]}. */
    Constant strings(List<String> values);
}
