package dev.lastmile.pipeline.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/** Which process listens on a port of this machine. */
final class Listener {
    private static final Path PROC = Path.of("/proc");
    private static final String LISTENING = "0A";

    private Listener() {}

    /**
     * Whether this process listens on the port. True on a system that does not tell, which is every one but Linux.
     */
    static boolean isOf(ProcessHandle process, int port) {
        // Not in the folder of the process, which is gone once it has ended.
        if (!Files.exists(PROC.resolve("self/net/tcp"))) {
            return true;
        }
        Path folder = PROC.resolve(Long.toString(process.pid()));
        Set<String> sockets = new HashSet<>();
        // Of the fields: 1 is the local address and port in hexadecimal digits, 3 the state, 9 the inode.
        for (String table : new String[] {"net/tcp", "net/tcp6"}) {
            try (Stream<String> lines = Files.lines(folder.resolve(table))) {
                lines.skip(1)
                        .map(line -> line.strip().split("\\s+"))
                        .filter(fields -> fields.length > 9
                                && fields[3].equals(LISTENING)
                                && fields[1].endsWith(String.format(Locale.ROOT, ":%04X", port)))
                        .forEach(fields -> sockets.add("socket:[" + fields[9] + "]"));
            } catch (IOException | UncheckedIOException e) {
                // No such table: a system without IPv6, or a process that has ended.
            }
        }
        try (Stream<Path> open = Files.list(folder.resolve("fd"))) {
            return open.anyMatch(file -> sockets.contains(target(file)));
        } catch (IOException | UncheckedIOException e) {
            return false; // it has ended
        }
    }

    private static String target(Path file) {
        try {
            return Files.readSymbolicLink(file).toString();
        } catch (IOException e) {
            return ""; // closed meanwhile
        }
    }
}
