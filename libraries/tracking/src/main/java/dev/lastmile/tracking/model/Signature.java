package dev.lastmile.tracking.model;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What a model takes and gives: columns or tensors, with names.
 *
 * @param outputs may be empty, as MLflow does not ask for them
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
     * @param name empty text for a model's only tensor that was given none
     * @param type of a column {@code double}, {@code float}, {@code long}, {@code integer}, {@code string}, {@code
     *     boolean} or another of MLflow's types; {@code tensor} for a tensor
     * @param required whether a request must have it; a tensor is always required
     * @param dtype of a tensor, in NumPy's words, such as {@code float64}; empty text for a column
     * @param shape of a tensor, with -1 for any size; empty for a column
     */
    public record Field(String name, String type, boolean required, String dtype, List<Long> shape) {
        private static final String TENSOR = "tensor";

        public Field {
            shape = List.copyOf(shape);
        }

        /** A column that a request must have. */
        public static Field column(String name, String type) {
            return new Field(name, type, true, "", List.of());
        }

        /** A column that a request may leave out. */
        public static Field optionalColumn(String name, String type) {
            return new Field(name, type, false, "", List.of());
        }

        /**
         * @param dtype in NumPy's words, such as {@code float64}; {@code str} for text
         * @param shape -1 for any size
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
