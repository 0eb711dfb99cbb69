package dev.lastmile.tracking.internal;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lastmile.tracking.ArtifactFile;
import dev.lastmile.tracking.TrackingException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/** Listings of folders: MLflow's {@code FileInfo}, and the similar format of Databricks. */
final class Listing {
    private Listing() {}

    /**
     * A file or folder.
     *
     * @param folder its folder, relative to the store
     * @throws TrackingException if its name could lead outside the folder
     */
    static ArtifactFile entry(String folder, String name, JsonNode file) {
        return new ArtifactFile(
                ArtifactPath.join(folder, ArtifactPath.name(name, folder)),
                file.path("is_dir").asBoolean(),
                file.path("file_size").asLong(0));
    }

    /**
     * The entries of a folder, from a listing with absolute paths.
     *
     * @param whole the absolute path of the folder
     * @param folder its path relative to the store
     * @return empty if the path is that of a file, which is listed as itself
     * @throws TrackingException if the server lists an entry outside the folder
     */
    static List<ArtifactFile> below(String whole, String folder, Iterable<JsonNode> files, URI server) {
        String prefix = whole.isEmpty() ? "" : whole + "/";
        List<ArtifactFile> entries = new ArrayList<>();
        for (JsonNode file : files) {
            String path = file.path("path").asText();
            if (path.equals(whole)) {
                return List.of();
            }
            if (!path.startsWith(prefix)) {
                throw new TrackingException(
                        server + " lists '" + path + "' in the folder " + whole + ", which it is not in.");
            }
            entries.add(entry(folder, path.substring(prefix.length()), file));
        }
        return entries;
    }
}
