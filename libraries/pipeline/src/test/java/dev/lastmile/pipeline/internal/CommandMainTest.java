package dev.lastmile.pipeline.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lastmile.pipeline.StepException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

class CommandMainTest {
    @Command(name = "paint", description = "Paints.")
    static final class Paint {
        @Option(names = "--colour", required = true)
        String colour;
    }

    private final ByteArrayOutputStream errors = new ByteArrayOutputStream();

    @Test
    void aCommandThatEndsWellReturnsZeroAndPrintsNoError() {
        Paint paint = new Paint();

        assertThat(run(paint, () -> assertThat(paint.colour).isEqualTo("blue"), "--colour=blue"))
                .isZero();
        assertThat(errors.toString(StandardCharsets.UTF_8)).isEmpty();
    }

    @Test
    void aFailureIsOneLineWithoutAStackTrace() {
        int code = run(
                new Paint(),
                () -> {
                    throw new RuntimeException("wrapped", new StepException("The blue is out.\nBuy some."));
                },
                "--colour=blue");

        assertThat(code).isEqualTo(1);
        assertThat(errors.toString(StandardCharsets.UTF_8)).isEqualTo("error: The blue is out. Buy some.\n");
    }

    @Test
    void aFailureOfALibraryNamesItsTypeAndHowToSeeMore() {
        int code = run(
                new Paint(),
                () -> {
                    throw new IllegalStateException("the brush is lost");
                },
                "--colour=blue");

        assertThat(code).isEqualTo(1);
        assertThat(errors.toString(StandardCharsets.UTF_8))
                .isEqualTo("error: IllegalStateException: the brush is lost (--verbose shows where)\n");
    }

    @Test
    void aWordThatBeginsWithAnAtSignNamesNoFile(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("words"), "--colour=blue");

        assertThat(run(new Paint(), () -> {}, "@" + file)).isEqualTo(2);
        assertThat(errors.toString(StandardCharsets.UTF_8)).startsWith("error: Missing required option: '--colour");
    }

    @Test
    void verboseShowsTheStackTrace() {
        run(
                new Paint(),
                () -> {
                    throw new StepException("The blue is out.");
                },
                "--colour=blue",
                "--verbose");

        assertThat(errors.toString(StandardCharsets.UTF_8)).contains("\tat " + CommandMainTest.class.getName());
    }

    @Test
    void wrongArgumentsReturnTwoAndShowTheUsage() {
        assertThat(run(new Paint(), () -> {})).isEqualTo(2);
        assertThat(errors.toString(StandardCharsets.UTF_8))
                .startsWith("error: Missing required option: '--colour=<colour>'")
                .contains("Usage: paint");
    }

    @Test
    void causesThatFormACircleEnd() {
        RuntimeException one = new RuntimeException("one");
        RuntimeException two = new RuntimeException("two", one);
        one.initCause(two);

        assertThat(CommandMain.message(one)).isEqualTo("RuntimeException: two (--verbose shows where)");
    }

    private int run(Object command, CommandMain.Action action, String... arguments) {
        PrintStream before = System.err;
        System.setErr(new PrintStream(errors, true, StandardCharsets.UTF_8));
        try {
            return CommandMain.run(command, arguments, action);
        } finally {
            System.setErr(before);
        }
    }
}
