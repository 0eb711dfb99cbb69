package dev.lastmile.onnx.internal.chain;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.lastmile.onnx.GraphMetadata;
import dev.lastmile.onnx.LogicalType;
import dev.lastmile.onnx.OnnxModelException;
import dev.lastmile.onnx.RowStatus;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** The metadata properties of a chain. */
final class ChainMetadata {
    private ChainMetadata() {}

    /**
     * @param readers the first link that reads each input of the chain
     * @param outputs that the chain has
     */
    static SortedMap<String, String> of(
            List<ChainLink> links, Map<String, ChainLink> readers, List<String> outputs, ChainStatus status) {
        SortedMap<String, String> merged = new TreeMap<>();
        Set<String> sources = new LinkedHashSet<>();
        ArrayNode digests = new ObjectMapper().createArrayNode();
        for (ChainLink link : links) {
            requireFormat(link);
            merged.putAll(link.metadata());
            if (link.metadata().containsKey(GraphMetadata.SOURCE)) {
                sources.add(link.metadata().get(GraphMetadata.SOURCE));
            }
            digests.add(link.digest());
        }
        merged.remove(GraphMetadata.INPUT_TYPES);
        SortedMap<String, LogicalType> types = types(readers);
        if (!types.isEmpty()) {
            merged.put(GraphMetadata.INPUT_TYPES, LogicalType.json(types));
        }
        Set<String> given = new HashSet<>(outputs);
        if (!status.isEmpty()) {
            given.add(RowStatus.OUTPUT);
            merged.putAll(RowStatus.metadata(status.rules()));
        }
        merged.keySet()
                .removeIf(key -> key.startsWith(GraphMetadata.OUTPUT_PREFIX)
                        && !given.contains(key.substring(GraphMetadata.OUTPUT_PREFIX.length())));
        if (!sources.isEmpty()) {
            merged.put(GraphMetadata.SOURCE, String.join(", then ", sources));
        }
        merged.put(GraphMetadata.FORMAT, GraphMetadata.CURRENT_FORMAT);
        merged.put(GraphMetadata.CHAIN, digests.toString());
        return merged;
    }

    private static SortedMap<String, LogicalType> types(Map<String, ChainLink> readers) {
        SortedMap<String, LogicalType> types = new TreeMap<>();
        readers.forEach((input, link) -> {
            LogicalType type = LogicalType.ofInputs(link.metadata()).get(input);
            if (type != null) {
                types.put(input, type);
            }
        });
        return types;
    }

    private static void requireFormat(ChainLink link) {
        String format = link.metadata().getOrDefault(GraphMetadata.FORMAT, GraphMetadata.CURRENT_FORMAT);
        if (!format.equals(GraphMetadata.CURRENT_FORMAT)) {
            throw new OnnxModelException(link + " has metadata of format " + format + ", and this version merges "
                    + GraphMetadata.CURRENT_FORMAT + ". Upgrade Lastmile.");
        }
    }
}
