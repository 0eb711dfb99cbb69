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

/**
 * The output of a server, of all its starts. Once it is large it is copied to {@code <name>.log.1}, in place of the copy
 * before, and emptied; the server goes on writing at its end, since it appends.
 */
final class ServerLog {
    /** Of the file, after which a command empties it. */
    static final long LARGE = 10L * 1024 * 1024;

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

    /** The last line since {@link #begin}, for a message. */
    String lastLine() {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            channel.position(Math.min(start, channel.size()));
            String text = new String(
                    java.nio.channels.Channels.newInputStream(channel).readAllBytes(), StandardCharsets.UTF_8);
            List<String> lines = text.lines().filter(line -> !line.isBlank()).toList();
            return lines.isEmpty() ? "it printed nothing" : lines.get(lines.size() - 1);
        } catch (IOException e) {
            return "its log cannot be read";
        }
    }
}
