package dev.lastmile.onnx.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lastmile.onnx.ElementType;
import dev.lastmile.onnx.internal.graph.ModelBuilder;
import java.util.List;
import org.junit.jupiter.api.Test;

class OperandTest {
    private final ModelBuilder builder = new ModelBuilder(List.of("x", "n", "v", "w"));
    private final Value number = builder.input("x", ElementType.DOUBLE, Value.SCALAR);
    private final Value integer = builder.input("n", ElementType.INT64, Value.SCALAR);
    private final Value vector = builder.input("v", ElementType.DOUBLE, 3);
    private final Value wider = builder.input("w", ElementType.DOUBLE, 4);

    @Test
    void aResultHasTheTypeAndWidthOfItsOperands() {
        assertThat(vector.add(1).log()).returns(ElementType.DOUBLE, Value::type).returns(3, Value::width);
        assertThat(vector.less(vector)).returns(ElementType.BOOL, Value::type).returns(3, Value::width);
        assertThat(number.isNaN()).returns(ElementType.BOOL, Value::type).returns(Value.SCALAR, Value::width);
        assertThat(builder.where(vector.isNaN(), 0, vector).width()).isEqualTo(3);
        assertThat(number.matrix().mul(vector).width()).isEqualTo(3);
    }

    @Test
    void aConstantNumberHasTheTypeOfTheOtherOperand() {
        assertThat(integer.add(2).type()).isEqualTo(ElementType.INT64);
        assertThatThrownBy(() -> integer.add(0.5))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("0.5 is not a constant of INT64. Cast the other operand.");
    }

    @Test
    void theSameNodeIsMadeOnce() {
        assertThat(number.add(1)).isEqualTo(number.add(1)).isNotEqualTo(number.add(2));
    }

    @Test
    void operandsOfTwoTypesAreRejected() {
        assertThatThrownBy(() -> number.add(integer))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Add takes operands of one type, and x is DOUBLE, n INT64. Cast one of them.");
        assertThatThrownBy(() -> builder.where(number.isNaN(), integer, number))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Where takes operands of one type, and n is INT64, x DOUBLE. Cast one of them.");
    }

    @Test
    void aConditionThatIsNotBooleanIsRejected() {
        assertThatThrownBy(() -> builder.where(integer, number, number))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Where takes a BOOL condition, and n is INT64.");
    }

    @Test
    void vectorsOfTwoWidthsAreRejected() {
        assertThatThrownBy(() -> vector.sub(wider))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Sub takes operands of one width, and there are 3 and 4 (w).");
    }

    // [N] and [N,3] would be broadcast along the rows.
    @Test
    void aSingleValueWithAVectorIsRejected() {
        assertThatThrownBy(() -> number.mul(vector))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "Mul takes single values or vectors, and [x, v] are both. Make a matrix of the single value.");
    }
}
