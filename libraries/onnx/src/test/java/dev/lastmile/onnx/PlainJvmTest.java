package dev.lastmile.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lastmile.onnx.fixture.Graphs;
import dev.lastmile.onnx.fixture.PlainJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A service has neither Spark nor what makes graphs on its class path. */
class PlainJvmTest {
    @Test
    void scoringNeedsOnlyOnnxRuntimeAndLeavesNothingBehind(@TempDir Path folder) throws Exception {
        Path model = Files.write(folder.resolve("model.onnx"), Graphs.times(2).bytes());
        Path temporary = Files.createDirectory(folder.resolve("tmp"));

        assertThat(PlainJvm.output(Scoring.class, List.of("-Djava.io.tmpdir=" + temporary), model))
                .isEqualTo("14.0");
        try (Stream<Path> left = Files.list(temporary)) {
            assertThat(left.filter(path -> !path.getFileName().toString().startsWith("hsperf")))
                    .isEmpty();
        }
    }

    @Test
    void aLibraryThatCannotBeLoadedIsNamedEveryTime(@TempDir Path folder) throws Exception {
        Path model = Files.write(folder.resolve("model.onnx"), Graphs.times(2).bytes());
        Path file = Files.createFile(folder.resolve("no-folder"));

        assertThat(PlainJvm.output(Failing.class, List.of("-Djava.io.tmpdir=" + file), model))
                .matches("(?s)(ONNX Runtime's library cannot be loaded \\(.+\\)\\. It is unpacked into \\Q" + file
                        + "\\E and loaded from there: that folder has to be writable, and of a file system that is not"
                        + " mounted noexec\\.\n){2}")
                .contains("no-folder/onnxruntime-java");
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
}
