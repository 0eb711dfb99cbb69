package dev.lastmile.pipeline.ingest;

import dev.lastmile.pipeline.StepException;
import dev.lastmile.pipeline.ingest.file.Download;
import dev.lastmile.pipeline.ingest.file.FileStore;
import dev.lastmile.pipeline.ingest.file.ListedFile;
import dev.lastmile.pipeline.ingest.text.TextFormat;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Raw files and their format.
 *
 * <p>A location is a file, a folder (the files directly in it), a glob, an {@code http://} or {@code https://} address,
 * {@code s3a://} (also {@code s3://}), any other Hadoop file system, or {@linkplain #resource a class path resource}.
 * Immutable.
 */
public final class RawSource {
    private final String location;
    private final TextFormat text;
    private final String sha256;
    private final ListedFile downloaded;

    private RawSource(String location, TextFormat text, String sha256, ListedFile downloaded) {
        this.location = location;
        this.text = text;
        this.sha256 = sha256;
        this.downloaded = downloaded;
    }

    /** Text files: CSV, TSV or JSON lines, each of them plain or gzip. */
    public static RawSource text(String location, TextFormat format) {
        return new RawSource(location, format, null, null);
    }

    /** Parquet files, in a file system that Spark reads. */
    public static RawSource parquet(String location) {
        return new RawSource(location, null, null, null);
    }

    /** The location of a file that travels with the code, such as {@code /iris/iris.data}. */
    public static String resource(String path) {
        return FileStore.resource(path);
    }

    /**
     * The same source, which has to be one file with these bytes.
     *
     * @param sha256 64 hexadecimal digits
     */
    public RawSource expecting(String sha256) {
        return new RawSource(location, text, sha256, downloaded);
    }

    /**
     * The same source, with its file on disk if it is a download.
     *
     * @param downloads folder that keeps downloads under their digests
     * @param environment has the variables of the proxy
     * @throws StepException if it cannot be downloaded; what may be secret in the address is in no message
     */
    RawSource fetched(Path downloads, Map<String, String> environment) {
        if (downloaded != null || !location.matches("(?i)https?:.*")) {
            return this;
        }
        try {
            ListedFile file = new Download(downloads, environment).fetch(new URI(location), sha256);
            return new RawSource(file.name(), text, sha256, file);
        } catch (URISyntaxException e) {
            // Without the cause, whose message has the address.
            throw new StepException("The address given with --url is not one of http or https. Check it for blanks and"
                    + " characters that have to be encoded.");
        }
    }

    /** Where it is; of a download without what may be secret. */
    String location() {
        return location;
    }

    /** The format of text files, or empty for Parquet. */
    Optional<TextFormat> textFormat() {
        return Optional.ofNullable(text);
    }

    Optional<String> sha256() {
        return Optional.ofNullable(sha256);
    }

    Optional<ListedFile> downloaded() {
        return Optional.ofNullable(downloaded);
    }
}
