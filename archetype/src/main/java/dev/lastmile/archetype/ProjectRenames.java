package dev.lastmile.archetype;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/** Applies renames to the files of a project that are not the template's own any more, and lists what is left to do. */
final class ProjectRenames {
    private static final Pattern CODE = Pattern.compile(".*\\.(java|ipynb)");
    private static final Pattern TEXT = Pattern.compile(
            "(.*/)?(pom\\.xml|Makefile.*|.*\\.mk|.*\\.env(\\..*)?|.*\\.(properties|ya?ml|sh|py)|Dockerfile.*)");
    /** Not in Git, so a branch that is given up would not bring back its old names. */
    private static final String SETTINGS = ".env";

    private final Path project;
    private final ProjectFiles template;
    private final List<Rename> renames;
    private final List<String> changed = new ArrayList<>();
    private final List<String> report = new ArrayList<>();
    private final List<String> open = new ArrayList<>();

    /** @param template the newer template's files: one that the project has as it is has nothing to rename */
    ProjectRenames(Path project, ProjectFiles template, List<Rename> renames) {
        this.project = project;
        this.template = template;
        this.renames = renames;
    }

    /** Rewrites those of the files that have old names. */
    void apply(List<String> paths) throws IOException {
        for (String path : paths) {
            if (!path.startsWith(ProjectFiles.LIBRARIES) && !path.startsWith(".lastmile")) {
                apply(path);
            }
        }
        String settings = text(SETTINGS);
        if (settings != null && !paths.contains(SETTINGS)) {
            list(SETTINGS, RenamedText.ofText(SETTINGS, settings, renames));
        }
    }

    private void apply(String path) throws IOException {
        String text = text(path);
        if (text == null) {
            return;
        }
        boolean code = CODE.matcher(path).matches();
        RenamedText renamed = code ? RenamedText.ofCode(path, text, renames) : RenamedText.ofText(path, text, renames);
        if (!code && !TEXT.matcher(path).matches() && !text.startsWith("#!")) {
            list(path, renamed);
            return;
        }
        if (!renamed.text().equals(text)) {
            Files.writeString(project.resolve(path), renamed.text());
            changed.add(path);
            report.add(path + ": " + String.join(", ", renamed.applied()));
        }
        renamed.open().forEach(line -> open.add(path + ": " + line));
    }

    private void list(String path, RenamedText renamed) {
        if (!renamed.applied().isEmpty()) {
            open.add(path + ": " + String.join(", ", renamed.applied()));
        }
    }

    /** Null for what is not a text, and for a file of the template that nobody has edited. */
    private String text(String path) throws IOException {
        Path file = project.resolve(path);
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) || Files.size(file) > BaseArchive.MAX_BYTES) {
            return null;
        }
        byte[] bytes = Files.readAllBytes(file);
        byte[] unedited = template.files().get(path);
        return !ProjectFiles.isText(path, bytes) || unedited != null && Arrays.equals(bytes, unedited)
                ? null
                : new String(bytes, StandardCharsets.UTF_8);
    }

    /** The files that were rewritten. */
    List<String> changed() {
        return changed;
    }

    /** A line for each of them, with its renames. */
    List<String> report() {
        return report;
    }

    /** What a person has to do, a line each. */
    List<String> open() {
        return open;
    }
}
