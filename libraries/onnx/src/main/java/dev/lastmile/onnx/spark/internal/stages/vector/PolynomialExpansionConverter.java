package dev.lastmile.onnx.spark.internal.stages.vector;

import dev.lastmile.onnx.ElementType;
import dev.lastmile.onnx.graph.GraphBuilder;
import dev.lastmile.onnx.graph.Value;
import dev.lastmile.onnx.spark.ConversionContext;
import dev.lastmile.onnx.spark.StageConverter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.LongStream;
import org.apache.spark.ml.feature.PolynomialExpansion;

/**
 * All products of up to {@code degree} numbers ({@code expandDense} of Spark's PolynomialExpansion.scala), which takes
 * them from the last number to the first: a product that has become 0 stays 0, whatever NaN or infinity follows.
 *
 * <p>A zero that a sparse vector does not store makes 0 of every product ({@code expandSparse}).
 *
 * <p>A product of k numbers is a product of k - 1 times one more, so there is a level of nodes for each degree.
 */
final class PolynomialExpansionConverter implements StageConverter<PolynomialExpansion> {
    @Override
    public Class<PolynomialExpansion> stage() {
        return PolynomialExpansion.class;
    }

    @Override
    public Set<String> parameters() {
        return Set.of("inputCol", "outputCol", "degree");
    }

    @Override
    public void convert(PolynomialExpansion stage, ConversionContext graph) {
        GraphBuilder builder = graph.builder();
        Value value = graph.vector("inputCol", stage.getInputCol());
        List<List<Integer>> terms = new ArrayList<>();
        expand(value.width() - 1, stage.getDegree(), List.of(), terms);
        Optional<Value> stored = graph.stored(stage.getInputCol());
        // The constant 1 comes first, and Spark leaves it out.
        Value products = products(builder, value, stored, terms.subList(1, terms.size()), stage.getDegree());
        graph.putStored(stage.getOutputCol(), products, stored.map(numbers -> stored(numbers, products)));
    }

    // A sparse vector becomes one without zeros.
    private static Value stored(Value numbers, Value products) {

        Value zero = products.equal(0);
        Value all = numbers.cast(ElementType.INT64).minMatrix();
        Value dense = all.cast(ElementType.BOOL);
        return zero.not().or(dense);
    }

    // The factors of each term, in the order of the terms.
    private static void expand(int last, int degree, List<Integer> factors, List<List<Integer>> terms) {
        if (degree == 0 || last < 0) {
            terms.add(factors);
            return;
        }
        List<Integer> more = new ArrayList<>(factors);
        for (int power = 0; power <= degree; power++) {
            expand(last - 1, degree - power, List.copyOf(more), terms);
            more.add(last);
        }
    }

    private static Value products(
            GraphBuilder builder, Value value, Optional<Value> stored, List<List<Integer>> terms, int degree) {
        List<Value> levels = new ArrayList<>();
        Map<List<Integer>, Long> places = new HashMap<>();
        Map<List<Integer>, Long> inLevel = new HashMap<>();
        for (int i = 0; i < value.width(); i++) {
            inLevel.put(List.of(i), (long) i);
        }
        places.putAll(inLevel);
        levels.add(value);
        for (int level = 2; level <= degree; level++) {
            int factors = level;
            List<List<Integer>> longer =
                    terms.stream().filter(term -> term.size() == factors).toList();
            long[] before = new long[longer.size()];
            long[] factor = new long[longer.size()];
            Map<List<Integer>, Long> next = new HashMap<>();
            for (int i = 0; i < before.length; i++) {
                List<Integer> term = longer.get(i);
                before[i] = inLevel.get(term.subList(0, level - 1));
                factor[i] = term.get(level - 1);
                next.put(term, (long) i);
                places.put(term, (long) places.size());
            }
            levels.add(product(builder, levels.get(level - 2), before, value, stored, factor));
            inLevel = next;
        }
        long[] order = terms.stream().mapToLong(places::get).toArray();
        Value all = builder.concat(levels);
        boolean inOrder = Arrays.equals(order, LongStream.range(0, order.length).toArray());
        return inOrder ? all : all.elements(order);
    }

    private static Value product(
            GraphBuilder builder, Value before, long[] which, Value value, Optional<Value> stored, long[] factor) {
        Value so = before.elements(which);
        Value zero = so.equal(0);
        if (stored.isPresent()) {
            Value missing = stored.get().elements(factor).not();
            zero = zero.or(missing);
        }
        Value product = so.mul(value.elements(factor));
        return builder.where(zero, 0, product);
    }
}
