package dev.lastmile.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OrtEnvironment;
import dev.lastmile.onnx.fixture.Graphs;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A service has neither Spark nor what makes graphs on its class path. */
class PlainJvmTest {
    @Test
    void scoringNeedsOnlyOnnxRuntimeAndLeavesNothingBehind(@TempDir Path folder) throws Exception {
        Path model = Files.write(folder.resolve("model.onnx"), Graphs.times(2).bytes());
        Path temporary = Files.createDirectory(folder.resolve("tmp"));

        assertThat(said(Scoring.class, temporary, model)).isEqualTo("14.0");
        try (Stream<Path> left = Files.list(temporary)) {
            assertThat(left.filter(path -> !path.getFileName().toString().startsWith("hsperf")))
                    .isEmpty();
        }
    }

    @Test
    void aLibraryThatCannotBeLoadedIsNamedEveryTime(@TempDir Path folder) throws Exception {
        Path model = Files.write(folder.resolve("model.onnx"), Graphs.times(2).bytes());
        Path file = Files.createFile(folder.resolve("no-folder"));

        assertThat(said(Failing.class, file, model))
                .matches("(?s)(ONNX Runtime's library cannot be loaded \\(.+\\)\\. It is unpacked into \\Q" + file
                        + "\\E and loaded from there: that folder has to be writable, and of a file system that is not"
                        + " mounted noexec\\.\n){2}")
                .contains("no-folder/onnxruntime-java");
    }

    private static String said(Class<?> program, Path temporary, Path model) throws IOException, InterruptedException {
        String classPath = Stream.of(OnnxScorer.class, program, OrtEnvironment.class)
                .map(PlainJvmTest::location)
                .distinct()
                .collect(Collectors.joining(File.pathSeparator));
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Djava.io.tmpdir=" + temporary,
                        "-cp",
                        classPath,
                        program.getName(),
                        model.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(said).isZero();
        return said;
    }

    /** Scores one row, and ends without closing the scorer. */
    static final class Scoring {
        private Scoring() {}

        public static void main(String[] arguments) throws IOException {
            OnnxScorer scorer = new OnnxScorer(Files.readAllBytes(Path.of(arguments[0])));
            Batch scored = scorer.score(Batch.of(Map.of("x", new Column.DoubleVectors(new double[] {1, 7}, 2))));
            System.out.print(((Column.DoubleVectors) scored.column("y")).flat()[1]);
        }
    }

    /** Tries twice: a class whose initialization has failed fails in another way the second time. */
    static final class Failing {
        private Failing() {}

        public static void main(String[] arguments) throws IOException {
            for (int attempt = 0; attempt < 2; attempt++) {
                try {
                    new OnnxScorer(Files.readAllBytes(Path.of(arguments[0])));
                } catch (OnnxLibraryException e) {
                    System.out.println(e.getMessage());
                }
            }
        }
    }

    private static String location(Class<?> type) {
        try {
            return Path.of(type.getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .toString();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
