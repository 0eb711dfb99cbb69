package dev.lastmile.archetype;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileMovesTest {
    private static final List<Rename> RENAMES = Rename.read("""
            file\ta/Old.java\ta/New.java
            file\tgone.mk\tnever.mk
            type\ta.Old\ta.New
            """);

    @TempDir
    Path project;

    @Test
    void aFileThatOnlyTheNewerTemplateHasUnderItsNewPathIsMoved() {
        FileMoves moves = FileMoves.between(files("a/Old.java", "b"), files("a/New.java", "b"), RENAMES);

        assertThat(moves.paths()).isEqualTo(Map.of("a/Old.java", "a/New.java"));
        assertThat(moves.applyTo(files("a/Old.java", "b")).files()).containsOnlyKeys("a/New.java", "b");
        assertThat(FileMoves.between(files("a/New.java"), files("a/New.java"), RENAMES)
                        .paths())
                .isEmpty();
    }

    @Test
    void theProjectsFileIsMovedWithWhatItChanged() throws IOException {
        Git git = new Git(project);
        git.run("init", "--quiet");
        git.run("config", "user.name", "a");
        git.run("config", "user.email", "a@b");
        Files.createDirectory(project.resolve("a"));
        Files.writeString(project.resolve("a/Old.java"), "mine");
        git.run("add", "-A");
        git.run("commit", "--quiet", "-m", "Mine");
        FileMoves moves = new FileMoves(Map.of("a/Old.java", "a/New.java"));

        moves.apply(project, git, "0.2.0");
        moves.apply(project, git, "0.2.0");

        assertThat(project.resolve("a/New.java")).hasContent("mine");
        assertThat(project.resolve("a/Old.java")).doesNotExist();
        assertThat(git.run("log", "--format=%s").lines())
                .containsExactly("Move files as the template of Lastmile 0.2.0 does", "Mine");
        assertThat(git.run("status", "--porcelain")).isEmpty();
    }

    private static ProjectFiles files(String... paths) {
        TreeMap<String, byte[]> files = new TreeMap<>();
        for (String path : paths) {
            files.put(path, path.getBytes(StandardCharsets.UTF_8));
        }
        return new ProjectFiles(files);
    }
}
