package dev.lastmile.onnx.random;

import static dev.lastmile.onnx.random.StageSpec.with;

import dev.lastmile.onnx.random.Flow.Column;
import java.util.List;
import java.util.function.Predicate;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.feature.DCT;
import org.apache.spark.ml.feature.ElementwiseProduct;
import org.apache.spark.ml.feature.Interaction;
import org.apache.spark.ml.feature.MaxAbsScaler;
import org.apache.spark.ml.feature.MinMaxScaler;
import org.apache.spark.ml.feature.Normalizer;
import org.apache.spark.ml.feature.PCA;
import org.apache.spark.ml.feature.PolynomialExpansion;
import org.apache.spark.ml.feature.RobustScaler;
import org.apache.spark.ml.feature.StandardScaler;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.ml.feature.VectorIndexer;
import org.apache.spark.ml.feature.VectorSizeHint;
import org.apache.spark.ml.linalg.Vectors;

/** Stages that make vectors. */
final class VectorStages {
    private VectorStages() {}

    static List<StageSpec> all() {
        return List.of(
                new StageSpec("VectorAssembler", VectorStages::assembler),
                new StageSpec("VectorSizeHint", VectorStages::sizeHint),
                new StageSpec("VectorIndexerModel", VectorStages::indexer),
                new StageSpec("Interaction", VectorStages::interaction),
                new StageSpec("DCT", VectorStages::dct),
                new StageSpec("ElementwiseProduct", VectorStages::product),
                new StageSpec("MaxAbsScalerModel", (flow, p) -> into(flow, "scaled", new MaxAbsScaler())),
                new StageSpec("MinMaxScalerModel", VectorStages::minMax),
                new StageSpec("Normalizer", VectorStages::normalizer),
                new StageSpec("PCAModel", VectorStages::pca),
                new StageSpec("PolynomialExpansion", VectorStages::polynomial),
                new StageSpec("RobustScalerModel", VectorStages::robust),
                new StageSpec("StandardScalerModel", VectorStages::standard));
    }

    private static PipelineStage assembler(Flow flow, Choices p) {
        int columns = p.whole("columns", 1, 2, 3, 5);
        return with(
                new VectorAssembler(),
                "inputCols",
                NumberStages.names(flow.some(columns, column -> column.isVector() || column.isNumber())),
                "outputCol",
                flow.output("assembled"),
                "handleInvalid",
                p.of("handleInvalid", flow.handling("error", "skip", "keep")));
    }

    private static PipelineStage sizeHint(Flow flow, Choices p) {
        String column = p.of("column", "of unknown size", "of known size").equals("of known size")
                ? flow.vector(any -> !any.made()).name()
                : flow.sized().orElse("v");
        return with(
                new VectorSizeHint(),
                "inputCol",
                column,
                "size",
                column.equals("unsized") ? 2 : 3,
                "handleInvalid",
                p.of("handleInvalid", "error", "skip", "optimistic"));
    }

    private static PipelineStage indexer(Flow flow, Choices p) {
        // A category that is not the same to the last bit is another one.
        Column column = flow.vector(any -> !any.made() || any.name().startsWith("binary"));
        return into(
                flow,
                column,
                "indexed",
                with(
                        new VectorIndexer(),
                        "maxCategories",
                        p.whole("maxCategories", 2, 5),
                        "handleInvalid",
                        p.of("handleInvalid", flow.handling("error", "skip", "keep"))));
    }

    private static PipelineStage interaction(Flow flow, Choices p) {
        Predicate<Column> fits = column ->
                column.isVector() ? column.hasAttributes() : column.isNumeric() && !column.isNullableFloating();
        return with(
                new Interaction(),
                "inputCols",
                NumberStages.names(flow.some(p.whole("columns", 2, 3), fits)),
                "outputCol",
                flow.output("interaction"));
    }

    // Columns that are infinite only where the rows are, which Case leaves out for this stage. Small integers make
    // sums of exactly 0 in one order and almost 0 in another, all of them ties at a threshold of 0.
    private static PipelineStage dct(Flow flow, Choices p) {
        Column column = flow.vector(any -> any.name().matches("v|unsized|(scaled|product)_.*"));
        return into(flow, column, "dct", with(new DCT(), "inverse", p.flag("inverse")));
    }

    private static PipelineStage product(Flow flow, Choices p) {
        Column column = flow.vector();
        double[] weights = new double[column.width()];
        boolean zero = p.of("scalingVec", "all numbers", "with zero").equals("with zero");
        for (int i = 0; i < weights.length; i++) {
            weights[i] = zero && i == 0 ? 0 : p.random().nextGaussian();
        }
        return into(flow, column, "product", with(new ElementwiseProduct(), "scalingVec", Vectors.dense(weights)));
    }

    private static PipelineStage minMax(Flow flow, Choices p) {
        return into(
                flow, "scaled", with(new MinMaxScaler(), "min", p.number("min", 0, -2), "max", p.number("max", 1, 3)));
    }

    private static PipelineStage normalizer(Flow flow, Choices p) {
        double norm = switch (p.of("p", "1", "2", "3.5", "infinity")) {
            case "1" -> 1;
            case "2" -> 2;
            case "3.5" -> 3.5;
            default -> Double.POSITIVE_INFINITY;
        };
        return into(flow, "normalized", with(new Normalizer(), "p", norm));
    }

    private static PipelineStage pca(Flow flow, Choices p) {
        Column column = flow.vector();
        return into(
                flow,
                column,
                "components",
                with(new PCA(), "k", p.of("k", "1", "width").equals("1") ? 1 : column.width()));
    }

    private static PipelineStage polynomial(Flow flow, Choices p) {
        Column column = flow.vector(any -> any.width() <= 4);
        return into(flow, column, "powers", with(new PolynomialExpansion(), "degree", p.whole("degree", 1, 2, 3)));
    }

    private static PipelineStage robust(Flow flow, Choices p) {
        return scaler(flow, p, new RobustScaler(), "withCentering", "withScaling");
    }

    private static PipelineStage standard(Flow flow, Choices p) {
        return scaler(flow, p, new StandardScaler(), "withMean", "withStd");
    }

    // One that does neither passes a null vector on, which a graph does not.
    private static PipelineStage scaler(Flow flow, Choices p, PipelineStage scaler, String shifts, String scales) {
        boolean shift = p.flag(shifts);
        boolean scale = shift ? p.flag(scales) : Boolean.parseBoolean(p.of(scales, "true"));
        return into(flow, "scaled", with(scaler, shifts, shift, scales, scale));
    }

    static PipelineStage into(Flow flow, String base, PipelineStage stage) {
        return into(flow, flow.vector(), base, stage);
    }

    static PipelineStage into(Flow flow, Column column, String base, PipelineStage stage) {
        return with(stage, "inputCol", column.name(), "outputCol", flow.output(base));
    }
}
