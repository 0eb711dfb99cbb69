package dev.lastmile.tracking.model;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Inputs and outputs of a model: named columns or tensors.
 *
 * @param outputs may be empty, since MLflow does not require them
 */
public record Signature(List<Field> inputs, List<Field> outputs) {
    public Signature {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
        check("inputs", inputs);
        check("outputs", outputs);
    }

    /**
     * A column or a tensor.
     *
     * @param name empty for the only tensor of a model, if it is unnamed
     * @param type of a column {@code double}, {@code float}, {@code long}, {@code integer}, {@code string}, {@code
     *     boolean}, {@code datetime} or another of MLflow's types; {@code tensor} for a tensor
     * @param required whether a request must have it; a tensor is always required
     * @param dtype NumPy type of a tensor, such as {@code float64}; empty for a column
     * @param shape of a tensor, with -1 for a dynamic dimension; empty for a column
     */
    public record Field(String name, String type, boolean required, String dtype, List<Long> shape) {
        private static final String TENSOR = "tensor";

        public Field {
            shape = List.copyOf(shape);
        }

        /** A required column. */
        public static Field column(String name, String type) {
            return new Field(name, type, true, "", List.of());
        }

        /** An optional column. */
        public static Field optionalColumn(String name, String type) {
            return new Field(name, type, false, "", List.of());
        }

        /**
         * @param dtype NumPy type, such as {@code float64}; {@code str} for strings
         * @param shape with -1 for a dynamic dimension
         */
        public static Field tensor(String name, String dtype, long... shape) {
            return new Field(
                    name, TENSOR, true, dtype, Arrays.stream(shape).boxed().toList());
        }

        public boolean isTensor() {
            return type.equals(TENSOR);
        }
    }

    private static void check(String which, List<Field> fields) {
        Set<String> names = new HashSet<>();
        for (Field field : fields) {
            if (!names.add(field.name())) {
                throw new MlModelException("The signature's " + which + " have two fields of the name '" + field.name()
                        + "'. Give each its own.");
            }
            if (field.isTensor() != fields.get(0).isTensor()) {
                throw new MlModelException("The signature's " + which
                        + " have both columns and tensors, which MLflow does not allow. Use one of the two.");
            }
        }
    }
}
