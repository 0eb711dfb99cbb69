package dev.lastmile.onnx.internal.graph;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.lastmile.onnx.OnnxModelException;
import dev.lastmile.onnx.internal.ModelMetadata;
import dev.lastmile.onnx.internal.RowStatus;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** The metadata properties of a chain. */
final class ChainMetadata {
    private ChainMetadata() {}

    static SortedMap<String, String> of(List<ChainLink> links, List<String> outputs, ChainStatus status) {
        SortedMap<String, String> merged = new TreeMap<>();
        Set<String> sources = new LinkedHashSet<>();
        ArrayNode digests = new ObjectMapper().createArrayNode();
        for (ChainLink link : links) {
            requireFormat(link);
            merged.putAll(link.metadata());
            if (link.metadata().containsKey(ModelMetadata.SOURCE)) {
                sources.add(link.metadata().get(ModelMetadata.SOURCE));
            }
            digests.add(link.digest());
        }
        Set<String> given = new HashSet<>(outputs);
        if (!status.isEmpty()) {
            given.add(RowStatus.OUTPUT);
            merged.putAll(RowStatus.metadata(status.rules()));
        }
        merged.keySet()
                .removeIf(key -> key.startsWith(ModelMetadata.OUTPUT_PREFIX)
                        && !given.contains(key.substring(ModelMetadata.OUTPUT_PREFIX.length())));
        if (!sources.isEmpty()) {
            merged.put(ModelMetadata.SOURCE, String.join(", then ", sources));
        }
        merged.put(ModelMetadata.FORMAT, ModelMetadata.CURRENT_FORMAT);
        merged.put(ModelMetadata.CHAIN, digests.toString());
        return merged;
    }

    private static void requireFormat(ChainLink link) {
        String format = link.metadata().getOrDefault(ModelMetadata.FORMAT, ModelMetadata.CURRENT_FORMAT);
        if (!format.equals(ModelMetadata.CURRENT_FORMAT)) {
            throw new OnnxModelException(link + " has metadata of format " + format + ", and this version merges "
                    + ModelMetadata.CURRENT_FORMAT + ". Upgrade Lastmile.");
        }
    }
}
