package dev.lastmile.onnx.internal.chain;

import ai.onnx.proto.OnnxMl.ValueInfoProto;
import dev.lastmile.onnx.ElementType;
import dev.lastmile.onnx.GraphMetadata;
import dev.lastmile.onnx.OnnxModelException;
import dev.lastmile.onnx.RowRule;
import dev.lastmile.onnx.RowStatus;
import dev.lastmile.onnx.internal.proto.Protos;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The row status of a chain: a row has the code of the first model that calls it invalid. */
final class ChainStatus {
    private final List<RowRule> rules = new ArrayList<>();
    private String value;

    ChainStatus(List<ChainLink> links, ChainNodes nodes) {
        for (ChainLink link : links) {
            link.status().ifPresent(status -> add(link, status.name(), nodes));
        }
    }

    /** Whether no model has one. */
    boolean isEmpty() {
        return value == null;
    }

    /** The name of the value. */
    String value() {
        return value;
    }

    /** What the merged graph says of it. */
    ValueInfoProto output() {
        return Protos.info(RowStatus.OUTPUT, ElementType.INT64, 0);
    }

    List<RowRule> rules() {
        return rules;
    }

    private void add(ChainLink link, String status, ChainNodes nodes) {
        if (!link.metadata().containsKey(GraphMetadata.ROW_STATUS_RULES)) {
            throw new OnnxModelException(link + " gives " + RowStatus.OUTPUT + " without the metadata property "
                    + GraphMetadata.ROW_STATUS_RULES + " that says what its codes mean. Export it again.");
        }
        long before = rules.isEmpty() ? 0 : rules.get(rules.size() - 1).code();
        for (RowRule rule : RowStatus.of(link.metadata()).rules()) {
            rules.add(new RowRule(
                    before + rule.code(), rule.action(), link + ", " + rule.stage(), rule.column(), rule.text()));
        }
        if (value == null) {
            value = status;
            return;
        }
        String none = nodes.longScalar(0);
        String own = nodes.op(
                "Where",
                Map.of(),
                nodes.op("Equal", Map.of(), status, none),
                none,
                nodes.op("Add", Map.of(), status, nodes.longScalar(before)));
        value = nodes.op("Where", Map.of(), nodes.op("Equal", Map.of(), value, none), own, value);
    }
}
