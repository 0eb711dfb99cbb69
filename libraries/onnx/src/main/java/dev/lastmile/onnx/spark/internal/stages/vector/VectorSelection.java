package dev.lastmile.onnx.spark.internal.stages.vector;

import dev.lastmile.onnx.graph.Value;
import dev.lastmile.onnx.spark.ConversionContext;
import java.util.Arrays;

/** Some of a vector's numbers as a vector. */
final class VectorSelection {
    private VectorSelection() {}

    /**
     * Gives the column of a stage that selects features, in ascending order ({@code SelectorModel.transform} of Spark's
     * Selector.scala).
     */
    static void ofFeatures(ConversionContext graph, String featuresCol, String outputCol, int[] selected) {
        put(
                graph,
                "featuresCol",
                featuresCol,
                outputCol,
                Arrays.stream(selected).sorted().toArray());
    }

    /** @param parameter of the stage that names the column */
    static void put(ConversionContext graph, String parameter, String column, String outputCol, int[] indices) {
        Value vector = graph.vector(parameter, column);
        if (indices.length == 0) {
            throw graph.unsupported(
                    "", "it selects nothing, and an output of a graph has at least one number. Leave it out.");
        }
        int last = Arrays.stream(indices).max().orElseThrow();
        if (last >= vector.width()) {
            throw graph.unsupported(
                    parameter,
                    "the stage selects feature " + last + ", counted from 0, and the column has " + vector.width()
                            + ". Give the column that was fitted on.");
        }
        long[] places = Arrays.stream(indices).asLongStream().toArray();
        graph.putStored(
                outputCol, vector.elements(places), graph.stored(column).map(stored -> stored.elements(places)));
    }
}
