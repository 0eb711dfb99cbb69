package dev.lastmile.onnx.internal.chain;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import dev.lastmile.onnx.OnnxModel;
import dev.lastmile.onnx.OnnxModelException;
import dev.lastmile.onnx.OnnxScorer;
import dev.lastmile.onnx.RowStatus;
import dev.lastmile.onnx.TensorSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** One merger of models: copies each one's graph, its names behind a prefix, and binds its inputs. */
public final class ChainGraph {
    /** From this one on a constant need not be an input too. */
    private static final int LEAST_IR = 4;

    private final List<ChainLink> links = new ArrayList<>();
    private final OperatorSets operators = new OperatorSets();
    private final ChainNodes nodes;
    private final Map<String, Bound> inputs = new LinkedHashMap<>();
    private final Map<String, Bound> made = new LinkedHashMap<>();
    private final Map<String, ChainLink> makers = new HashMap<>();

    /** A value of the merged graph. */
    record Bound(String name, TensorSpec spec) {}

    /**
     * @throws OnnxModelException naming what does not fit
     */
    public ChainGraph(List<OnnxModel> models) {
        for (int i = 0; i < models.size(); i++) {
            links.add(ChainLink.of(models.get(i), "Model " + (i + 1) + " of " + models.size()));
        }
        links.forEach(operators::add);
        this.nodes = new ChainNodes(prefix());
        for (int i = 0; i < links.size(); i++) {
            add(links.get(i), nodes.prefix() + "model_" + (i + 1) + "/");
        }
    }

    /**
     * The merged model.
     *
     * @throws OnnxModelException naming an output that cannot be kept
     */
    public OnnxModel build(List<String> kept) {
        GraphProto.Builder graph = GraphProto.newBuilder().setName("chain");
        inputs.forEach((name, input) -> graph.addInput(makers.get(name).input(name)));
        List<String> outputs = outputs(kept);
        for (String output : outputs) {
            nodes.rename(made.get(output).name(), output);
            graph.addOutput(makers.get(output).output(output));
        }
        ChainStatus status = new ChainStatus(links, nodes);
        if (!status.isEmpty()) {
            nodes.rename(status.value(), RowStatus.OUTPUT);
            graph.addOutput(status.output());
        }
        nodes.addTo(graph);
        ModelProto.Builder model = ModelProto.newBuilder()
                .setIrVersion(links.stream()
                        .mapToLong(link -> link.model().getIrVersion())
                        .reduce(LEAST_IR, Math::max))
                .setProducerName("lastmile")
                .setGraph(graph);
        operators
                .versions()
                .forEach((domain, version) -> model.addOpsetImport(
                        OperatorSetIdProto.newBuilder().setDomain(domain).setVersion(version)));
        Map<String, ChainLink> readers = new HashMap<>(makers);
        readers.keySet().retainAll(inputs.keySet());
        ChainMetadata.of(links, readers, outputs, status)
                .forEach((key, value) -> model.addMetadataProps(
                        StringStringEntryProto.newBuilder().setKey(key).setValue(value)));
        OnnxModel merged = new OnnxModel(model.build().toByteArray());
        requireLoads(merged);
        return merged;
    }

    private void add(ChainLink link, String prefix) {
        Map<String, String> bindings = new HashMap<>();
        for (TensorSpec input : link.inputs()) {
            Bound given = made.get(input.name());
            if (given == null) {
                given = inputs.computeIfAbsent(input.name(), name -> new Bound(name, input));
                makers.putIfAbsent(input.name(), link);
            }
            bindings.put(input.name(), nodes.adapt(link, given, input));
        }
        RenamedGraph copy = new RenamedGraph(prefix, bindings);
        nodes.add(copy.of(link.model().getGraph()));
        for (TensorSpec output : link.outputs()) {
            Bound value = new Bound(copy.name(output.name()), output);
            if (output.name().equals(RowStatus.OUTPUT)) {
                link.status(value);
                continue;
            }
            if (made.put(output.name(), value) != null || inputs.containsKey(output.name())) {
                throw new OnnxModelException(link + " gives " + output + ", and there is an input or an output "
                        + output.name() + " of the chain already. Export it under another name.");
            }
            makers.put(output.name(), link);
        }
    }

    private List<String> outputs(List<String> kept) {
        ChainLink last = links.get(links.size() - 1);
        Set<String> own = new HashSet<>();
        last.outputs().forEach(output -> own.add(output.name()));
        List<String> outputs = new ArrayList<>();
        for (String name : kept) {
            if (!made.containsKey(name) || own.contains(name) || outputs.contains(name)) {
                throw new OnnxModelException("Output " + name + " cannot be kept: the models before the last one give "
                        + made.keySet().stream()
                                .filter(output -> !own.contains(output))
                                .toList()
                        + ". Name some of these, each once.");
            }
            outputs.add(name);
        }
        last.outputs().stream()
                .map(TensorSpec::name)
                .filter(name -> !name.equals(RowStatus.OUTPUT))
                .forEach(outputs::add);
        return outputs;
    }

    // No name that people see starts like those in between.
    private String prefix() {
        String prefix = "chain/";
        while (startsAny(prefix)) {
            prefix = "_" + prefix;
        }
        return prefix;
    }

    private boolean startsAny(String prefix) {
        return links.stream()
                .flatMap(link -> Stream.concat(link.inputs().stream(), link.outputs().stream()))
                .anyMatch(spec -> spec.name().startsWith(prefix));
    }

    private static void requireLoads(OnnxModel merged) {
        try {
            new OnnxScorer(merged.bytes()).close();
        } catch (OnnxModelException e) {
            throw new OnnxModelException(
                    "Each of the models loads, and their merged graph does not: " + e.getMessage()
                            + " Score them one after the other.",
                    e);
        }
    }
}
