package dev.lastmile.pipeline.ingest.file;

import dev.lastmile.pipeline.StepException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.GlobPattern;
import org.apache.iceberg.CatalogUtil;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.FileInfo;
import org.apache.iceberg.io.SeekableInputStream;
import org.apache.iceberg.io.SupportsPrefixOperations;
import org.apache.spark.SparkFiles;
import org.apache.spark.util.SerializableConfiguration;

/**
 * Opens raw files by their location, on the driver and on executors alike: a path, a {@code file:}, {@code hdfs:} or other
 * address of a Hadoop file system, {@code s3a://} and {@code s3://} by Iceberg's S3 client (so that hadoop-aws is not
 * needed), and {@code resource:/…} of the class path.
 *
 * <p>Files whose name begins with {@code _} or {@code .} are not listed, as in Spark. Thread-safe.
 */
public final class FileStore implements Serializable {
    private static final long serialVersionUID = 1;
    private static final String RESOURCE = "resource:";
    private static final String SHIPPED = "spark-file:";
    /** Addresses of an S3 store. */
    public static final Pattern S3 = Pattern.compile("s3[an]?://.*");

    private static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]+:.*");
    private static final Pattern GLOB = Pattern.compile("[*?{\\[]");

    private final SerializableConfiguration hadoop;
    private final HashMap<String, String> s3;
    private transient FileIO client;

    /**
     * @param hadoop of the Spark context
     * @param s3 properties of Iceberg's S3FileIO, which can have keys in them
     */
    public FileStore(Configuration hadoop, Map<String, String> s3) {
        this.hadoop = new SerializableConfiguration(hadoop);
        this.s3 = new HashMap<>(s3);
    }

    /** The location of a class path resource. */
    public static String resource(String path) {
        return RESOURCE + path;
    }

    /** The location of a file that {@code SparkContext.addFile} has shipped to every executor. */
    public static String shipped(String name) {
        return SHIPPED + name;
    }

    /**
     * The files at a location: the file itself, those directly in a folder, or those that match a glob; by name.
     *
     * @throws StepException if there is none, or the location has a user or a password in it
     */
    public List<ListedFile> list(String location) {
        if (location.startsWith(RESOURCE)) {
            return List.of(bundled(location));
        }
        if (SCHEME.matcher(location).matches()
                && location.replaceFirst("^[^/?]*//", "").matches("[^/]*@.*")) {
            throw new StepException("The location " + location.replaceFirst(":.*", ":…")
                    + " has a user or a password in it, which logs would show. Take it out, and set the variables of the"
                    + " store, such as AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.");
        }
        try {
            List<ListedFile> files = S3.matcher(location).matches() ? listS3(location) : listHadoop(location);
            if (files.isEmpty()) {
                throw new StepException(
                        "The raw file " + location + " cannot be read: no file is there, or none whose name"
                                + " does not begin with _ or a dot. Check the path given with --file.");
            }
            return files.stream().sorted(Comparator.comparing(ListedFile::name)).toList();
        } catch (IOException | UncheckedLocationException e) {
            throw new StepException(
                    "The raw file " + location + " cannot be read: " + e.getMessage()
                            + ". Check the path given with --file.",
                    e);
        }
    }

    /**
     * Opens a file.
     *
     * @param offset the first byte that is returned
     */
    public InputStream open(String location, long offset) throws IOException {
        if (location.startsWith(RESOURCE)) {
            InputStream in = resourceStream(location);
            in.skipNBytes(offset);
            return in;
        }
        if (location.startsWith(SHIPPED)) {
            InputStream in = Files.newInputStream(Path.of(SparkFiles.get(location.substring(SHIPPED.length()))));
            in.skipNBytes(offset);
            return in;
        }
        if (S3.matcher(location).matches()) {
            SeekableInputStream in = s3().newInputFile(location).newStream();
            in.seek(offset);
            return in;
        }
        var path = new org.apache.hadoop.fs.Path(URI.create(location));
        FSDataInputStream in = path.getFileSystem(hadoop.value()).open(path);
        in.seek(offset);
        return in;
    }

    private static ListedFile bundled(String location) {
        try (InputStream in = resourceStream(location)) {
            return new ListedFile("the bundled " + location.substring(location.lastIndexOf('/') + 1), location, 0);
        } catch (IOException e) {
            throw new StepException("There is no file " + location.substring(RESOURCE.length())
                    + " among the resources; put it there, or pass --file or --url.");
        }
    }

    private static InputStream resourceStream(String location) throws IOException {
        String path = location.substring(RESOURCE.length()).replaceFirst("^/", "");
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        InputStream in = context == null ? null : context.getResourceAsStream(path);
        if (in == null) {
            in = FileStore.class.getClassLoader().getResourceAsStream(path);
        }
        if (in == null) {
            throw new FileNotFoundException(location);
        }
        return in;
    }

    private List<ListedFile> listHadoop(String location) throws IOException {
        org.apache.hadoop.fs.Path path = path(location);
        FileSystem files = path.getFileSystem(hadoop.value());
        // A file whose name has a bracket in it is a file, not a glob.
        FileStatus[] found = files.exists(path)
                ? new FileStatus[] {files.getFileStatus(path)}
                : GLOB.matcher(location).find() ? files.globStatus(path) : null;
        List<ListedFile> listed = new ArrayList<>();
        for (FileStatus status : found == null ? new FileStatus[0] : found) {
            if (status.isDirectory()) {
                Arrays.stream(files.listStatus(status.getPath()))
                        .filter(file -> file.isFile() && isData(file.getPath().getName()))
                        .forEach(file -> listed.add(listed(file)));
            } else {
                listed.add(listed(status));
            }
        }
        return listed;
    }

    private static org.apache.hadoop.fs.Path path(String location) {
        if (SCHEME.matcher(location).matches()) {
            return new org.apache.hadoop.fs.Path(location);
        }
        try {
            Path local = Path.of(location);
            return Files.exists(local)
                    ? new org.apache.hadoop.fs.Path(local.toUri())
                    : new org.apache.hadoop.fs.Path("file:" + new java.io.File(location).getAbsolutePath());
        } catch (InvalidPathException e) {
            throw new UncheckedLocationException(e);
        }
    }

    private static ListedFile listed(FileStatus status) {
        URI uri = status.getPath().toUri();
        String name = "file".equals(uri.getScheme()) ? uri.getPath() : uri.toString();
        return new ListedFile(name, uri.toString(), status.getLen());
    }

    private List<ListedFile> listS3(String location) throws IOException {
        var glob = GLOB.matcher(location);
        String prefix = glob.find() ? location.substring(0, location.lastIndexOf('/', glob.start()) + 1) : location;
        Pattern wanted = prefix.equals(location)
                ? Pattern.compile(
                        Pattern.quote(location) + "|" + Pattern.quote(location.replaceFirst("/*$", "/")) + "[^/]+")
                : Pattern.compile(new GlobPattern(location).compiled().pattern());
        List<ListedFile> files = new ArrayList<>();
        for (FileInfo file : ((SupportsPrefixOperations) s3()).listPrefix(prefix)) {
            String name = file.location();
            if (wanted.matcher(name).matches() && isData(name.substring(name.lastIndexOf('/') + 1))) {
                files.add(new ListedFile(name, name, file.size()));
            }
        }
        return files;
    }

    private synchronized FileIO s3() {
        if (client == null) {
            client = CatalogUtil.loadFileIO("org.apache.iceberg.aws.s3.S3FileIO", s3, hadoop.value());
        }
        return client;
    }

    private static boolean isData(String name) {
        return !name.isEmpty() && !name.startsWith("_") && !name.startsWith(".");
    }

    private static final class UncheckedLocationException extends RuntimeException {
        private static final long serialVersionUID = 1;

        UncheckedLocationException(InvalidPathException cause) {
            super(cause.getMessage(), cause);
        }
    }
}
