package dev.lastmile.pipeline.launch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lastmile.pipeline.launch.LaunchedProject.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What make has Maven build after which change. */
class BuildTest {
    private static final String SOURCE = "template-data/src/main/java/Word.java";
    private static final String STEP = "Main[raw-data]";
    private static final String CLASSES = "[-pl][template-model][package][-Dmaven.test.skip][-Dspotless.check.skip]";
    private static final String NOT_LIBRARIES = "[-Dlibraries.jar.skip=true]";

    @TempDir
    Path folder;

    private LaunchedProject project;

    @BeforeEach
    void project() throws IOException {
        project = new LaunchedProject(folder.resolve("a project"));
        maven("printf '[%s]' \"$@\"");
        project.write(SOURCE, "final class Word {}");
        built("project.jar", Instant.now());
    }

    private void maven(String script) throws IOException {
        assertThat(project.write("mvnw", "#!/bin/sh\n" + script + "\n").toFile().setExecutable(true))
                .isTrue();
    }

    private void built(String file, Instant time) throws IOException {
        Files.setLastModifiedTime(project.built(file), FileTime.from(time));
    }

    private Outcome step() throws IOException {
        return project.run("make", "-s", "raw-data");
    }

    private void edit(String file) throws IOException {
        Files.setLastModifiedTime(
                project.write(file, "edited"), FileTime.from(Instant.now().plusMillis(5)));
    }

    @Test
    void nothingIsBuiltWhereNothingHasChanged() throws IOException {
        assertThat(step()).isEqualTo(new Outcome(0, STEP));
    }

    @Test
    void aClassIsBuiltWithoutTheLibraries() throws IOException {
        edit(SOURCE);

        assertThat(step().output()).contains(CLASSES, NOT_LIBRARIES).endsWith(STEP);
        assertThat(step().output()).isEqualTo(STEP);
    }

    @Test
    void anEditWhileMavenWorksIsBuiltTheNextTime() throws IOException {
        edit(SOURCE);
        maven("sleep 0.1; touch " + SOURCE + "; printf '[%s]' \"$@\"");

        assertThat(step().output()).contains(CLASSES);
        assertThat(step().output()).contains(CLASSES);
    }

    @Test
    void aPomIsBuiltWithTheLibraries() throws IOException {
        edit("template-features/pom.xml");

        assertThat(step().output()).contains(CLASSES).doesNotContain(NOT_LIBRARIES);
    }

    @Test
    void aModuleOfOnesOwnIsAPartOfTheJobAndOfTheService() throws IOException {
        project.write("template-serving/src/main/resources/application.properties", "");
        Files.createFile(project.built("template-serving.built"));
        project.write("template-serving/target/quarkus-app/quarkus-run.jar", "");
        edit("template-shared/pom.xml");

        assertThat(project.run("make", "-s", "deploy-realtime-model").output())
                .contains(CLASSES)
                .contains("[-pl][template-serving][package]")
                .endsWith("Main[deploy]");
    }

    @Test
    void theFirstTimeOneCallBuildsAll() throws IOException {
        project.write("template-serving/src/main/resources/application.properties", "");
        Files.delete(project.built("libraries.jar"));
        Files.delete(project.built("project.jar"));
        maven(
                "printf '[%s]' \"$@\"; touch target/run/libraries.jar target/run/project.jar;"
                        + " mkdir -p template-serving/target/quarkus-app; touch template-serving/target/quarkus-app/quarkus-run.jar");

        assertThat(project.run("make", "-s", "build").output())
                .contains("[-pl][template-model,template-serving][package]")
                .doesNotContain(NOT_LIBRARIES)
                .containsOnlyOnce("[package]");
    }

    @Test
    void anErrorIsPrintedOnceAndTheStepDoesNotRun() throws IOException {
        edit(SOURCE);
        maven(
                "echo '[ERROR] Word.java:[1,1] class expected'; echo '[ERROR] Word.java:[1,1] class expected';"
                        + " echo '[ERROR] Failed to execute goal -> [Help 1]'; echo '[ERROR] '; echo '[ERROR] [Help 1] http://x'; exit 1");

        Outcome outcome = step();

        assertThat(outcome.exitCode()).isEqualTo(2);
        assertThat(outcome.output())
                .containsOnlyOnce("class expected")
                .doesNotContain("Help")
                .doesNotContain(STEP);
    }

    @Test
    void aKilledBuildDoesNotLockOutTheNext() throws IOException {
        project.write("target/run/build.lock/owner", "999999999");
        edit(SOURCE);

        assertThat(step().output()).contains(CLASSES).endsWith(STEP);
        assertThat(project.built("build.lock")).doesNotExist();
    }

    @Test
    void serversOfAProjectThatIsNotBuiltAreNotForgotten() throws IOException {
        Files.delete(project.built("project.jar"));
        assertThat(project.run("make", "-s", "stop")).isEqualTo(new Outcome(0, ""));

        project.write("models/serving.properties", "");

        Outcome outcome = project.run("make", "-s", "stop");
        assertThat(outcome.exitCode()).isEqualTo(2);
        assertThat(outcome.output()).contains("error: servers may still run").contains("make build stop");
    }
}
