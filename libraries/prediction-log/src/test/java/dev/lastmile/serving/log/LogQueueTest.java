package dev.lastmile.serving.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lastmile.onnx.Batch;
import dev.lastmile.onnx.Column;
import dev.lastmile.serving.core.ServingException;
import dev.lastmile.serving.core.chain.ChampionChain;
import dev.lastmile.serving.core.chain.ChampionPair;
import dev.lastmile.serving.core.chain.ModelPin;
import dev.lastmile.serving.core.chain.ServedPart;
import dev.lastmile.serving.core.fixture.ModelFolders;
import dev.lastmile.serving.core.prediction.Prediction;
import dev.lastmile.serving.core.prediction.PredictionLog;
import dev.lastmile.serving.core.prediction.Role;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogQueueTest {
    private static final String DIGEST = "sha256:" + "0".repeat(64);
    private static final ChampionPair PAIR =
            new ChampionPair(new ModelPin("iris-classifier", "3", DIGEST), new ModelPin("iris-features", "2", DIGEST));

    @TempDir
    Path folder;

    private record Config(boolean enabled, int queue, Optional<Set<String>> omit) implements LogConfig {
        @Override
        public Path file() {
            return Path.of("predictions");
        }

        @Override
        public Optional<String> url() {
            return Optional.empty();
        }

        @Override
        public Optional<String> user() {
            return Optional.empty();
        }

        @Override
        public Optional<String> password() {
            return Optional.empty();
        }

        @Override
        public Duration retention() {
            return Duration.ofDays(1);
        }
    }

    @Test
    void takesAsManyAsItIsToldToAndCountsTheOthers() {
        LogQueue queue = queue(true, 3);
        for (int i = 0; i < 5; i++) {
            queue.offer(prediction(1), Role.CHAMPION, new PredictionLog.Caller("", null), i);
        }

        assertThat(queue.size()).isEqualTo(3);
        assertThat(queue.dropped()).isEqualTo(2);
        assertThat(queue.take(2, Long.MAX_VALUE))
                .extracting(LogRecord::nanoseconds)
                .containsExactly(0L, 1L);
        queue.offer(prediction(1), Role.CHAMPION, new PredictionLog.Caller("", null), 5);
        assertThat(queue.take(10, Long.MAX_VALUE))
                .extracting(LogRecord::nanoseconds)
                .containsExactly(2L, 5L);
        assertThat(queue.take(10, Long.MAX_VALUE)).isEmpty();
    }

    @Test
    void holdsNoMoreThanAnEighthOfTheHeapHoweverFewItMayHold() {
        LogQueue queue = queue(true, 1_000_000);
        int values = (int) (Runtime.getRuntime().maxMemory() / 8 / 8 / 10);
        Prediction tenth = prediction(values);
        for (int i = 0; i < 20; i++) {
            queue.offer(tenth, Role.CHAMPION, new PredictionLog.Caller("", null), i);
        }

        assertThat(queue.size()).isBetween(9, 10);
        assertThat(queue.dropped()).isEqualTo(20 - queue.size());
        assertThat(queue.take(100, 1)).hasSize(1);
        assertThat(queue.take(100, Long.MAX_VALUE)).hasSizeBetween(8, 9);
        queue.offer(tenth, Role.CHAMPION, new PredictionLog.Caller("", null), 21);
        assertThat(queue.size()).isEqualTo(1);
    }

    @Test
    void aStringThatIsThereOftenIsKeptOnce() {
        int rows = 1000;
        String[] values = new String[rows];
        Arrays.setAll(values, row -> row == 3 ? null : new String("red"));
        Batch batch = Batch.of(Map.of("color", new Column.Strings(values)));
        LogQueue queue = queue(true, 3);
        queue.offer(
                new Prediction(UUID.randomUUID(), 0, PAIR, batch, batch),
                Role.CHAMPION,
                new PredictionLog.Caller("", null),
                1);

        LogRecord record = queue.take(1, 1).get(0);
        assertThat(record.weight()).isLessThan(20 * rows);
        Set<String> kept = Collections.newSetFromMap(new IdentityHashMap<>());
        for (Batch of : List.of(record.prediction().rows(), record.prediction().outputs())) {
            String[] logged = ((Column.Strings) of.column("color")).values();
            assertThat(logged).isEqualTo(values);
            kept.addAll(Arrays.asList(logged));
        }
        assertThat(kept).containsExactlyInAnyOrder("red", null);
    }

    @Test
    void takesNothingWhereTheLogIsOff() {
        LogQueue queue = queue(false, 3, "no such column");
        queue.offer(prediction(1), Role.CHAMPION, new PredictionLog.Caller("", null), 1);

        assertThat(queue.size()).isZero();
        assertThat(queue.dropped()).isZero();
        try (ChampionChain chain = chain()) {
            queue.requireKnown(chain);
        }
    }

    @Test
    void aColumnToLeaveOutThatTheModelDoesNotHaveIsRefusedByItsName() {
        try (ChampionChain chain = chain()) {
            queue(true, 3, "petal_width", "probability").requireKnown(chain);

            assertThatThrownBy(
                            () -> queue(true, 3, "petal_width", "sepal_lenght").requireKnown(chain))
                    .isInstanceOf(ServingException.class)
                    .hasMessage("LASTMILE_SERVING_LOG_OMIT names [sepal_lenght], and iris-classifier/3 with"
                            + " iris-features/2 has the inputs [sepal_length, sepal_width, petal_length, petal_width]"
                            + " and the outputs [prediction, probability]. Correct the name, or leave it out.");
        }
    }

    @Test
    void valuesAreAListAColumnAndWhatJsonLacksIsNull() {
        Map<String, Column> columns = new LinkedHashMap<>();
        columns.put("d", new Column.Doubles(new double[] {1.5, Double.NaN}));
        columns.put("secret", new Column.Strings(new String[] {"a", "b"}));
        columns.put("f", new Column.Floats(new float[] {0.1f, Float.POSITIVE_INFINITY}));
        columns.put("l", new Column.Longs(new long[] {Long.MAX_VALUE, -1}));
        columns.put("b", new Column.Booleans(new boolean[] {true, false}));
        columns.put("s", new Column.Strings(new String[] {"\"\u0000", null}));
        columns.put("v", new Column.DoubleVectors(new double[] {1, 2, 3, Double.NaN}, 2));
        columns.put("w", new Column.FloatVectors(new float[] {1, 0.1f}, 1));

        assertThat(LogJson.write(Batch.of(columns), Set.of("secret")))
                .isEqualTo("{\"d\":[1.5,null],\"f\":[0.1,null],\"l\":[9223372036854775807,-1],\"b\":[true,false],"
                        + "\"s\":[\"\\\"\\u0000\",null],\"v\":[[1.0,2.0],[3.0,null]],\"w\":[[1.0],[0.1]]}");
        assertThat(LogJson.write(null, Set.of())).isEqualTo("{}");
    }

    @Test
    void whatAClientCallsItsRequestIsKeptIfItIsShortAndCanBePrinted() {
        assertThat(LoggedPrediction.stored("order 7/a")).isEqualTo("order 7/a");
        assertThat(LoggedPrediction.stored("x".repeat(128))).hasSize(128);
        for (String not : new String[] {null, "", "x".repeat(129), "a\nb", "\u0000", "é"}) {
            assertThat(LoggedPrediction.stored(not)).isNull();
        }
    }

    private static LogQueue queue(boolean enabled, int most, String... omitted) {
        return new LogQueue(new Config(enabled, most, Optional.of(Set.of(omitted))), new SimpleMeterRegistry());
    }

    private static Prediction prediction(int values) {
        Batch rows = Batch.of(Map.of("a", new Column.Doubles(new double[values])));
        return new Prediction(UUID.randomUUID(), 0, PAIR, rows, null);
    }

    private ChampionChain chain() {
        return ChampionChain.open(
                PAIR,
                ServedPart.CHAIN,
                ModelFolders.features(folder.resolve("features")),
                ModelFolders.classifier(folder.resolve("classifier")));
    }
}
