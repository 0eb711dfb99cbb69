package dev.lastmile.trackingserver.page;

import dev.lastmile.trackingserver.artifact.ArtifactPath;
import dev.lastmile.trackingserver.artifact.ArtifactStore;
import dev.lastmile.trackingserver.artifact.ArtifactUri;
import dev.lastmile.trackingserver.artifact.FileForm;
import dev.lastmile.trackingserver.page.RunPage.ArtifactRow;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Lists all files of a run, folder by folder. */
@ApplicationScoped
public class ArtifactRows {
    private static final int MAX = 500;

    private final ArtifactStore store;

    ArtifactRows(ArtifactStore store) {
        this.store = store;
    }

    /** The first {@value #MAX} files; empty if they are stored elsewhere. */
    List<ArtifactRow> below(String artifactUri) {
        List<ArtifactRow> rows = new ArrayList<>();
        Optional<ArtifactPath> root = ArtifactUri.path(artifactUri);
        root.ifPresent(path -> collect(path, ArtifactPath.ROOT, rows));
        return rows;
    }

    private void collect(ArtifactPath root, ArtifactPath folder, List<ArtifactRow> rows) {
        for (FileForm file : store.list(root.resolve(folder))) {
            ArtifactPath path = folder.resolve(new ArtifactPath(List.of(file.path())));
            if (file.isDir()) {
                collect(root, path, rows);
            } else if (rows.size() < MAX) {
                rows.add(new ArtifactRow(
                        path.toString(), DisplayFormat.size(file.fileSize()), address(root.resolve(path))));
            }
        }
    }

    private static String address(ArtifactPath path) {
        return path.parts().stream()
                .map(part -> URLEncoder.encode(part, StandardCharsets.UTF_8).replace("+", "%20"))
                .collect(Collectors.joining("/", "/api/2.0/mlflow-artifacts/artifacts/", ""));
    }
}
