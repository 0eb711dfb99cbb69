package dev.lastmile.profile.project;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/**
 * Which files of a project {@link ProjectData} has written, by their digests, in {@code .mvn/init-data.properties}. Line breaks
 * and blanks of Java sources do not count, since {@code make format} changes them.
 */
final class WrittenFiles {
    private final Path project;
    private final Path record;
    private final Properties digests = new Properties();

    private WrittenFiles(Path project) {
        this.project = project;
        this.record = project.resolve(".mvn/init-data.properties");
    }

    static WrittenFiles of(Path project) {
        WrittenFiles written = new WrittenFiles(project);
        if (Files.exists(written.record)) {
            try (InputStream in = Files.newInputStream(written.record)) {
                written.digests.load(in);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return written;
    }

    /** Whether a file has changed since it was written; before the first time, none counts as edited. */
    boolean isEdited(Path file) throws IOException {
        String digest = digests.getProperty(key(file));
        return !digests.isEmpty()
                && Files.exists(file)
                && !digest(file, Files.readAllBytes(file)).equals(digest);
    }

    /** Whether a file exists and has the content. */
    static boolean isSame(Path file, byte[] content) throws IOException {
        return Files.exists(file) && digest(file, Files.readAllBytes(file)).equals(digest(file, content));
    }

    /** Notes what was planned for each file. */
    void save(Map<Path, byte[]> files) throws IOException {
        TreeMap<String, String> lines = new TreeMap<>();
        files.forEach((file, content) -> lines.put(key(file), digest(file, content)));
        StringBuilder text =
                new StringBuilder("# Digests of what init-data has written: an edited file is left as it is.\n");
        lines.forEach((file, digest) -> text.append(file.replace(" ", "\\ ").replace(":", "\\:"))
                .append('=')
                .append(digest)
                .append('\n'));
        Files.createDirectories(record.getParent());
        try (OutputStream out = Files.newOutputStream(record)) {
            out.write(text.toString().getBytes(StandardCharsets.ISO_8859_1));
        }
    }

    private String key(Path file) {
        return project.relativize(file).toString().replace('\\', '/');
    }

    private static String digest(Path file, byte[] content) {
        boolean isJava = file.getFileName().toString().endsWith(".java");
        byte[] counted = isJava
                ? new String(content, StandardCharsets.UTF_8)
                        .replaceAll("\\s+", "")
                        .getBytes(StandardCharsets.UTF_8)
                : content;
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(counted));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
