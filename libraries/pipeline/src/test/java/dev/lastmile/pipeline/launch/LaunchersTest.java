package dev.lastmile.pipeline.launch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lastmile.pipeline.launch.LaunchedProject.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a caller gives to {@code make} and {@code bin/} reaches the command as words, and nothing in it is run. */
@Tag("ci")
class LaunchersTest {
    @TempDir
    Path folder;

    private LaunchedProject project;
    private List<String> before;

    @BeforeEach
    void project() throws IOException {
        project = new LaunchedProject(folder.resolve("a project"));
        before = project.files();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--url=https://h/x?a=1&b=2",
                "--url=https://h/$x$(HOME)${HOME}",
                ";touch${IFS}owned;#",
                "$(shell${IFS}touch${IFS}owned)",
                "`touch${IFS}owned`",
                "--data=*~|<owned>owned",
                "--file=ä€😀",
            })
    void aWordReachesTheStepAsItIs(String word) throws IOException {
        String expected = "Main[raw-data][" + word + "]";

        assertThat(project.run("make", "-s", "raw-data", "ARGS=" + word)).isEqualTo(new Outcome(0, expected));
        assertThat(project.run("make", "-s", "pipeline", "ARGS=" + word).output())
                .startsWith("Main[sequence][raw-data][")
                .endsWith("[processed-data][--][" + word + "]");
        assertThat(project.with("ARGS", word).run("make", "-s", "raw-data")).isEqualTo(new Outcome(0, expected));
        assertThat(project.files()).isEqualTo(before);
    }

    @Test
    void functionsOfMakeAreNotCalled() throws IOException {
        String call = "$(shell touch owned) $(eval X:=1)$(info y)";
        Outcome words = new Outcome(0, "Main[raw-data][$(shell][touch][owned)][$(eval][X:=1)$(info][y)]");

        assertThat(project.run("make", "-s", "raw-data", "ARGS=" + call)).isEqualTo(words);
        assertThat(project.run("make", "-s", "interim-data", "FEATURES=" + call))
                .isEqualTo(new Outcome(0, "Main[interim-data][--features=" + call + "]"));
        assertThat(project.run("make", "-s", "promote", "MODEL=" + call, "VERSION='1\";", "FORCE=" + call))
                .isEqualTo(new Outcome(0, "Main[promote][--model=" + call + "][--version='1\";][--force]"));
        assertThat(project.run("make", "-s", "raw-data", "PROFILE=" + call).output())
                .contains("PROFILE=" + call + " is not known");
        assertThat(project.with("ARGS", call).run("make", "-s", "raw-data")).isEqualTo(words);
        assertThat(project.files()).isEqualTo(before);
    }

    @Test
    void makeTakesSettingsOfTheEnvironmentAsText() throws IOException {
        String call = "$(shell touch owned)";
        project.write(
                "bin/step",
                "#!/bin/sh\nprintf '[%s]' \"$MLFLOW_TRACKING_URI\" \"$LASTMILE_CATALOG_USER\""
                        + " \"$MLFLOW_S3_ENDPOINT_URL\" \"$LASTMILE_WAREHOUSE\"\n");
        project.write("bin/with-env", "#!/bin/sh\nexec \"$@\"\n");

        assertThat(project.run("make", "-s", "models", "PROFILE=stack", "S3_PORT=" + call))
                .isEqualTo(new Outcome(
                        0, "[http://127.0.0.1:5000][lake][http://127.0.0.1:" + call + "][s3a://lake/warehouse]"));
        project.with("MLFLOW_TRACKING_URI", "http://" + call)
                .with("LASTMILE_CATALOG_USER", "a$b")
                .with("MLFLOW_S3_ENDPOINT_URL", "")
                .with("LASTMILE_WAREHOUSE", "s3a://`touch owned`");
        assertThat(project.run("make", "-s", "models", "PROFILE=stack"))
                .isEqualTo(new Outcome(0, "[http://" + call + "][a$b][http://127.0.0.1:9000][s3a://`touch owned`]"));
        assertThat(project.run("make", "-s", "models").output()).startsWith("[http://" + call + "][a$b]");
        assertThat(project.files()).isEqualTo(before);
    }

    @Test
    void aNewLineIsABlankAndStartsNoCommand() throws IOException {
        assertThat(project.run("make", "-s", "raw-data", "ARGS=a\ntouch owned\n"))
                .isEqualTo(new Outcome(0, "Main[raw-data][a][touch][owned]"));
        assertThat(project.files()).isEqualTo(before);
    }

    @Test
    void quotesKeepBlanksInAWord() throws IOException {
        assertThat(project.run(
                        "make",
                        "-s",
                        "score-realtime-model",
                        "ARGS=--data='{\"x\": \"$1\"}' \"a \\\" b\" c\\ d '' \"e\\f\""))
                .isEqualTo(new Outcome(0, "Main[score][--data={\"x\": \"$1\"}][a \" b][c d][][e\\f]"));
        assertThat(project.run("make", "-s", "models", "ARGS=it's"))
                .matches(outcome -> outcome.exitCode() != 0)
                .extracting(Outcome::output)
                .asString()
                .contains("error: a quote is not closed, or nothing follows a backslash, in: it's.");
    }

    @Test
    void blanksSignsAndUmlautsInTheFolderAreNoMatter() throws IOException {
        LaunchedProject signs = new LaunchedProject(folder.resolve("ä b#c%20d\\e"));

        assertThat(signs.run("make", "-s", "raw-data", "ARGS=--file=x"))
                .isEqualTo(new Outcome(0, "Main[raw-data][--file=x]"));
    }

    @Test
    void namesAreUtf8InEveryLocale() throws IOException {
        LaunchedProject signs = new LaunchedProject(folder.resolve("ä"));

        assertThat(signs.with("LC_ALL", "POSIX").run("make", "-s", "raw-data", "ARGS=--file=ü€"))
                .isEqualTo(new Outcome(0, "Main[raw-data][--file=ü€]"));
    }

    @Test
    void aFolderThatEndsAPathIsNamedBeforeTheBuild() throws IOException {
        Path root = folder.resolve("ä b#c%20d;e");
        LaunchedProject semicolon = new LaunchedProject(root);
        Files.delete(root.resolve("target/run/libraries.jar"));

        Outcome outcome = semicolon.run("make", "-s", "demo");

        assertThat(outcome.exitCode()).isNotZero();
        assertThat(outcome.output())
                .startsWith("error: ")
                .contains("ä b#c%20d;e has : or ; in it")
                .contains("Move the project to another folder.")
                .doesNotContain("building");
    }

    @ParameterizedTest
    @ValueSource(strings = {"v1;touch${IFS}owned;#", "v1$(touch${IFS}owned)", "v1`touch${IFS}owned`", "v1|touch'owned"})
    void aGitTagIsNotRun(String tag) throws IOException {
        tagged(tag);

        Outcome image = project.withProgram("docker").run("make", "-s", "image");

        assertThat(image.exitCode()).as(image.output()).isZero();
        assertThat(image.output()).matches("(?s).*\\[--tag]\\[template-serving:v1[A-Za-z0-9_.-]+]");
        assertThat(project.files()).doesNotContain("owned");
    }

    @Test
    void aGitTagBecomesATagOfAnImage() throws IOException {
        tagged("release/1.0+build5");
        project.withProgram("docker");

        assertThat(project.run("make", "-s", "image").output())
                .endsWith("[--tag][template-serving:release-1.0-build5]");
        assertThat(project.run("make", "-s", "jobs-image", "JOBS_IMAGE=a;b", "ARGS=--no-cache --label='x y'")
                        .output())
                .endsWith("[--tag][a;b:release-1.0-build5][--no-cache][--label=x y]");
        assertThat(project.run("make", "-s", "image", "IMAGE=i", "IMAGE_TAG=$(shell touch owned)", "MODEL=a;b")
                        .output())
                .startsWith("Main[fetch][--alias=a;b][--into=template-serving/target/image/models/cache]")
                .endsWith("[--build-arg][ALIAS=a;b][--tag][i:$(shell touch owned)]");
        assertThat(project.files()).doesNotContain("owned");
    }

    @Test
    void kubernetesGetsOptionsAsWords() throws IOException {
        project.with("K8S_MASTER", "k8s://https://a b")
                .with("K8S_IMAGE", "i:1")
                .with("MLFLOW_TRACKING_URI", "http://m")
                .with("LASTMILE_CATALOG_URI", "jdbc:postgresql://h/x?a=b&c=$(touch owned)")
                .with("LASTMILE_WAREHOUSE", "s3a://lake/a b")
                .withProgram("spark-submit");

        assertThat(project.run(
                        "bin/k8s-submit",
                        "--verbose",
                        "--conf",
                        "spark.driver.extraJavaOptions=-Da=1 -Db=2",
                        "raw-data",
                        "--file",
                        "a b;*",
                        ""))
                .matches(outcome -> outcome.exitCode() == 0)
                .extracting(Outcome::output)
                .asString()
                .startsWith("[--master][k8s://https://a b][--deploy-mode][cluster]"
                        + "[--class][dev.lastmile.template.model.Main]")
                .contains("[--verbose][--conf][spark.driver.extraJavaOptions=-Da=1 -Db=2]")
                .contains("[--conf][spark.executorEnv.LASTMILE_CATALOG_URI="
                        + "jdbc:postgresql://h/x?a=b&c=$(touch owned)]")
                .contains("[--conf][spark.executorEnv.LASTMILE_WAREHOUSE=s3a://lake/a b]")
                .endsWith("[local:///opt/lastmile/job.jar][raw-data][--file][a b;*][]");
        assertThat(project.run("bin/k8s-submit", "--conf", "--verbose", "raw-data"))
                .isEqualTo(new Outcome(
                        2,
                        "error: --conf has no value: --verbose follows it."
                                + " Write --conf=--verbose if that is its value."));
        assertThat(project.run("bin/k8s-submit", "--verbose"))
                .isEqualTo(new Outcome(2, "error: which step? Name it, such as raw-data."));
        assertThat(project.files()).doesNotContain("owned");
    }

    private void tagged(String tag) throws IOException {
        run("git", "init", "-q");
        run("git", "-c", "user.name=a", "-c", "user.email=a@b", "commit", "-q", "--allow-empty", "-m", "first");
        run("git", "tag", tag);
    }

    private void run(String... command) throws IOException {
        Outcome outcome = project.run(command);
        assertThat(outcome.exitCode()).as(outcome.output()).isZero();
    }
}
