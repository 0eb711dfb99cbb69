package dev.lastmile.pipeline.launch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lastmile.pipeline.launch.LaunchedProject.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An edit of the job's modules is compiled without Maven, and packed into their own jar alone. */
class CompileScriptTest {
    private static final String DATA = "template-data/src/main/java/dev/lastmile/template/data/";
    private static final String MODEL = "template-model/src/main/java/dev/lastmile/template/model/";
    private static final Outcome DONE = new Outcome(0, "");

    @TempDir
    Path folder;

    private LaunchedProject project;

    @BeforeEach
    void project() throws IOException {
        project = new LaunchedProject(folder.resolve("a project"));
        project.write("pom.xml", "<maven.compiler.release>17</maven.compiler.release>");
        project.write("template-model/pom.xml", "<pattern>com.google</pattern>");
        project.write("target/run/compile.classpath", "");
        Path maven = project.write("mvnw", "#!/bin/sh\nprintf '[%s]' \"$@\"\n");
        assertThat(maven.toFile().setExecutable(true)).isTrue();
        project.write(DATA + "Word.java", word("first"));
        project.write("template-features/src/main/java/Features.java", "final class Features {}");
        project.write(MODEL + "Commands.java", """
                package dev.lastmile.template.model;
                public final class Commands {
                    public static void main(String[] arguments) {
                        System.out.print(dev.lastmile.template.data.Word.word());
                    }
                }
                """);
    }

    private static String word(String word) {
        return """
                package dev.lastmile.template.data;
                public final class Word {
                    public static String word() {
                        return "%s";
                    }
                }
                """.formatted(word);
    }

    private Outcome compile() throws IOException {
        return project.run("bin/compile", "template-data", "template-features", "template-model");
    }

    private String step() throws IOException {
        return project.run("bin/step", "dev.lastmile.template.model.Commands").output();
    }

    @Test
    void aModuleIsCompiledWithTheModulesAfterIt() throws IOException {
        assertThat(compile()).isEqualTo(DONE);
        assertThat(step()).isEqualTo("first");

        project.write(DATA + "Word.java", word("second"));
        assertThat(compile()).isEqualTo(DONE);
        assertThat(step()).isEqualTo("second");
    }

    @Test
    void anErrorIsPrintedOnceAndLeavesWhatIsBuilt() throws IOException {
        compile();
        project.write(DATA + "Word.java", word("first").replace("word()", "other()"));

        Outcome outcome = compile();

        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.output())
                .containsOnlyOnce("Commands.java:4: error: cannot find symbol")
                .doesNotContain("mvn", "Maven");
        assertThat(step()).isEqualTo("first");
    }

    @Test
    void aDeletedClassIsNotKept() throws IOException {
        project.write(MODEL + "Gone.java", "package dev.lastmile.template.model; final class Gone {}");
        compile();
        Path gone = folder.resolve("a project/template-model/target/classes/dev/lastmile/template/model/Gone.class");
        assertThat(gone).exists();

        Files.delete(folder.resolve("a project").resolve(MODEL + "Gone.java"));
        assertThat(compile()).isEqualTo(DONE);
        assertThat(gone).doesNotExist();
    }

    @Test
    void mavenCompilesWhereAPomDoesMore() throws IOException {
        project.write("template-model/pom.xml", "<annotationProcessorPaths><path/></annotationProcessorPaths>");

        assertThat(compile().output())
                .contains("building the project's classes with Maven")
                .contains("[-pl][template-model][package][-Dmaven.test.skip]");
    }

    @Test
    void mavenCompilesClassesThatUseAPackageWhichTheJobJarMoves() throws IOException {
        project.write(
                "template-model/src/main/java/com/google/Shared.java", "package com.google; public class Shared {}");

        assertThat(compile().output()).contains("building the project's classes with Maven");
    }
}
