package dev.lastmile.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import com.google.protobuf.ByteString;
import dev.lastmile.onnx.fixture.Graphs;
import dev.lastmile.onnx.fixture.PlainJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What a scorer takes of a process's memory, measured in a process that does nothing else. */
class ScorerMemoryTest {
    private static final int MEGABYTE = 1024 * 1024;

    @Test
    void aModelLargerThanTheHeapIsLoadedFromItsFile(@TempDir Path folder) throws Exception {
        TensorProto unused = TensorProto.newBuilder()
                .setName("unused")
                .setDataType(DataType.UINT8.getNumber())
                .addDims(64 * MEGABYTE)
                .setRawData(ByteString.copyFrom(new byte[64 * MEGABYTE]))
                .build();
        ModelProto model = ModelProto.parseFrom(Graphs.times(2).bytes()).toBuilder()
                .mergeGraph(GraphProto.newBuilder().addInitializer(unused).build())
                .build();
        Path file = Files.write(folder.resolve("model.onnx"), model.toByteArray());
        String digest = new OnnxModel(model.toByteArray()).digest();

        assertThat(PlainJvm.output(Loading.class, List.of("-Xmx16m"), file, digest))
                .endsWith("14.0");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aLargeBatchTakesMemoryForASliceOfIt(@TempDir Path folder) throws Exception {
        Path file = Files.write(folder.resolve("model.onnx"), Graphs.wide().bytes());

        String grown = PlainJvm.output(Scoring.class, List.of("-Xmx32m", "-XX:+UseSerialGC"), file);

        // Each vector of 20,000 rows has 160 MB, and the graph has several.
        assertThat(Integer.parseInt(grown)).as("megabytes").isBetween(0, 150);
    }

    /** Loads a file with its digest, and scores one row. */
    static final class Loading {
        private Loading() {}

        public static void main(String[] arguments) {
            try (OnnxScorer scorer = OnnxScorer.open(Path.of(arguments[0]), arguments[1], ScorerOptions.defaults())) {
                Batch scored = scorer.score(Batch.of(Map.of("x", new Column.DoubleVectors(new double[] {1, 7}, 2))));
                System.out.print(((Column.DoubleVectors) scored.column("y")).flat()[1]);
            }
        }
    }

    /** Scores 20,000 rows, and prints by how many megabytes the peak of resident memory has grown. */
    static final class Scoring {
        private Scoring() {}

        public static void main(String[] arguments) throws IOException {
            try (OnnxScorer scorer = OnnxScorer.open(Path.of(arguments[0]), ScorerOptions.defaults())) {
                score(scorer, 1);
                int before = peak();
                for (int call = 0; call < 3; call++) {
                    score(scorer, 20_000);
                }
                System.out.print((peak() - before) / 1024);
            }
        }

        private static void score(OnnxScorer scorer, int rows) {
            double[] x = new double[rows];
            Arrays.fill(x, 4);
            double[] y = ((Column.Doubles) scorer.score(Batch.of(Map.of("x", new Column.Doubles(x))))
                            .column("y"))
                    .values();
            if (y.length != rows || !Arrays.equals(y, x)) {
                throw new IllegalStateException("wrong values");
            }
        }

        private static int peak() throws IOException {
            String line = Files.readAllLines(Path.of("/proc/self/status")).stream()
                    .filter(status -> status.startsWith("VmHWM:"))
                    .findFirst()
                    .orElseThrow();
            return Integer.parseInt(line.replaceAll("\\D", ""));
        }
    }
}
