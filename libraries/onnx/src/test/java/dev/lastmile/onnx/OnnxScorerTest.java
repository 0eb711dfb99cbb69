package dev.lastmile.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lastmile.onnx.fixture.ExternalTensor;
import dev.lastmile.onnx.fixture.Graphs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OnnxScorerTest {
    @Test
    void aCharacterThatJavaSpellsInItsOwnWayIsNamed() {
        try (OnnxScorer scorer = new OnnxScorer(Graphs.echo().bytes())) {
            Map<String, Column> rows = new LinkedHashMap<>(everyType());
            rows.put("string", new Column.Strings(new String[] {"", "Zürich 🌷"}));

            assertThatThrownBy(() -> scorer.score(Batch.of(rows)))
                    .isInstanceOf(OnnxModelException.class)
                    .hasMessageContaining("string STRING[N], and row 1 (counted from 0) has a character beyond U+FFFF");
        }
    }

    @Test
    void everyTypeGoesInAndComesOut() {
        try (OnnxScorer scorer = new OnnxScorer(Graphs.echo().bytes())) {
            Batch out = scorer.score(Batch.of(everyType()));

            assertThat(out.columns().keySet())
                    .containsExactly(
                            "bool_out",
                            "double_out",
                            "doubles_out",
                            "float_out",
                            "floats_out",
                            "long_out",
                            "string_out");
            assertThat(((Column.Doubles) out.column("double_out")).values()).containsExactly(Double.NaN, 0.1);
            assertThat(((Column.Floats) out.column("float_out")).values()).containsExactly(Float.NaN, 0.1f);
            assertThat(((Column.Longs) out.column("long_out")).values())
                    .containsExactly(Long.MIN_VALUE, Long.MAX_VALUE);
            assertThat(((Column.Strings) out.column("string_out")).values()).containsExactly("", "Zürich 漢");
            assertThat(((Column.Booleans) out.column("bool_out")).values()).containsExactly(true, false);
            assertThat(((Column.DoubleVectors) out.column("doubles_out")).flat())
                    .containsExactly(1, 2, 3, 4);
            assertThat(((Column.FloatVectors) out.column("floats_out")).flat()).containsExactly(1, 2, 3, 4, 5, 6);
        }
    }

    @Test
    void moreRowsThanTheMemoryForInputsHoldsComeOutAsTheyWentIn() {
        int rows = 5000;
        double[] numbers = new Random(1).doubles(6 * rows).toArray();
        float[] floats = new float[3 * rows];
        IntStream.range(0, floats.length).forEach(i -> floats[i] = (float) numbers[i]);
        boolean[] truths = new boolean[rows];
        IntStream.range(0, rows).forEach(row -> truths[row] = numbers[row] < 0.5);
        String[] strings = new String[rows];
        Arrays.setAll(strings, Integer::toString);
        Map<String, Column> columns = new LinkedHashMap<>();
        columns.put("bool", new Column.Booleans(truths));
        columns.put("double", new Column.Doubles(Arrays.copyOf(numbers, rows)));
        columns.put("doubles", new Column.DoubleVectors(Arrays.copyOfRange(numbers, rows, 3 * rows), 2));
        columns.put("float", new Column.Floats(Arrays.copyOf(floats, rows)));
        columns.put("floats", new Column.FloatVectors(floats, 3));
        columns.put("long", new Column.Longs(LongStream.range(0, rows).toArray()));
        columns.put("string", new Column.Strings(strings));
        try (OnnxScorer scorer = new OnnxScorer(Graphs.echo().bytes())) {
            for (int call = 0; call < 3; call++) {
                Batch out = scorer.score(Batch.of(columns));

                columns.forEach((name, column) -> assertThat(out.column(name + "_out"))
                        .usingRecursiveComparison()
                        .isEqualTo(column));
            }
        }
    }

    @Test
    void saysWhatTheModelTakesAndGives() {
        try (OnnxScorer scorer = new OnnxScorer(Graphs.times(2).bytes(), new ScorerOptions(2))) {
            assertThat(scorer.inputs()).containsExactly(new TensorSpec("x", ElementType.DOUBLE, new long[] {-1, 2}));
            assertThat(scorer.outputs()).hasToString("[y DOUBLE[N,2]]");
            assertThat(scorer.metadata()).isEmpty();
        }
        try (OnnxScorer scorer = new OnnxScorer(Graphs.echo().bytes())) {
            assertThat(scorer.metadata()).containsExactly(Map.entry("key", "value"));
        }
    }

    @Test
    void anOutputThatDoesNotKeepTheRowsIsNamed() {
        try (OnnxScorer scorer = new OnnxScorer(Graphs.largest().bytes())) {
            assertThatThrownBy(() -> scorer.score(rows(1, 2, 3, 4, 5, 6)))
                    .isInstanceOf(OnnxModelException.class)
                    .hasMessageMatching("The model's output y DOUBLE\\[[N1],2] has 1 rows for 3 rows of input\\. Export"
                            + " the model with outputs that keep the rows: .*");
            assertThat(scorer.score(rows()).rows()).isZero();
        }
    }

    @Test
    void noRowsGiveNoRows() {
        Map<String, Column> none = new LinkedHashMap<>();
        none.put("double", new Column.Doubles(new double[0]));
        none.put("float", new Column.Floats(new float[0]));
        none.put("long", new Column.Longs(new long[0]));
        none.put("string", new Column.Strings(new String[0]));
        none.put("bool", new Column.Booleans(new boolean[0]));
        none.put("doubles", new Column.DoubleVectors(new double[0], 2));
        none.put("floats", new Column.FloatVectors(new float[0], 3));
        try (OnnxScorer scorer = new OnnxScorer(Graphs.echo().bytes())) {
            Batch out = scorer.score(Batch.of(none));

            assertThat(out.rows()).isZero();
            assertThat(out.columns()).hasSize(7);
            assertThat(((Column.DoubleVectors) out.column("doubles_out")).width())
                    .isEqualTo(2);
        }
    }

    @Test
    void anInputThatIsMissingOrOfAnotherTypeIsNamed() {
        try (OnnxScorer scorer = new OnnxScorer(Graphs.times(2).bytes())) {
            assertRejected(
                    scorer,
                    "z",
                    new Column.Doubles(new double[1]),
                    "The model takes x DOUBLE[N,2], and the batch" + " has no such column. Add it.");
            assertRejected(
                    scorer,
                    "x",
                    new Column.FloatVectors(new float[2], 2),
                    "The model takes x DOUBLE[N,2], and the" + " batch has FLOAT[N,2] there. Convert the column.");
            assertRejected(
                    scorer,
                    "x",
                    new Column.DoubleVectors(new double[3], 3),
                    "The model takes x DOUBLE[N,2], and" + " the batch has DOUBLE[N,3] there. Convert the column.");
            assertRejected(
                    scorer,
                    "x",
                    new Column.Doubles(new double[0]),
                    "The model takes x DOUBLE[N,2], and the batch" + " has DOUBLE[N] there. Convert the column.");
        }
    }

    @Test
    void aNullStringIsNamedByItsRow() {
        Map<String, Column> columns = everyType();
        columns.put("string", new Column.Strings(new String[] {"a", null}));
        try (OnnxScorer scorer = new OnnxScorer(Graphs.echo().bytes())) {
            assertThatThrownBy(() -> scorer.score(Batch.of(columns)))
                    .isInstanceOf(OnnxModelException.class)
                    .hasMessage("The model takes string STRING[N], and row 1 (counted from 0) has null there. Fill it,"
                            + " or leave the row out.");
        }
    }

    @Test
    void halfOfASurrogatePairIsNamedWhetherOrNotNullIsAccepted() {
        try (OnnxScorer echo = new OnnxScorer(Graphs.echo().bytes());
                OnnxScorer nullable = new OnnxScorer(Graphs.nullable().bytes())) {
            for (String lone : List.of("x\uD83Cy", "x\uDF37y", "\uDF37\uD83C", "x\uD83C", "\uD83C\uD83C\uDF37")) {
                Column strings = new Column.Strings(new String[] {"a", lone});
                Map<String, Column> rows = everyType();
                rows.put("string", strings);

                assertThatThrownBy(() -> echo.score(Batch.of(rows)))
                        .isInstanceOf(InvalidRowException.class)
                        .hasMessage("The model takes string STRING[N], and row 1 (counted from 0) has half of a"
                                + " surrogate pair there, which is not a character. Correct the value.");
                assertThatThrownBy(() -> nullable.score(Batch.of(Map.of("city", strings))))
                        .isInstanceOf(InvalidRowException.class)
                        .hasMessage("The model takes city STRING[N], and row 1 (counted from 0) has half of a"
                                + " surrogate pair there, which is not a character. Correct the value.");
            }
        }
    }

    @Test
    void aNullableStringKeepsEveryCharacter() {
        String[] cities = {null, "", "Zürich 🌷", "\uD83C\uDF37\uD83C\uDF37"};
        try (OnnxScorer scorer = new OnnxScorer(Graphs.nullable().bytes())) {
            Batch out = scorer.score(Batch.of(Map.of("city", new Column.Strings(cities))));

            assertThat(((Column.Strings) out.column("city_out")).values())
                    .containsExactly("\uFDD0", cities[1], cities[2], cities[3]);
        }
    }

    @Test
    void aFileIsLoadedIfItHasItsDigest(@TempDir Path folder) throws IOException {
        OnnxModel model = Graphs.times(3);
        Path file = Files.write(folder.resolve("model.onnx"), model.bytes());
        ScorerOptions options = ScorerOptions.defaults();
        try (OnnxScorer scorer = OnnxScorer.open(file, model.digest(), options)) {
            Files.delete(file);

            assertThat(((Column.DoubleVectors) scorer.score(rows(1, 2)).column("y")).flat())
                    .containsExactly(3, 6);
        }
        assertThatThrownBy(() -> OnnxScorer.open(file, options))
                .isInstanceOf(OnnxModelException.class)
                .hasMessage(file + " does not exist. Download the model again.");
        Files.write(file, Graphs.times(4).bytes());
        assertThatThrownBy(() -> OnnxScorer.open(file, model.digest(), options))
                .isInstanceOf(OnnxModelException.class)
                .hasMessage(file + " has the digest " + Graphs.times(4).digest() + ", and " + model.digest()
                        + " is expected. The file was changed; download it again.");
        Files.write(file, ExternalTensor.INITIALIZER.model("x"));
        assertThatThrownBy(() -> OnnxScorer.open(file, options))
                .isInstanceOf(OnnxModelException.class)
                .hasMessageStartingWith("The tensor \"secret\" of the model has its data in another file");
        for (byte[] bytes : List.of(new byte[0], "not a model".getBytes(), truncated())) {
            Files.write(file, bytes);
            assertThatThrownBy(() -> OnnxScorer.open(file, options))
                    .isInstanceOf(OnnxModelException.class)
                    .hasMessageStartingWith("This is not a model that ONNX Runtime loads: ");
        }
        assertThatThrownBy(() -> OnnxScorer.open(folder, options))
                .isInstanceOf(OnnxModelException.class)
                .hasMessageStartingWith(folder + " cannot be read: ");
    }

    @Test
    void bytesThatAreNoModelAreRejected() {
        for (byte[] bytes : List.of(new byte[0], "not a model".getBytes(), truncated())) {
            assertThatThrownBy(() -> new OnnxScorer(bytes))
                    .isInstanceOf(OnnxModelException.class)
                    .hasMessageStartingWith("This is not a model that ONNX Runtime loads: ");
        }
        assertThatIllegalArgumentException().isThrownBy(() -> new ScorerOptions(0));
    }

    @Test
    void eightThreadsGetTheirOwnAnswers() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try (OnnxScorer scorer = new OnnxScorer(Graphs.times(3).bytes())) {
            List<Callable<Boolean>> calls = new ArrayList<>();
            for (int i = 0; i < 800; i++) {
                double[] values = {i, -i, 2.0 * i, 0.5};
                calls.add(() -> {
                    double[] y =
                            ((Column.DoubleVectors) scorer.score(rows(values)).column("y")).flat();
                    return y[0] == 3 * values[0] && y[1] == 3 * values[1] && y[2] == 3 * values[2] && y[3] == 1.5;
                });
            }
            for (Future<Boolean> right : threads.invokeAll(calls)) {
                assertThat(right.get()).isTrue();
            }
        } finally {
            threads.shutdown();
        }
    }

    @Test
    void closingWaitsForTheCallsUnderWay() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            for (int round = 0; round < 20; round++) {
                OnnxScorer scorer = new OnnxScorer(Graphs.times(3).bytes());
                CountDownLatch scoring = new CountDownLatch(4);
                List<Future<Integer>> calls = new ArrayList<>();
                for (int i = 0; i < 4; i++) {
                    calls.add(threads.submit(() -> scoreUntilClosed(scorer, scoring)));
                }
                scoring.await();
                scorer.close();
                scorer.close();
                for (Future<Integer> call : calls) {
                    assertThat(call.get()).isPositive();
                }
            }
        } finally {
            threads.shutdown();
        }
    }

    // The last call of each thread is rejected, and every one before it answers rightly.
    private static int scoreUntilClosed(OnnxScorer scorer, CountDownLatch scoring) throws ExecutionException {
        double[] values = new double[2000];
        values[1999] = 7;
        for (int calls = 1; ; calls++) {
            try {
                double[] y = ((Column.DoubleVectors) scorer.score(rows(values)).column("y")).flat();
                if (y[1999] != 21) {
                    throw new ExecutionException(new AssertionError("wrong answer " + y[1999]));
                }
            } catch (IllegalStateException e) {
                assertThat(e).hasMessage("The scorer is closed. Open another one.");
                return calls;
            }
            scoring.countDown();
        }
    }

    private static void assertRejected(OnnxScorer scorer, String name, Column column, String message) {
        assertThatThrownBy(() -> scorer.score(Batch.of(Map.of(name, column))))
                .isInstanceOf(OnnxModelException.class)
                .hasMessage(message);
    }

    private static Batch rows(double... values) {
        return Batch.of(Map.of("x", new Column.DoubleVectors(values, 2)));
    }

    private static byte[] truncated() {
        byte[] whole = Graphs.echo().bytes();
        return java.util.Arrays.copyOf(whole, whole.length / 2);
    }

    private static Map<String, Column> everyType() {
        Map<String, Column> columns = new LinkedHashMap<>();
        columns.put("double", new Column.Doubles(new double[] {Double.NaN, 0.1}));
        columns.put("float", new Column.Floats(new float[] {Float.NaN, 0.1f}));
        columns.put("long", new Column.Longs(new long[] {Long.MIN_VALUE, Long.MAX_VALUE}));
        columns.put("string", new Column.Strings(new String[] {"", "Zürich 漢"}));
        columns.put("bool", new Column.Booleans(new boolean[] {true, false}));
        columns.put("doubles", new Column.DoubleVectors(new double[] {1, 2, 3, 4}, 2));
        columns.put("floats", new Column.FloatVectors(new float[] {1, 2, 3, 4, 5, 6}, 3));
        return columns;
    }
}
