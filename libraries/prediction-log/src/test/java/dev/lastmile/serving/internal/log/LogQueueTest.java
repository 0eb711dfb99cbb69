package dev.lastmile.serving.internal.log;

import static dev.lastmile.serving.internal.log.block.Predictions.NOBODY;
import static dev.lastmile.serving.internal.log.block.Predictions.PAIR;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lastmile.onnx.Column;
import dev.lastmile.serving.core.ServingException;
import dev.lastmile.serving.core.fixture.ModelFolders;
import dev.lastmile.serving.core.internal.chain.ChampionChain;
import dev.lastmile.serving.core.internal.champion.Role;
import dev.lastmile.serving.internal.log.block.Predictions;
import dev.lastmile.tracking.model.ServingScope;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogQueueTest {
    private final LogMetrics metrics = new LogMetrics(new SimpleMeterRegistry());

    @TempDir
    Path folder;

    @Test
    void countsWhatDoesNotFit() {
        LogQueue queue = queue(true, 3);
        for (int i = 0; i < 5; i++) {
            offer(queue);
        }

        assertThat(queue.size()).isEqualTo(3);
        assertThat(metrics.dropped()).isEqualTo(2);
        assertThat(queue.take(Long.MAX_VALUE))
                .singleElement()
                .satisfies(block -> assertThat(block.records()).isEqualTo(3));
    }

    @Test
    void takesNothingWhereTheLogIsOff() {
        LogQueue queue = queue(false, 3, "no such column");
        offer(queue);

        assertThat(queue.size()).isZero();
        assertThat(metrics.dropped()).isZero();
        try (ChampionChain chain = chain()) {
            queue.requireKnown(chain);
        }
    }

    @Test
    void aColumnToLeaveOutThatTheModelDoesNotHaveIsRejectedByItsName() {
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

    private static void offer(LogQueue queue) {
        queue.offer(Predictions.of(new Column.Doubles(new double[] {1})), Role.CHAMPION, NOBODY, 1);
    }

    private LogQueue queue(boolean enabled, int most, String... omitted) {
        return new LogQueue(FixedLogConfig.of(enabled, most, Optional.of(Set.of(omitted))), metrics);
    }

    private ChampionChain chain() {
        return ChampionChain.open(
                PAIR,
                ServingScope.CHAIN,
                ModelFolders.features(folder.resolve("features")),
                ModelFolders.classifier(folder.resolve("classifier")));
    }
}
