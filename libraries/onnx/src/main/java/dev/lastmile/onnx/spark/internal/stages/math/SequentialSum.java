package dev.lastmile.onnx.spark.internal.stages.math;

import dev.lastmile.onnx.ElementType;
import dev.lastmile.onnx.graph.Constant;
import dev.lastmile.onnx.graph.GraphBuilder;
import dev.lastmile.onnx.graph.Value;
import java.util.Map;
import java.util.stream.LongStream;

/**
 * Sums one number after the other, as Spark takes them.
 *
 * <p>ONNX's own sums are free in their order, and where two classes are level, the last bit decides between them. A
 * cumulative sum has only one order.
 */
public final class SequentialSum {
    /** So many numbers a row are held at once, which keeps a batch of rows within a few megabytes. */
    private static final int BLOCK_NUMBERS = 256;

    private SequentialSum() {}

    /** The sum of each row's vector: {@code [N,1]}. */
    public static Value ofVector(Value vectors) {
        return vectors.cumulativeSum(1).elements(vectors.width() - 1L);
    }

    /**
     * The sum of the table's rows at these places.
     *
     * @param table {@code [rows,width]}
     * @param places INT64 {@code [N,many]}
     * @return DOUBLE {@code [N,width]}
     */
    public static Value ofRows(Constant table, Value places) {
        GraphBuilder builder = table.builder();
        int width = table.width();
        int block = Math.max(1, BLOCK_NUMBERS / width);
        Value sum = null;
        for (int from = 0; from < places.width(); from += block) {
            int to = Math.min(from + block, places.width());
            // [N,to - from,width], of which only the last dimension can be said.
            Value rows = table.at(places.elements(LongStream.range(from, to).toArray()));
            int last = to - from - 1;
            if (sum != null) {
                Value first = sum.unsqueeze(1);
                rows = builder.op("Concat", ElementType.DOUBLE, width, Map.of("axis", 1L), first, rows);
                last++;
            }
            sum = builder.op(
                    "Gather",
                    ElementType.DOUBLE,
                    width,
                    Map.of("axis", 1L),
                    rows.cumulativeSum(1),
                    builder.longScalar(last));
        }
        return sum;
    }
}
