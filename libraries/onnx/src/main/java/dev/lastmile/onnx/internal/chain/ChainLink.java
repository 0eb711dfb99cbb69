package dev.lastmile.onnx.internal.chain;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.lastmile.onnx.ElementType;
import dev.lastmile.onnx.OnnxModel;
import dev.lastmile.onnx.OnnxModelException;
import dev.lastmile.onnx.OnnxScorer;
import dev.lastmile.onnx.RowStatus;
import dev.lastmile.onnx.TensorSpec;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A model of a chain, and what ONNX Runtime says of it. */
final class ChainLink {
    private final String name;
    private final String digest;
    private final ModelProto model;
    private final List<TensorSpec> inputs;
    private final List<TensorSpec> outputs;
    private final Map<String, String> metadata;
    private ChainGraph.Bound status;

    private ChainLink(String name, String digest, ModelProto model, OnnxScorer scorer) {
        this.name = name;
        this.digest = digest;
        this.model = model;
        this.inputs = scorer.inputs();
        this.outputs = scorer.outputs();
        this.metadata = scorer.metadata();
    }

    /**
     * @param name for messages
     * @throws OnnxModelException if the model does not load, or cannot be part of another
     */
    static ChainLink of(OnnxModel model, String name) {
        try (OnnxScorer scorer = new OnnxScorer(model.bytes())) {
            ModelProto proto = ModelProto.parseFrom(model.bytes());
            if (proto.getFunctionsCount() > 0) {
                throw new OnnxModelException(name + " has functions of its own, such as "
                        + proto.getFunctions(0).getName() + ", and no others can be put beside them. Export it with its"
                        + " functions inlined (onnx.inliner.inline_local_functions).");
            }
            return new ChainLink(name, model.digest(), proto, scorer);
        } catch (InvalidProtocolBufferException e) {
            throw new OnnxModelException(name + " is no ONNX file: " + e.getMessage(), e);
        }
    }

    String digest() {
        return digest;
    }

    ModelProto model() {
        return model;
    }

    List<TensorSpec> inputs() {
        return inputs;
    }

    List<TensorSpec> outputs() {
        return outputs;
    }

    Map<String, String> metadata() {
        return metadata;
    }

    ValueInfoProto input(String input) {
        return named(model.getGraph().getInputList(), input);
    }

    ValueInfoProto output(String output) {
        return named(model.getGraph().getOutputList(), output);
    }

    /** Takes note of where the merged graph has this model's row status. */
    void status(ChainGraph.Bound value) {
        if (value.spec().type() != ElementType.INT64 || value.spec().isVector()) {
            throw new OnnxModelException(name + " gives " + value.spec() + ", and a row status is " + RowStatus.OUTPUT
                    + " INT64[N]. Export it under another name.");
        }
        status = value;
    }

    Optional<ChainGraph.Bound> status() {
        return Optional.ofNullable(status);
    }

    /** As messages name the model. */
    @Override
    public String toString() {
        return name;
    }

    private static ValueInfoProto named(List<ValueInfoProto> infos, String name) {
        return infos.stream()
                .filter(info -> info.getName().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
