package dev.lastmile.serving.champion;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lastmile.serving.ChampionChain;
import dev.lastmile.serving.ServingConfig;
import dev.lastmile.serving.champion.ServingState.Origin;
import dev.lastmile.serving.champion.ServingState.Serving;
import dev.lastmile.serving.fixture.ModelFolders;
import dev.lastmile.serving.fixture.RegistryServer;
import dev.lastmile.serving.mlflow.InvocationsResource;
import dev.lastmile.tracking.TrackingConfig;
import io.quarkus.runtime.configuration.MemorySize;
import jakarta.ws.rs.core.Response;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChampionLoaderTest {
    private static final String FLOWER = "{\"inputs\": {\"sepal_length\": 5.1, \"sepal_width\": 3.5,"
            + " \"petal_length\": 1.4, \"petal_width\": 0.2}}";

    @TempDir
    Path folder;

    private final RegistryServer registry = new RegistryServer();
    private final Champion champion = new Champion();

    private record Config(
            String model,
            String alias,
            URI trackingUri,
            Path cache,
            String host,
            int port,
            Duration retry,
            MemorySize maxBody)
            implements ServingConfig {}

    @BeforeEach
    void registerAChampion() {
        registry.registerFeatures("2", ModelFolders.features(folder.resolve("features")));
        registry.registerClassifier("3", ModelFolders.classifier(folder.resolve("classifier")), "2");
        registry.alias("iris-classifier", "champion", "3");
    }

    @AfterEach
    void close() {
        champion.close();
        registry.close();
    }

    @Test
    void aServiceThatTheCacheStartedTakesTheRegistrysChampionOnceThatAnswers() throws InterruptedException {
        load().close();
        registry.breakWith(500);
        ChampionLoader loader = new ChampionLoader(config(), champion);
        loader.onStart(null);
        try {
            Serving cached = until(Origin.CACHE);
            assertThat(cached.chain().pair()).hasToString("iris-classifier/3 with iris-features/2");
            Thread.sleep(100);
            assertThat(champion.state())
                    .as("retries do not replace what answers")
                    .isSameAs(cached);

            registry.registerClassifier("4", folder.resolve("classifier"), "2");
            registry.alias("iris-classifier", "champion", "4");
            registry.breakWith(0);

            assertThat(until(Origin.REGISTRY).chain().pair()).hasToString("iris-classifier/4 with iris-features/2");
        } finally {
            loader.onStop(null);
        }
    }

    @Test
    void aRequestThatMeetsAClosedChainIsAnsweredByTheNext() throws IOException {
        ChampionChain closed = load();
        closed.close();
        try (ChampionChain next = load()) {
            assertThat(invoke(closed, next).getStatus()).isEqualTo(200);
            assertThat(invoke(closed, closed).getStatus()).isEqualTo(503);
        }
    }

    private Response invoke(ChampionChain first, ChampionChain second) throws IOException {
        Deque<ChampionChain> chains = new ArrayDeque<>(List.of(first, second));
        Champion changing = new Champion() {
            @Override
            public ServingState state() {
                return new Serving(chains.remove(), Origin.REGISTRY, Instant.now());
            }
        };
        return new InvocationsResource(changing, config())
                .invoke("application/json", new ByteArrayInputStream(FLOWER.getBytes(StandardCharsets.UTF_8)));
    }

    private Serving until(Origin origin) throws InterruptedException {
        Instant end = Instant.now().plus(Duration.ofSeconds(20));
        while (true) {
            if (champion.state() instanceof Serving serving && serving.origin() == origin) {
                return serving;
            }
            assertThat(Instant.now()).as("%s", champion.state()).isBefore(end);
            Thread.sleep(10);
        }
    }

    private ChampionChain load() {
        Config config = config();
        TrackingConfig server = TrackingConfig.fromEnvironment(
                Map.of("MLFLOW_TRACKING_URI", config.trackingUri().toString()));
        try (ChampionSource source = new ChampionSource(server, config.model(), config.alias(), config.cache())) {
            return source.load().chain();
        }
    }

    private Config config() {
        return new Config(
                "iris-classifier",
                "champion",
                registry.uri(),
                folder.resolve("cache"),
                "127.0.0.1",
                0,
                Duration.ofMillis(20),
                new MemorySize(BigInteger.valueOf(10_000)));
    }
}
