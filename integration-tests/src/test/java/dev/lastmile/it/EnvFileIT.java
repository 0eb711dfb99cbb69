package dev.lastmile.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * {@code bin/with-env} reads {@code .env} as Docker Compose does, or rejects the line; {@code .ci/checks/stack/compose} compares the
 * two.
 */
class EnvFileIT {
    @TempDir
    Path project;

    /** Exit code and output of a command; the output is that of both streams. */
    private record Outcome(int exitCode, String output) {}

    @BeforeEach
    void copyTheScript() throws IOException {
        Files.createDirectory(project.resolve("bin"));
        Files.copy(Path.of("..", "bin", "with-env"), project.resolve("bin/with-env"));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            the last line has no line end       | A=1\\nX=s3cret                  | s3cret
            single quotes                       | X='a b'                         | a b
            double quotes                       | X="a b"                         | a b
            a base64 value with padding         | X=YWI=                          | YWI=
            CRLF                                | A=1\\r\\nX=s3cret\\r\\n         | s3cret
            export                              | export X=1                      | 1
            a comment after the value           | X=1 # note                      | 1
            a comment after quotes              | X='a # b' # note                | a # b
            blanks around the parts             | \\tX = 1                        | 1
            what a shell would run              | X='$(touch owned)`touch owned`' | $(touch owned)`touch owned`
            what a shell would split            | X=a&b;c>d*e?                    | a&b;c>d*e?
            what a URL would split              | X=a@b/c%d:e                     | a@b/c%d:e
            comments and empty lines            | # A=1\\n\\nX=1                  | 1
            """)
    void readsAsComposeDoes(String title, String file, String expected) throws Exception {
        write(file);

        assertThat(run("printenv", "X")).isEqualTo(new Outcome(0, expected + "\n"));
        assertThat(project.resolve("owned")).doesNotExist();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            no equals sign           | A=1\\nX s3cret          | line 2: this is not NAME=value
            YAML                     | X: s3cret               | line 1: this is not NAME=value
            a dash in the name       | A-X=s3cret              | line 1: the name of the variable
            a byte order mark        | \uFEFFX=s3cret          | line 1: the name of the variable
            a name twice             | X=1\\nY=1\\nX=s3cret    | line 3: X has a value already
            no closing quote         | X='s3cret               | line 1: the value of X begins with a quote
            text after the quotes    | X='a's3cret             | line 1: something follows the quoted value of X
            a dollar without quotes  | X=a$s3cret              | line 1: the value of X has a quote, $, # or backslash
            a dollar in double ones  | X="a$s3cret"            | line 1: the value of X has a $ or a backslash
            a hash in the value      | X=a#s3cret              | line 1: the value of X has a quote, $, # or backslash
            only a comment           | X=# s3cret              | line 1: the value of X begins with #
            a backslash at the end   | X='s3cret\\\\'          | line 1: the value of X ends with a backslash
            a name of the script     | value=s3cret            | line 1: the name value is one of
            a name that is cut       | exportX=s3cret          | line 1: the name exportX begins with export
            """)
    void rejectsALineWithItsNumberAndWithoutItsValue(String title, String file, String message) throws Exception {
        write(file);

        Outcome outcome = run("printenv", "X");

        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.output())
                .startsWith("error: .env " + message)
                .hasLineCount(1)
                .doesNotContain("s3cret");
    }

    @Test
    void aVariableOfTheEnvironmentComesFirstEvenIfItIsEmpty() throws Exception {
        write("X=file");

        ProcessBuilder builder = command("printenv", "X");
        builder.environment().put("X", "");

        assertThat(run(builder)).isEqualTo(new Outcome(0, "\n"));
    }

    private void write(String file) throws IOException {
        Files.writeString(project.resolve(".env"), file.translateEscapes());
    }

    private ProcessBuilder command(String... command) {
        ProcessBuilder builder =
                new ProcessBuilder(new ArrayList<>(List.of("sh", "bin/with-env"))).directory(project.toFile());
        builder.command().addAll(List.of(command));
        builder.environment().keySet().removeIf(name -> !name.equals("PATH"));
        return builder.redirectErrorStream(true);
    }

    private Outcome run(String... command) throws Exception {
        return run(command(command));
    }

    private static Outcome run(ProcessBuilder builder) throws Exception {
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        return new Outcome(process.waitFor(), output);
    }
}
