package dev.lastmile.onnx.internal.chain;

import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import dev.lastmile.onnx.OnnxModelException;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** The versions of operators that models have in common: the same operator can mean another thing in another version. */
final class OperatorSets {
    private static final String DEFAULT = "ai.onnx";

    private final SortedMap<String, Long> versions = new TreeMap<>();
    private final Map<String, ChainLink> first = new HashMap<>();

    /**
     * @throws OnnxModelException naming two models that differ
     */
    void add(ChainLink link) {
        for (OperatorSetIdProto set : link.model().getOpsetImportList()) {
            String domain = set.getDomain().equals(DEFAULT) ? "" : set.getDomain();
            Long version = versions.putIfAbsent(domain, set.getVersion());
            if (version != null && version != set.getVersion()) {
                throw new OnnxModelException(first.get(domain) + " has version " + version + " of the operators "
                        + (domain.isEmpty() ? DEFAULT : domain) + ", and " + link + " has " + set.getVersion()
                        + ", in which one of the same name can compute something else. Export both with the same version"
                        + " (scikit-learn: target_opset).");
            }
            first.putIfAbsent(domain, link);
        }
    }

    /** By domain; the default one is empty. */
    SortedMap<String, Long> versions() {
        return versions;
    }
}
