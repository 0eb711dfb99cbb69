package dev.lastmile.trackingserver.artifact;

import dev.lastmile.trackingserver.protocol.ProtocolException;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** Lists the artifacts of a run or of a logged model. */
@ApplicationScoped
public class ArtifactListing {
    private final ArtifactStore store;

    public ArtifactListing(ArtifactStore store) {
        this.store = store;
    }

    /**
     * @param rootUri the address of all its artifacts
     * @param files with paths relative to it
     */
    public record Answer(String rootUri, List<FileForm> files) {}

    /**
     * Lists a folder below an address.
     *
     * @throws ProtocolException if this server does not store the artifacts of the address
     */
    public Answer list(String rootUri, String folder) {
        ArtifactPath below = ArtifactPath.parse(folder);
        ArtifactPath root = ArtifactUri.path(rootUri)
                .orElseThrow(() -> ProtocolException.invalid("The artifacts are at " + rootUri
                        + ", which this server does not keep. List them with a client of that storage."));
        List<FileForm> files = store.list(root.resolve(below)).stream()
                .map(file -> file.below(below.toString()))
                .toList();
        return new Answer(rootUri, files);
    }
}
