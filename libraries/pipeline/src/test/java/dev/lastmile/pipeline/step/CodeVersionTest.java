package dev.lastmile.pipeline.step;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lastmile.pipeline.Project;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CodeVersionTest {
    @TempDir
    Path folder;

    @Test
    void isTheCommitAndWhetherFilesDifferFromIt() throws Exception {
        git("init", "-q");
        Files.writeString(folder.resolve("file"), "one");
        git("add", "file");
        git("-c", "user.name=Ada", "-c", "user.email=ada@example.org", "commit", "-q", "-m", "one");

        CodeVersion clean = CodeVersion.of(project(Map.of()));
        Files.writeString(folder.resolve("new"), "not committed");
        CodeVersion withNew = CodeVersion.of(project(Map.of()));
        Files.delete(folder.resolve("new"));
        Files.writeString(folder.resolve("file"), "two");
        CodeVersion changed = CodeVersion.of(project(Map.of()));

        assertThat(clean.commit()).matches("[0-9a-f]{40}");
        assertThat(clean.dirty()).isFalse();
        assertThat(withNew).isEqualTo(new CodeVersion(clean.commit(), true));
        assertThat(changed.commit()).isEqualTo(clean.commit());
        assertThat(changed).hasToString(clean.commit() + "-dirty");
    }

    @Test
    void outsideGitItIsUnknown() {
        assertThat(CodeVersion.of(project(Map.of("GIT_CEILING_DIRECTORIES", "/"))))
                .isEqualTo(new CodeVersion("unknown", false));
    }

    @Test
    void anImageWithoutAWorkTreeSaysItByAVariable() {
        assertThat(CodeVersion.of(project(Map.of("LASTMILE_CODE_VERSION", "abc"))))
                .hasToString("abc");
    }

    private Project project(Map<String, String> environment) {
        return new Project("iris", folder, environment);
    }

    private void git(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("git"));
        command.addAll(List.of(arguments));
        assertThat(new ProcessBuilder(command)
                        .directory(folder.toFile())
                        .start()
                        .waitFor())
                .isZero();
    }
}
