package dev.lastmile.onnx;

import dev.lastmile.onnx.internal.chain.ChainGraph;
import java.util.List;

/**
 * Merges models that follow each other into one graph, so that rows cross ONNX Runtime once.
 *
 * <p>An input of a later model is the output of that name of a model before it, else an input of the graph. An output
 * becomes what the input takes: DOUBLE and FLOAT each other, INT32 an INT64, {@code [N]} and {@code [N,1]} each other.
 *
 * <p>The graph gives the last model's outputs, and {@code row_status} if a model gives it: a row has the code of the first
 * model that calls it invalid, and the codes of later models are counted on from those before them. Other metadata are
 * those of all models, the later one's where two have the same key; {@code lastmile.chain} has the digests of the models.
 *
 * <p>Needs the ONNX protobuf classes of {@code tribuo-util-onnx}, which scoring does not need.
 */
public final class OnnxChain {
    private OnnxChain() {}

    /**
     * Merges models.
     *
     * @param models in their order, at least one; all of one version of each set of operators
     * @throws OnnxModelException naming the model and the input, output or set of operators that does not fit, or a model
     *     that does not load
     */
    public static OnnxModel merge(List<OnnxModel> models) {
        return merge(models, List.of());
    }

    /**
     * The same, with outputs of models before the last one.
     *
     * @param kept their names; the graph gives them first, in this order
     * @throws OnnxModelException also naming a kept output that no model before the last one gives
     */
    public static OnnxModel merge(List<OnnxModel> models, List<String> kept) {
        if (models.isEmpty()) {
            throw new OnnxModelException("There are no models to merge. Give at least one.");
        }
        ChainGraph chain = new ChainGraph(models);
        return chain.build(kept);
    }
}
