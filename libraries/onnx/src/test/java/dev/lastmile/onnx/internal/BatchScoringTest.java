package dev.lastmile.onnx.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lastmile.onnx.Batch;
import dev.lastmile.onnx.ClosedScorerException;
import dev.lastmile.onnx.Column;
import dev.lastmile.onnx.InvalidRowException;
import dev.lastmile.onnx.OnnxModelException;
import dev.lastmile.onnx.OnnxScorer;
import dev.lastmile.onnx.fixture.Graphs;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class BatchScoringTest {
    /** Below, at and above the rows that are scored as one slice. */
    private static final List<Integer> ROWS = List.of(1, 2, 1, 1, 100, 255, 256, 100, 511, 512, 513, 1, 1025, 5000, 3);

    @Test
    void everyNumberOfRowsComesOutAsItWentInAgainAndAgain() {
        try (OnnxScorer scorer = new OnnxScorer(Graphs.echo().bytes())) {
            for (int round = 0; round < 3; round++) {
                for (int rows : ROWS) {
                    assertEchoed(scorer, everyType(rows, new Random(rows + round)));
                }
            }
        }
    }

    @Test
    void concurrentCallsOfDifferentRowsGetTheirOwnValues() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try (OnnxScorer scorer = new OnnxScorer(Graphs.echo().bytes())) {
            List<Callable<Void>> calls = new ArrayList<>();
            for (int call = 0; call < 2000; call++) {
                Random random = new Random(call);
                calls.add(() -> {
                    int rows = random.nextInt(4) == 0 ? 1 + random.nextInt(700) : 1 + random.nextInt(3);
                    assertEchoed(scorer, everyType(rows, random));
                    return null;
                });
            }
            for (Future<Void> call : threads.invokeAll(calls)) {
                call.get();
            }
        } finally {
            threads.shutdown();
        }
    }

    @Test
    void vectorsOfAnyWidthComeOutInTheirs() {
        try (OnnxScorer scorer = new OnnxScorer(Graphs.timesOfAnyWidth(2).bytes())) {
            // 100,000 numbers of a row are more than is prepared for.
            for (int width : List.of(2, 3, 1, 3, 2, 1000, 100_000, 2)) {
                for (int rows : List.of(2, 1, 700)) {
                    if ((long) rows * width > 10_000_000) {
                        continue;
                    }
                    double[] flat =
                            new Random(width).doubles((long) rows * width).toArray();
                    Batch out = scorer.score(Batch.of(Map.of("x", new Column.DoubleVectors(flat, width))));

                    Column.DoubleVectors y = (Column.DoubleVectors) out.column("y");
                    assertThat(y.width()).isEqualTo(width);
                    assertThat(Arrays.equals(
                                    y.flat(),
                                    DoubleStream.of(flat)
                                            .map(value -> 2 * value)
                                            .toArray()))
                            .isTrue();
                    assertThat(((Column.Doubles) out.column("first")).values()[rows - 1])
                            .isEqualTo(2 * flat[(rows - 1) * width]);
                }
            }
        }
    }

    @Test
    void aRowIsNamedByItsNumberInTheWholeBatch() {
        String[] strings = new String[5000];
        Arrays.fill(strings, "a");
        strings[4321] = null;
        Map<String, Column> columns = everyType(5000, new Random(1));
        columns.put("string", new Column.Strings(strings));
        try (OnnxScorer scorer = new OnnxScorer(Graphs.echo().bytes())) {
            assertThatThrownBy(() -> scorer.score(Batch.of(columns)))
                    .isInstanceOf(InvalidRowException.class)
                    .hasMessageStartingWith("The model takes string STRING[N], and row 4321 (counted from 0) has null");
            assertEchoed(scorer, everyType(5000, new Random(2)));
        }
    }

    @Test
    void longStringsComeOutToo() {
        try (OnnxScorer scorer = new OnnxScorer(Graphs.nullable().bytes())) {
            for (int length : List.of(1, 1, 1, 100_000, 1, 1, 100_000, 100_000, 1)) {
                String[] cities = {"a".repeat(length), "b"};
                Batch out = scorer.score(Batch.of(Map.of("city", new Column.Strings(cities))));

                assertThat(((Column.Strings) out.column("city_out")).values()).containsExactly(cities);
            }
        }
    }

    @Test
    void anOutputOfAnotherShapeThanDeclaredIsNamedEachTime() {
        try (OnnxScorer scorer = new OnnxScorer(Graphs.largest().bytes())) {
            for (int call = 0; call < 3; call++) {
                assertThatThrownBy(() -> scorer.score(Batch.of(
                                Map.of("x", new Column.DoubleVectors(new double[] {1, 2, 3, 4}, 2)))))
                        .isInstanceOf(OnnxModelException.class)
                        .hasMessageContaining("has 1 rows for 2 rows of input");
            }
            Batch out = scorer.score(Batch.of(Map.of("x", new Column.DoubleVectors(new double[] {1, 2}, 2))));
            assertThat(((Column.DoubleVectors) out.column("y")).flat()).containsExactly(1, 2);
        }
    }

    @Test
    void aClosedScorerRejectsEveryCall() {
        OnnxScorer scorer = new OnnxScorer(Graphs.echo().bytes());
        assertEchoed(scorer, everyType(2, new Random(1)));
        scorer.close();
        scorer.close();

        for (int rows : List.of(0, 1, 5000)) {
            assertThatThrownBy(() -> scorer.score(Batch.of(everyType(rows, new Random(1)))))
                    .isInstanceOf(ClosedScorerException.class)
                    .hasMessage("The scorer is closed. Open another one.");
        }
    }

    private static void assertEchoed(OnnxScorer scorer, Map<String, Column> columns) {
        Batch out = scorer.score(Batch.of(columns));
        columns.forEach((name, column) -> assertThat(out.column(name + "_out"))
                .as(name)
                .usingRecursiveComparison()
                .isEqualTo(column));
    }

    private static Map<String, Column> everyType(int rows, Random random) {
        boolean[] booleans = new boolean[rows];
        float[] floats = new float[rows];
        float[] floatVectors = new float[3 * rows];
        String[] strings = new String[rows];
        for (int row = 0; row < rows; row++) {
            booleans[row] = random.nextBoolean();
            floats[row] = random.nextFloat();
            strings[row] = "ü".repeat(random.nextInt(3)) + random.nextInt();
        }
        for (int i = 0; i < floatVectors.length; i++) {
            floatVectors[i] = random.nextFloat();
        }
        Map<String, Column> columns = new LinkedHashMap<>();
        columns.put("bool", new Column.Booleans(booleans));
        columns.put("double", new Column.Doubles(random.doubles(rows).toArray()));
        columns.put(
                "doubles", new Column.DoubleVectors(random.doubles(2L * rows).toArray(), 2));
        columns.put("float", new Column.Floats(floats));
        columns.put("floats", new Column.FloatVectors(floatVectors, 3));
        columns.put("long", new Column.Longs(random.longs(rows).toArray()));
        columns.put("string", new Column.Strings(strings));
        return columns;
    }
}
