package dev.lastmile.onnx.random;

import static dev.lastmile.onnx.random.StageSpec.with;

import dev.lastmile.onnx.random.Flow.Column;
import java.util.List;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.attribute.AttributeGroup;
import org.apache.spark.ml.feature.ChiSqSelector;
import org.apache.spark.ml.feature.UnivariateFeatureSelector;
import org.apache.spark.ml.feature.VarianceThresholdSelector;
import org.apache.spark.ml.feature.VectorSlicer;

/** Stages that leave some of a vector's numbers out. */
final class SelectionStages {
    private SelectionStages() {}

    static List<StageSpec> all() {
        return List.of(
                new StageSpec("ChiSqSelectorModel", SelectionStages::chiSquared),
                new StageSpec("UnivariateFeatureSelectorModel", SelectionStages::univariate),
                new StageSpec(
                        "VarianceThresholdSelectorModel",
                        (flow, p) -> selector(
                                flow,
                                with(
                                        new VarianceThresholdSelector(),
                                        "varianceThreshold",
                                        p.number("varianceThreshold", 0, 0.1)))),
                new StageSpec("VectorSlicer", SelectionStages::slicer));
    }

    // A test that selects nothing makes an empty vector, which has no form in a graph.
    private static PipelineStage chiSquared(Flow flow, Choices p) {
        String type = p.of("selectorType", "numTopFeatures", "numTopFeatures", "percentile", "fpr", "fdr", "fwe");
        ChiSqSelector selector = with(new ChiSqSelector(), "labelCol", "kind", "selectorType", type);
        return selector(
                flow,
                type.equals("numTopFeatures")
                        ? with(selector, "numTopFeatures", p.whole("numTopFeatures", 1, 2))
                        : with(selector, type, 0.99));
    }

    private static PipelineStage univariate(Flow flow, Choices p) {
        String features = p.of("featureType", "categorical", "continuous");
        String label = p.of("labelType", "categorical", "continuous");
        boolean unknown = features.equals("categorical") && label.equals("continuous");
        String mode = p.of("selectionMode", "numTopFeatures", "percentile", "fpr", "fdr", "fwe");
        return selector(
                flow,
                with(
                        new UnivariateFeatureSelector(),
                        "labelCol",
                        label.equals("categorical") ? "kind" : "y",
                        "featureType",
                        unknown ? "continuous" : features,
                        "labelType",
                        label,
                        "selectionMode",
                        mode,
                        "selectionThreshold",
                        mode.equals("numTopFeatures") ? 2.0 : 0.99));
    }

    private static PipelineStage slicer(Flow flow, Choices p) {
        String by = p.of("by", "indices", "names", "both");
        Column column = flow.vector(any -> by.equals("indices") || any.hasAttributes());
        VectorSlicer slicer = with(new VectorSlicer(), "inputCol", column.name(), "outputCol", flow.output("slice"));
        if (!by.equals("names")) {
            with(slicer, "indices", by.equals("both") ? new int[] {0} : new int[] {column.width() - 1, 0});
        }
        if (!by.equals("indices")) {
            AttributeGroup group = AttributeGroup.fromStructField(column.field());
            String name = group.getAttr(column.width() - 1).name().getOrElse(() -> "");
            if (name.isEmpty() || by.equals("both") && column.width() == 1) {
                throw new Flow.NoColumnException("column " + column.name() + " has no such names");
            }
            with(slicer, "names", new String[] {name});
        } else if (column.width() == 1) {
            with(slicer, "indices", new int[] {0});
        }
        return slicer;
    }

    private static PipelineStage selector(Flow flow, PipelineStage stage) {
        return with(stage, "featuresCol", flow.vector().name(), "outputCol", flow.output("selected"));
    }
}
