package dev.lastmile.pipeline.client;

import java.util.List;
import java.util.Map;

/**
 * What a model says of one row.
 *
 * @param outputs a string, number, boolean or list of numbers by the output's name; null for a number that is none
 */
public record Prediction(Map<String, Object> outputs) {
    /**
     * The label, or the number as text.
     *
     * @throws IllegalArgumentException if the model has no output {@code prediction}
     */
    public String label() {
        return String.valueOf(required("prediction"));
    }

    /**
     * One number a label, in the order of the model's labels.
     *
     * @throws IllegalArgumentException if the model has no output {@code probability}
     */
    public double[] probabilities() {
        return ((List<?>) required("probability"))
                .stream().mapToDouble(number -> ((Number) number).doubleValue()).toArray();
    }

    private Object required(String name) {
        Object value = outputs.get(name);
        if (value == null) {
            throw new IllegalArgumentException("The model gives " + outputs.keySet() + ", and no " + name + ".");
        }
        return value;
    }
}
