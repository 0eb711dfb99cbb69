package dev.lastmile.archetype;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** All files of a project by their path, with {@code /} between its parts. */
record ProjectFiles(SortedMap<String, byte[]> files) {
    /** The folder of the libraries, a Maven repository. */
    static final String LIBRARIES = ".mvn/repository/";

    /** @throws RejectedException if a path leads out of the project */
    ProjectFiles {
        FilePaths.firstInvalid(files.keySet()).ifPresent(path -> {
            throw new RejectedException("'" + FilePaths.printable(path)
                    + "' cannot be the path of a file in a project; nothing was written. Use another archetype.");
        });
    }

    /** The project that a template gives for some options. */
    static ProjectFiles of(Template template, Options options) {
        SortedMap<String, String> texts = new TreeMap<>();
        SortedMap<String, byte[]> binaries = new TreeMap<>();
        template.files().forEach((path, content) -> {
            if (isText(path, content)) {
                texts.put(path, new String(content, StandardCharsets.UTF_8));
            } else {
                binaries.put(path, content);
            }
        });
        Renamer renamer = new Renamer(options, template.files().keySet());
        new OptionalParts(template.parts(), options).leaveOut(texts, binaries);

        SortedMap<String, byte[]> files = new TreeMap<>();
        binaries.forEach((path, content) -> files.put(path.startsWith(LIBRARIES) ? path : renamer.path(path), content));
        texts.forEach((path, live) -> {
            String text = renamer.text(path, live);
            files.put(renamer.path(path), bytes(path.endsWith(".java") ? Imports.sorted(text) : text));
        });
        files.put(Options.FILE, bytes(options.record(template.version())));
        SortedMap<String, byte[]> base = new TreeMap<>(files);
        base.keySet().removeIf(path -> path.startsWith(LIBRARIES));
        byte[] zip = BaseArchive.write(base);
        files.put(BaseArchive.FILE, zip);
        files.put(BaseArchive.DIGEST_FILE, bytes(BaseArchive.digestFile(zip)));
        return new ProjectFiles(files);
    }

    /** Whether both have the same files with the same bytes. */
    boolean sameAs(ProjectFiles other) {
        return files.keySet().equals(other.files.keySet())
                && files.entrySet().stream()
                        .allMatch(file -> Arrays.equals(file.getValue(), other.files.get(file.getKey())));
    }

    /** Writes all of it under a folder; what starts with {@code #!} can be run. */
    void write(Path folder) throws IOException {
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            Path path = folder.resolve(file.getKey());
            Files.createDirectories(path.getParent());
            Files.write(path, file.getValue());
            if (file.getValue().length > 2 && file.getValue()[0] == '#' && file.getValue()[1] == '!') {
                path.toFile().setExecutable(true, false);
            }
        }
    }

    /** Whether a file is UTF-8 without zeros, and not a library. */
    static boolean isText(String path, byte[] content) {
        if (path.startsWith(LIBRARIES)) {
            return false;
        }
        for (int i = 0; i < Math.min(content.length, 8000); i++) {
            if (content[i] == 0) {
                return false;
            }
        }
        // Bytes that are not UTF-8 would not come back from a string.
        return Arrays.equals(content, bytes(new String(content, StandardCharsets.UTF_8)));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
