package dev.lastmile.onnx.spark.internal.stages.tree;

import dev.lastmile.onnx.ElementType;
import dev.lastmile.onnx.graph.Constant;
import dev.lastmile.onnx.graph.GraphBuilder;
import dev.lastmile.onnx.graph.Value;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.ml.tree.CategoricalSplit;

/**
 * Splits by categories as numbers beside the features, one for each different split: 0 where it goes left, 1 where it
 * goes right.
 *
 * <p>They are looked up in tables that Spark's own splits fill, so that a number that is no known category (NaN, 2.5, a
 * new one) goes where Spark sends it, which is not always right. ONNX's own test of membership is not used: ONNX Runtime
 * 1.28.0 calls 0.5 a member of {0, 3, 70}.
 */
final class CategoryFlags {
    private static final double NO_CATEGORY = -1;

    // Those that send one category alone to the left, as all of a one-hot column do, need no table.
    private final List<CategoricalSplit> single;
    private final SortedMap<Integer, Set<CategoricalSplit>> byFeature = new TreeMap<>();
    private final Map<CategoricalSplit, Long> columns = new HashMap<>();

    /**
     * @param width of the vectors of features
     * @param splits that need a flag; equal ones share one
     */
    CategoryFlags(int width, List<CategoricalSplit> splits) {
        single = splits.stream()
                .filter(CategoryFlags::isSingle)
                .distinct()
                .sorted(Comparator.comparingInt(CategoricalSplit::featureIndex))
                .toList();
        single.forEach(split -> columns.put(split, (long) width + columns.size()));
        splits.stream()
                .filter(split -> !isSingle(split))
                .forEach(split -> byFeature
                        .computeIfAbsent(split.featureIndex(), feature -> new LinkedHashSet<>())
                        .add(split));
        byFeature.values().forEach(same -> same.forEach(split -> columns.put(split, (long) width + columns.size())));
    }

    /** The place of a split's flag in the vectors of {@link #beside}. */
    long column(CategoricalSplit split) {
        return columns.get(split);
    }

    /** The features, and after them the flags of all splits. */
    Value beside(GraphBuilder builder, Value features) {
        List<Value> parts = new ArrayList<>(List.of(features));
        if (!single.isEmpty()) {
            parts.add(equalTo(builder, features));
        }
        byFeature.forEach(
                (feature, splits) -> parts.add(flags(builder, features.element(feature), new ArrayList<>(splits))));
        return builder.concat(parts);
    }

    private Value equalTo(GraphBuilder builder, Value features) {
        Value own = features.elements(
                single.stream().mapToLong(CategoricalSplit::featureIndex).toArray());
        Constant categories = builder.doubles(
                single.stream().mapToDouble(split -> split.leftCategories()[0]).toArray());
        Value equal = own.equal(categories);
        return equal.not().cast(ElementType.DOUBLE);
    }

    private static Value flags(GraphBuilder builder, Value feature, List<CategoricalSplit> splits) {
        int categories =
                splits.stream().mapToInt(CategoricalSplit::numCategories).max().orElseThrow();
        double[] table = new double[(categories + 1) * splits.size()];
        for (int row = 0; row <= categories; row++) {
            for (int i = 0; i < splits.size(); i++) {
                boolean left = goesLeft(splits.get(i), row < categories ? row : NO_CATEGORY);
                table[row * splits.size() + i] = left ? 0 : 1;
            }
        }
        Constant rows = builder.doubles(List.of(categories + 1L, (long) splits.size()), table);
        Value row = row(builder, feature, categories);
        return rows.at(row);
    }

    // The category itself, or the last row of the table.
    private static Value row(GraphBuilder builder, Value feature, int categories) {
        Value whole = feature.equal(feature.floor());
        Value least = feature.greaterOrEqual(0);
        Value most = feature.less(categories);
        Value known = whole.and(least).and(most);
        Value row = builder.where(known, feature, categories);
        return row.cast(ElementType.INT64);
    }

    private static boolean isSingle(CategoricalSplit split) {
        return split.leftCategories().length == 1 && !goesLeft(split, NO_CATEGORY);
    }

    private static boolean goesLeft(CategoricalSplit split, double category) {
        int feature = split.featureIndex();
        return split.shouldGoLeft(Vectors.sparse(feature + 1, new int[] {feature}, new double[] {category}));
    }
}
