package dev.lastmile.it.archetype;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The files under a folder. */
final class Tree {
    static final String LIBRARIES = ".mvn/repository/";

    private Tree() {}

    /** Their paths from the folder, sorted. */
    static List<String> paths(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> folder.relativize(file).toString())
                    .sorted()
                    .toList();
        }
    }

    /** The same, with a {@code *} after what can be run, and a library as one line, whatever its version. */
    static String listing(Path folder) throws IOException {
        TreeSet<String> lines = new TreeSet<>();
        for (String path : paths(folder)) {
            if (path.startsWith(LIBRARIES)) {
                lines.add(Path.of(path).getParent().getParent() + "/");
            } else {
                lines.add(path + (Files.isExecutable(folder.resolve(path)) ? "*" : ""));
            }
        }
        return String.join("\n", lines) + "\n";
    }

    /** The texts under it, without the libraries, by path. */
    static SortedMap<String, String> texts(Path folder) throws IOException {
        SortedMap<String, String> texts = new TreeMap<>();
        for (String path : paths(folder)) {
            if (!path.startsWith(LIBRARIES) && !path.startsWith(".git/")) {
                try {
                    String text = Files.readString(folder.resolve(path), StandardCharsets.UTF_8);
                    if (text.indexOf('\0') < 0) {
                        texts.put(path, text);
                    }
                } catch (CharacterCodingException e) {
                    // No text.
                }
            }
        }
        return texts;
    }

    /** Every file with its bytes, to compare with another time. */
    static SortedMap<String, List<Byte>> bytes(Path folder) throws IOException {
        SortedMap<String, List<Byte>> all = new TreeMap<>();
        for (String path : paths(folder)) {
            List<Byte> bytes = new ArrayList<>();
            for (byte b : Files.readAllBytes(folder.resolve(path))) {
                bytes.add(b);
            }
            all.put(path, bytes);
        }
        return all;
    }
}
