package dev.lastmile.tracking.internal;

import dev.lastmile.tracking.ArtifactFile;
import dev.lastmile.tracking.TrackingConfig;
import dev.lastmile.tracking.TrackingException;
import dev.lastmile.tracking.UploadObserver;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Uploads and downloads folders of artifacts, and finds the store of a location. Thread-safe. */
final class Artifacts implements AutoCloseable {
    private static final String PROXY = "mlflow-artifacts";
    /** An experiment, a run, and what is below the run's artifacts, where Databricks lets nobody in but itself. */
    private static final Pattern MANAGED = Pattern.compile("databricks/mlflow-tracking/[^/]+/([^/]+)/artifacts(|/.*)");

    private final TrackingConfig config;
    private final Http http;
    private final Rest rest;
    private S3Store.Server s3;

    Artifacts(TrackingConfig config, Http http, Rest rest) {
        this.config = config;
        this.http = http;
        this.rest = rest;
    }

    /**
     * The store of a location.
     *
     * @throws TrackingException naming a location of a kind that is not supported
     */
    ArtifactStore at(String location) {
        int colon = location.indexOf(':');
        String scheme = colon < 0 ? "" : location.substring(0, colon);
        String rest = location.substring(colon + 1);
        return switch (scheme) {
            case PROXY -> proxy(rest);
            case "s3" -> s3(location, rest);
            case "dbfs" -> dbfs(location, rest);
            case "runs" -> ofRun(location, rest);
            case "models" -> ofLoggedModel(location, rest);
            default ->
                throw new TrackingException("Artifacts at " + location + " cannot be reached from here; only "
                        + PROXY
                        + ": and s3: locations can. Start the tracking server with --serve-artifacts, or give the"
                        + " experiment an s3:// location.");
        };
    }

    private ArtifactStore proxy(String rest) {
        String server = config.uri().toString();
        String path = rest;
        if (rest.startsWith("//")) {
            int slash = rest.indexOf('/', 2);
            String authority = slash < 0 ? rest.substring(2) : rest.substring(2, slash);
            path = slash < 0 ? "" : rest.substring(slash);
            if (!authority.isEmpty()) {
                server = config.uri().getScheme() + "://" + authority;
            }
        }
        return ProxyStore.of(http, server, withoutSlashes(path));
    }

    private ArtifactStore s3(String location, String rest) {
        String path = withoutSlashes(rest);
        int slash = path.indexOf('/');
        String bucket = slash < 0 ? path : path.substring(0, slash);
        if (bucket.isEmpty()) {
            throw new TrackingException("The location " + location + " has no bucket.");
        }
        return server().store(bucket, slash < 0 ? "" : path.substring(slash + 1));
    }

    private ArtifactStore dbfs(String location, String rest) {
        if (!config.isDatabricks() || rest.startsWith("//")) {
            throw new TrackingException("Artifacts at " + location + " cannot be reached from here: a workspace of"
                    + " Databricks has them. Set " + TrackingConfig.URI_VARIABLE + " to databricks and name that"
                    + " workspace, or start the tracking server with --serve-artifacts.");
        }
        String path = withoutSlashes(rest);
        Matcher managed = MANAGED.matcher(path);
        return managed.matches()
                ? SignedStore.ofRun(this.rest, http, managed.group(1), withoutSlashes(managed.group(2)))
                : new DbfsStore(http, config.uri(), path);
    }

    /** The files of a version of a registered model in a workspace of Databricks. */
    ArtifactStore ofVersion(String name, String version) {
        return SignedStore.ofVersion(rest, http, name, version);
    }

    private ArtifactStore ofRun(String location, String rest) {
        String path = withoutSlashes(rest);
        int slash = path.indexOf('/');
        if (slash < 0) {
            throw new TrackingException("The location " + location + " has no path after the run's id.");
        }
        String uri = this.rest
                .get("runs/get", Map.of("run_id", path.substring(0, slash)))
                .at("/run/info/artifact_uri")
                .asText();
        return at(ArtifactPath.join(uri, path.substring(slash + 1)));
    }

    private ArtifactStore ofLoggedModel(String location, String rest) {
        String path = withoutSlashes(rest);
        if (!path.startsWith("m-") || path.indexOf('/') >= 0) {
            throw new TrackingException("The location " + location + " is no logged model's.");
        }
        String uri = this.rest
                .get("logged-models/" + path, Map.of())
                .at("/model/info/artifact_uri")
                .asText();
        return at(uri);
    }

    private synchronized S3Store.Server server() {
        if (s3 == null) {
            try {
                s3 = new S3Store.Server(
                        config.s3(), config.timeout(), new Backoff(config.maxRetries(), config.backoff()));
            } catch (NoClassDefFoundError e) {
                throw new TrackingException(
                        "Artifacts at s3:// locations need the MinIO SDK, which is not on the class path ("
                                + e.getMessage()
                                + "). Add io.minio:minio, or start the tracking server with --serve-artifacts.",
                        e);
            }
        }
        return s3;
    }

    /** Uploads all files below a folder, in the order of their names. */
    void uploadFolder(ArtifactStore store, String path, Path folder, UploadObserver observer) {
        List<String> files;
        try (Stream<Path> all = Files.walk(folder)) {
            files = all.filter(Files::isRegularFile)
                    .map(file -> folder.relativize(file).toString().replace('\\', '/'))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new TrackingException(
                    "The folder " + folder + " cannot be read: " + e + ". Name an existing one.", e);
        }
        int done = 0;
        for (String file : files) {
            store.upload(ArtifactPath.join(path, file), folder.resolve(file));
            done++;
            observer.uploaded(file, done, files.size());
        }
    }

    /**
     * Downloads all files of a store into a folder that must not exist; the folder is created atomically.
     *
     * @throws TrackingException if there are none, or one would lie outside the folder
     */
    void downloadAll(ArtifactStore store, String what, Path folder) {
        Path target = folder.toAbsolutePath().normalize();
        if (Files.exists(target)) {
            throw new TrackingException("The folder " + target + " exists already. Name one that does not.");
        }
        Path fresh = target.resolveSibling("." + target.getFileName() + "-" + UUID.randomUUID());
        try {
            Files.createDirectories(fresh);
            try {
                if (download(store, "", fresh) == 0) {
                    throw new TrackingException(what + " has no files on the server. Register it again.");
                }
                Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                deleteAll(fresh);
            }
        } catch (IOException e) {
            throw new TrackingException("The folder " + target + " cannot be written: " + e, e);
        }
    }

    private static int download(ArtifactStore store, String path, Path folder) throws IOException {
        int files = 0;
        for (ArtifactFile file : store.list(path)) {
            Path target = folder.resolve(ArtifactPath.lastOf(file.path()));
            if (file.isFolder()) {
                Files.createDirectory(target);
                files += download(store, file.path(), target);
            } else {
                store.download(file.path(), target);
                files++;
            }
        }
        return files;
    }

    private static void deleteAll(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private static String withoutSlashes(String path) {
        return path.replaceAll("^/+|/+$", "");
    }

    @Override
    public synchronized void close() {
        if (s3 != null) {
            s3.close();
            s3 = null;
        }
    }
}
