package dev.lastmile.profile.project;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/**
 * What becomes of the files of a project.
 *
 * @param project its folder
 * @param files that are written unless somebody has edited them
 * @param obsolete files that are deleted unless somebody has edited them
 * @param texts by their path in the project, as they are
 * @param changed the same with some parts of them changed; one that is not there is deleted
 */
record ProjectChange(
        Path project,
        Map<Path, byte[]> files,
        List<Path> obsolete,
        SortedMap<String, byte[]> texts,
        SortedMap<String, byte[]> changed) {
    /** Writes all of it; returns a line for each file. */
    List<String> write() {
        List<String> lines = new ArrayList<>();
        try {
            WrittenFiles written = WrittenFiles.of(project);
            for (Map.Entry<Path, byte[]> file : files.entrySet()) {
                lines.addAll(write(written, file.getKey(), file.getValue()));
            }
            for (Path file : obsolete) {
                if (written.isEdited(file)) {
                    lines.add("kept     " + shown(file) + ", which has been edited; the project no longer needs it");
                } else {
                    Files.delete(file);
                    lines.add("deleted  " + shown(file));
                }
            }
            for (Map.Entry<String, byte[]> text : texts.entrySet()) {
                lines.addAll(writeText(project.resolve(text.getKey()), text.getValue(), changed.get(text.getKey())));
            }
            written.save(files);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return lines;
    }

    private List<String> write(WrittenFiles written, Path file, byte[] content) throws IOException {
        boolean exists = Files.exists(file);
        if (WrittenFiles.isSame(file, content)) {
            return List.of("as is    " + shown(file));
        }
        if (exists && written.isEdited(file)) {
            List<String> lines = new ArrayList<>();
            lines.add("kept     " + shown(file) + ", which has been edited; for the new file it would change by:");
            lines.addAll(TextDiff.of(Files.readString(file), new String(content, StandardCharsets.UTF_8), shown(file)));
            return lines;
        }
        Files.createDirectories(file.getParent());
        Files.write(file, content);
        return List.of((exists ? "changed  " : "new      ") + shown(file));
    }

    private List<String> writeText(Path file, byte[] before, byte[] after) throws IOException {
        if (after == null) {
            Files.delete(file);
            return List.of("deleted  " + shown(file));
        } else if (Arrays.equals(before, after)) {
            return List.of();
        }
        Files.write(file, after);
        return List.of("changed  " + shown(file));
    }

    private String shown(Path file) {
        return project.relativize(file).toString();
    }
}
