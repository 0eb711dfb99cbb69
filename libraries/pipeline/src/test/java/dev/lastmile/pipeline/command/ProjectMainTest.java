package dev.lastmile.pipeline.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lastmile.lake.Contract;
import dev.lastmile.lake.DatasetName;
import dev.lastmile.pipeline.StepException;
import dev.lastmile.pipeline.dataset.DatasetProperties;
import dev.lastmile.pipeline.dataset.ProjectDatasets;
import dev.lastmile.pipeline.registry.GateRule;
import dev.lastmile.pipeline.step.Step;
import dev.lastmile.pipeline.step.StepRun;
import dev.lastmile.pipeline.steps.ProjectSteps;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.spark.ml.Pipeline;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.Command;

class ProjectMainTest {
    private static final String CONTRACT = """
            {"type": "struct", "fields": [
              {"name": "id", "type": "long", "nullable": false, "metadata": {"key": true}},
              {"name": "age", "type": "double", "nullable": false, "metadata": {}},
              {"name": "churned", "type": "string", "nullable": false, "metadata": {"role": "label"}},
              {"name": "split", "type": "string", "nullable": false, "metadata": {"role": "split"}}]}
            """;

    @Command(name = "own-step")
    private static final class OwnStep implements Step {
        @Override
        public void execute(StepRun run) {}
    }

    @Test
    void everyStepAndCommandIsListed() {
        assertThat(output(0, "--help"))
                .contains("bin/step")
                .contains("raw-data", "train-features", "interim-data", "train-model", "processed-data", "promote")
                .contains(
                        "export-predictions",
                        "models",
                        "model-card",
                        "rollback",
                        "deploy",
                        "score",
                        "summary",
                        "stop",
                        "sequence");
    }

    @Test
    void anOlderNameOfAStepIsItsAlias() {
        assertThat(output(0, "train-classifier", "--help")).contains("train-model");
    }

    @Test
    void aStepOfTheProjectIsACommandToo() {
        assertThat(output(() -> steps().with(() -> List.of(new OwnStep())), 0, "own-step", "--help"))
                .contains("bin/step own-step");
    }

    @Test
    void aMissingOrUnknownCommandIsAnErrorWithTheUsage() {
        assertThat(output(2)).startsWith("error: Name a command.").contains("Usage: bin/step");
        assertThat(output(2, "raw-dat")).startsWith("error: ").contains("raw-dat", "Usage: bin/step");
        assertThat(output(2, "raw-data", "--colour=blue")).contains("--colour=blue", "Usage: bin/step raw-data");
        assertThat(output(2, "sequence")).contains("COMMAND");
    }

    @Test
    void aSequenceEndsWithTheExitCodeOfTheCommandThatFails() {
        assertThat(output(2, "sequence", "raw-data --help", "unknown", "raw-data --help", "--"))
                .containsOnlyOnce("Usage: bin/step raw-data")
                .contains("unknown");
    }

    @Test
    void whatIsWrongWithTheProjectIsOneLine() {
        assertThat(output(
                        () -> {
                            throw new StepException("It broke. Mend it.");
                        },
                        1,
                        "raw-data"))
                .isEqualTo("error: It broke. Mend it.\n");
    }

    private static ProjectSteps steps() {
        ProjectDatasets datasets = ProjectDatasets.of(
                DatasetProperties.of(Map.of("dataset", "customers")),
                Contract.parse(new DatasetName("raw", "customers"), CONTRACT));
        return new ProjectSteps(
                datasets,
                Pipeline::new,
                () -> {
                    throw new AssertionError("nothing is trained here");
                },
                GateRule.byTask());
    }

    private static String output(int exitCode, String... arguments) {
        return output(ProjectMainTest::steps, exitCode, arguments);
    }

    /** What is printed on both streams. */
    private static String output(Supplier<ProjectSteps> steps, int exitCode, String... arguments) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PrintStream out = System.out;
        PrintStream err = System.err;
        try (PrintStream both = new PrintStream(bytes, true, StandardCharsets.UTF_8)) {
            System.setOut(both);
            System.setErr(both);
            assertThat(ProjectMain.run(steps, arguments)).isEqualTo(exitCode);
        } finally {
            System.setOut(out);
            System.setErr(err);
        }
        return bytes.toString(StandardCharsets.UTF_8).replace(System.lineSeparator(), "\n");
    }
}
