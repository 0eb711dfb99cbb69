package dev.lastmile.onnx.graph;

import dev.lastmile.onnx.ElementType;
import java.util.List;
import java.util.Map;

/**
 * Makes the nodes and constants of a graph, of opset 13 and {@code ai.onnx.ml} 5.
 *
 * <p>Constants are known by their names and can be operands in the place of values. The same node and the same constant
 * are made once, and what no output needs is left out of the model. Types and widths of results are not checked here but
 * by ONNX Runtime, when the model is loaded.
 */
public interface GraphBuilder {
    /** An operator of the type and width of its first input. */
    Value op(String operator, Value first, Object... more);

    /**
     * An operator of ONNX's own domain.
     *
     * @param operator such as {@code Add}, as <a href="https://onnx.ai/onnx/operators/">the list of operators</a> has it
     * @param type of the result
     * @param width of the result, {@link Value#SCALAR} for one value a row
     * @param attributes integers ({@code Long}), or lists of them
     * @param operands {@link Value}s, and names of constants
     */
    Value op(String operator, ElementType type, int width, Map<String, ?> attributes, Object... operands);

    /**
     * The same of the domain {@code ai.onnx.ml}.
     *
     * @param attributes integers, or lists of them; lists of {@code byte[]} as strings; {@code double[]} and {@code
     *     byte[]} as tensors of one dimension
     */
    Value mlOp(String operator, ElementType type, int width, Map<String, ?> attributes, Object... operands);

    /** The value as another type; itself if it has that type. */
    Value cast(Value value, ElementType type);

    /** Values of one type side by side, as the vectors of one value. */
    Value concat(List<Value> values);

    /** One number of each row's vector. */
    Value element(Value vectors, long index);

    /** The numbers at these positions of each row's vector, in this order. */
    Value elements(Value vectors, long... indices);

    /** The position of the first of the largest numbers of each row; NaN must not be among them. */
    Value argMax(Value vectors);

    /** A single value a row as a vector of one number. */
    Value matrix(Value value);

    /** A constant without dimensions in every row that another value has. */
    Value fill(String constant, ElementType type, Value like);

    /** The constant {@code [values.length]}; returns its name. */
    String doubles(double... values);

    /** The constant without dimensions. */
    String doubleScalar(double value);

    /** A constant of any shape, its last dimension running fastest. */
    String doubles(List<Long> shape, double... values);

    /** The constant {@code [values.length]}. */
    String longs(long... values);

    /** The constant without dimensions. */
    String longScalar(long value);

    /** The constant {@code [values.length]}. */
    String strings(List<String> values);
}
