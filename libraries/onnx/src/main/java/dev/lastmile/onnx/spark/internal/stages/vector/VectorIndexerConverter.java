package dev.lastmile.onnx.spark.internal.stages.vector;

import dev.lastmile.onnx.ElementType;
import dev.lastmile.onnx.RowAction;
import dev.lastmile.onnx.graph.Constant;
import dev.lastmile.onnx.graph.GraphBuilder;
import dev.lastmile.onnx.graph.Value;
import dev.lastmile.onnx.spark.ConversionContext;
import dev.lastmile.onnx.spark.StageConverter;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.apache.spark.ml.feature.VectorIndexerModel;

/**
 * Categories within a vector as their indices ({@code transformFunc} of Spark's VectorIndexer.scala).
 *
 * <p>Spark does not look up the zeros of a sparse vector, and leaves one that is no known category as it is. What a
 * stage before this makes sparse is known here; vectors that come with the rows are taken for dense ones.
 */
final class VectorIndexerConverter implements StageConverter<VectorIndexerModel> {
    @Override
    public Class<VectorIndexerModel> stage() {
        return VectorIndexerModel.class;
    }

    @Override
    public Set<String> parameters() {
        return Set.of("inputCol", "outputCol", "handleInvalid");
    }

    @Override
    public Set<String> trainingParameters() {
        return Set.of("maxCategories");
    }

    @Override
    public void convert(VectorIndexerModel stage, ConversionContext graph) {
        GraphBuilder builder = graph.builder();
        Value value = graph.vector("inputCol", stage.getInputCol(), stage.numFeatures());
        SortedMap<Integer, Map<Double, Integer>> categories = new TreeMap<>(stage.javaCategoryMaps());
        if (categories.isEmpty()) {
            graph.putStored(stage.getOutputCol(), value, graph.stored(stage.getInputCol()));
            return;
        }
        int width = categories.size();
        long[] features =
                categories.keySet().stream().mapToLong(Integer::longValue).toArray();
        Table table = Table.of(categories);
        // [N,width,depth], of which only the last dimension can be said.
        Value numbers = value.elements(features).unsqueeze(2);
        Value equal = numbers.equal(table.constant(builder, table.keys()));
        Value matches = equal.cast(ElementType.DOUBLE);
        Value indices = sum(builder, matches.mul(table.constant(builder, table.indices())), width);
        Value none = sum(builder, matches, width).equal(0);
        Optional<Value> stored = graph.stored(stage.getInputCol());
        if (stored.isPresent()) {
            // The index of a number without a match is 0 so far, which is the zero that is not stored and stays.
            none = none.and(stored.get().elements(features));
        }
        String handle = stage.getHandleInvalid();
        if (handle.equals("keep")) {
            Constant kept = builder.doubles(
                    categories.values().stream().mapToDouble(Map::size).toArray());
            indices = builder.where(none, kept, indices);
        }
        graph.putStored(stage.getOutputCol(), inPlace(builder, value, features, indices), stored);
        if (!handle.equals("keep")) {
            Value any = none.cast(ElementType.FLOAT).maxMatrix();
            graph.reject(
                    handle.equals("skip") ? RowAction.SKIP : RowAction.ERROR,
                    any.cast(ElementType.BOOL),
                    List.of(stage.getInputCol()),
                    "a vector with a category that was not fitted on",
                    "handleInvalid " + handle);
        }
    }

    private static Value sum(GraphBuilder builder, Value numbers, int width) {
        return builder.op("ReduceSum", ElementType.DOUBLE, width, Map.of("keepdims", 0L), numbers, builder.longs(2));
    }

    private static Value inPlace(GraphBuilder builder, Value value, long[] features, Value indices) {
        int size = value.width();
        if (features.length == size) {
            return indices;
        }
        long[] places = LongStream.range(0, size).toArray();
        for (int i = 0; i < features.length; i++) {
            places[(int) features[i]] = size + i;
        }
        return builder.concat(List.of(value, indices)).elements(places);
    }

    /** The categories of each feature and their indices, a feature with fewer of them filled up with NaN. */
    private record Table(int width, int depth, double[] keys, double[] indices) {
        static Table of(SortedMap<Integer, Map<Double, Integer>> categories) {
            int depth = Math.max(
                    1, categories.values().stream().mapToInt(Map::size).max().orElseThrow());
            double[] keys = new double[categories.size() * depth];
            double[] indices = new double[keys.length];
            Arrays.fill(keys, Double.NaN);
            int feature = 0;
            for (Map<Double, Integer> map : categories.values()) {
                int at = feature++ * depth;
                for (Map.Entry<Double, Integer> entry : new TreeMap<>(map).entrySet()) {
                    keys[at] = entry.getKey();
                    indices[at++] = entry.getValue();
                }
            }
            return new Table(categories.size(), depth, keys, indices);
        }

        Constant constant(GraphBuilder builder, double[] values) {
            return builder.doubles(List.of((long) width, (long) depth), values);
        }
    }
}
