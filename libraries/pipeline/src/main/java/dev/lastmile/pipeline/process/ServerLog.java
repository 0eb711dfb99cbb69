package dev.lastmile.pipeline.process;

import dev.lastmile.lake.LocalFiles;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;

/**
 * The output of a server, of all its starts. Once it is large it is copied to {@code <name>.log.1}, in place of the copy
 * before, and emptied; the server goes on writing at its end, since it appends.
 */
final class ServerLog {
    /** Of the file, after which a command empties it. */
    static final long LARGE = 10L * 1024 * 1024;

    private static final String ERROR = " ERROR ";

    private final Path file;
    private long start;

    ServerLog(Path file) {
        this.file = file;
    }

    Path file() {
        return file;
    }

    /** Begins the output of another start. */
    void begin() throws IOException {
        LocalFiles.createFile(file);
        rotate();
        start = Files.size(file);
    }

    /** Empties the file if it is large. */
    void rotate() {
        try {
            if (Files.exists(file) && Files.size(file) > LARGE) {
                Path copy = LocalFiles.createFile(file.resolveSibling(file.getFileName() + ".1"));
                Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.COPY_ATTRIBUTES);
                FileChannel.open(file, StandardOpenOption.WRITE).truncate(0).close();
                start = 0;
            }
        } catch (IOException e) {
            // A log that cannot be shortened now is shortened by the next command.
        }
    }

    /** Why the server ended, as far as its output since {@link #begin} tells: one line, for a message. */
    String cause() {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            channel.position(Math.min(start, channel.size()));
            String text = new String(
                    java.nio.channels.Channels.newInputStream(channel).readAllBytes(), StandardCharsets.UTF_8);
            return cause(text);
        } catch (IOException e) {
            return "its log cannot be read";
        }
    }

    /**
     * The line of some output that tells why its program ended: the message of its first error, else its last line that
     * is more than information, such as Quarkus' "stopped in 0.000s".
     */
    static String cause(String output) {
        List<String> lines = output.lines().filter(line -> !line.isBlank()).toList();
        return lines.stream()
                .filter(line -> line.contains(ERROR))
                .findFirst()
                .map(line -> line.substring(line.indexOf(ERROR) + ERROR.length()))
                .or(() -> last(
                        lines.stream().filter(line -> !line.contains(" INFO ")).toList()))
                .or(() -> last(lines))
                .orElse("it printed nothing");
    }

    private static Optional<String> last(List<String> lines) {
        return lines.isEmpty() ? Optional.empty() : Optional.of(lines.get(lines.size() - 1));
    }
}
