package dev.lastmile.serving.internal.champion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lastmile.onnx.Batch;
import dev.lastmile.onnx.Column;
import dev.lastmile.onnx.GoldenRows;
import dev.lastmile.onnx.OnnxScorer;
import dev.lastmile.serving.ModelSource;
import dev.lastmile.serving.ServingConfig;
import dev.lastmile.serving.core.RequestRejectedException;
import dev.lastmile.serving.core.fixture.ModelFolders;
import dev.lastmile.serving.core.fixture.RegistryServer;
import dev.lastmile.serving.core.internal.chain.ChampionChain;
import dev.lastmile.serving.core.internal.champion.Champion;
import dev.lastmile.serving.core.internal.champion.ChampionSource;
import dev.lastmile.serving.core.internal.champion.LoadedChain;
import dev.lastmile.serving.core.internal.champion.Role;
import dev.lastmile.serving.core.internal.champion.ServingState;
import dev.lastmile.serving.core.internal.champion.ServingState.Origin;
import dev.lastmile.serving.core.internal.champion.ServingState.Serving;
import dev.lastmile.serving.core.internal.mlflow.MlflowProtocol;
import dev.lastmile.serving.core.internal.prediction.Headers;
import dev.lastmile.serving.core.internal.prediction.Prediction;
import dev.lastmile.serving.core.internal.prediction.PredictionLog;
import dev.lastmile.serving.core.internal.prediction.Predictor;
import dev.lastmile.serving.core.internal.prediction.ScoringRequest;
import dev.lastmile.serving.core.internal.protocol.ScoringResponse;
import dev.lastmile.serving.fixture.ServingConfigs;
import dev.lastmile.serving.internal.metrics.PredictionMetrics;
import dev.lastmile.serving.internal.rest.ScoringBeans;
import dev.lastmile.tracking.TrackingConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
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
        ChampionLoader loader = new ChampionLoader(config(), champion, PredictionLog.off());
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
    void aServiceThatHasItsModelsInItsImageAsksNoRegistry() throws InterruptedException {
        ChampionLoader empty = new ChampionLoader(config(ModelSource.CACHE), champion, PredictionLog.off());
        empty.onStart(null);
        try {
            until(() -> champion.problem().startsWith("The cache has no champion of iris-classifier"));
        } finally {
            empty.onStop(null);
        }

        load().close();
        registry.breakWith(500);
        ChampionLoader loader = new ChampionLoader(config(ModelSource.CACHE), champion, PredictionLog.off());
        loader.onStart(null);
        try {
            assertThat(until(Origin.CACHE).chain().pair()).hasToString("iris-classifier/3 with iris-features/2");
            until(() -> champion.problem().isEmpty());
        } finally {
            loader.onStop(null);
        }
    }

    @Test
    void aRequestThatMeetsAClosedChainIsAnsweredByTheNext() throws IOException {
        ChampionChain closed = load();
        closed.close();
        try (ChampionChain next = load()) {
            assertThat(score(closed, next).headers()).containsKey(Headers.MODEL);
            assertThatThrownBy(() -> score(closed, closed))
                    .isInstanceOf(RequestRejectedException.class)
                    .hasMessage("The model was replaced during the request. Send it again.");
        }
    }

    @Test
    void anAliasThatMovesUnderLoadCostsNoRequest() throws Exception {
        registry.registerFeatures("5", folder.resolve("features"));
        registry.registerClassifier("4", folder.resolve("classifier"), "5");
        Set<String> answered = ConcurrentHashMap.newKeySet();
        ChampionLoader loader = new ChampionLoader(config(), champion, PredictionLog.off());
        loader.onStart(null);
        ExecutorService clients = Executors.newFixedThreadPool(16);
        AtomicBoolean stop = new AtomicBoolean();
        try {
            until(Origin.REGISTRY);
            List<Future<?>> running = new ArrayList<>();
            for (int client = 0; client < 16; client++) {
                running.add(clients.submit(() -> {
                    MlflowProtocol protocol = protocol(champion, PredictionLog.off());
                    while (!stop.get()) {
                        Map<String, String> headers = protocol.score(flower()).headers();
                        answered.add(headers.get(Headers.MODEL) + " " + headers.get(Headers.FEATURES));
                    }
                    return null;
                }));
            }
            for (int move = 0; move < 20; move++) {
                String version = move % 2 == 0 ? "4" : "3";
                registry.alias("iris-classifier", "champion", version);
                until(() -> champion.state() instanceof Serving serving
                        && serving.chain().pair().model().version().equals(version));
            }
            stop.set(true);
            for (Future<?> client : running) {
                client.get(20, TimeUnit.SECONDS);
            }
        } finally {
            stop.set(true);
            clients.shutdownNow();
            loader.onStop(null);
        }
        assertThat(answered)
                .containsExactlyInAnyOrder("iris-classifier/3 iris-features/2", "iris-classifier/4 iris-features/5");
    }

    @Test
    void aNewChampionThatFailsItsGoldenRowsDoesNotAnswer() throws Exception {
        Path odd = ModelFolders.classifier(folder.resolve("odd"));
        Map<String, Column> features = Map.of("features", new Column.DoubleVectors(new double[] {1, 2, 3, 4}, 4));
        try (OnnxScorer scorer = new OnnxScorer(Files.readAllBytes(odd.resolve("model.onnx")))) {
            String golden = new String(GoldenRows.of(scorer, Batch.of(features)).json(), StandardCharsets.UTF_8);
            Files.writeString(
                    odd.resolve(GoldenRows.FILE), golden.replaceFirst("\"Iris-[a-z]+\"", "\"Iris-unheard-of\""));
        }
        ChampionLoader loader = new ChampionLoader(config(), champion, PredictionLog.off());
        loader.onStart(null);
        try {
            Serving before = until(Origin.REGISTRY);
            registry.registerClassifier("4", odd, "2");
            registry.alias("iris-classifier", "champion", "4");

            until(() -> !champion.problem().isEmpty());
            assertThat(champion.problem())
                    .startsWith("iris-classifier/4 does not reproduce its golden rows: in row 0")
                    .contains("Iris-unheard-of");
            assertThat(champion.state()).isSameAs(before);

            registry.alias("iris-classifier", "champion", "3");
            until(() -> champion.problem().isEmpty());
            registry.breakWith(500);
            until(() -> champion.problem().contains("cannot be reached"));
            assertThat(champion.state()).isSameAs(before);
        } finally {
            loader.onStop(null);
        }
    }

    @Test
    void anErrorDoesNotEndTheRefreshesAndIsReported() throws InterruptedException {
        registry.registerClassifier("4", folder.resolve("classifier"), "2");
        List<ChampionChain> rejected = new CopyOnWriteArrayList<>();
        AtomicBoolean failing = new AtomicBoolean();
        ChampionLoader loader = new ChampionLoader(config(), champion, new PredictionLog() {
            @Override
            public void offer(Prediction prediction, Role role, Caller caller, long nanoseconds) {}

            @Override
            public void requireKnown(ChampionChain chain) {
                if (failing.get()) {
                    rejected.add(chain);
                    throw new OutOfMemoryError("Java heap space");
                }
            }
        });
        loader.onStart(null);
        try {
            Serving before = until(Origin.REGISTRY);
            until(() -> champion.resolved().isPresent());
            Instant asked = champion.resolved().orElseThrow();
            failing.set(true);
            registry.alias("iris-classifier", "champion", "4");

            until(() -> champion.problem()
                    .equals("The champion cannot be loaded: java.lang.OutOfMemoryError: Java heap space"));
            assertThat(champion.state()).isSameAs(before);
            assertThat(rejected.get(0).acquire()).as("its sessions are freed").isFalse();
            until(() -> champion.resolved().orElseThrow().isAfter(asked));

            failing.set(false);
            registry.registerClassifier("5", folder.resolve("classifier"), "2");
            registry.alias("iris-classifier", "champion", "5");
            until(() -> champion.state() instanceof Serving serving
                    && serving.chain().pair().model().version().equals("5"));
            until(() -> champion.problem().isEmpty());
        } finally {
            loader.onStop(null);
        }
    }

    @Test
    void aServiceStartsWithTheLastGoodVersionWhileTheChampionIsQuarantined() throws Exception {
        load().close();
        Path slow = ModelFolders.regressor(folder.resolve("regressor"));
        registry.registerClassifier("4", slow, "2");
        registry.alias("iris-classifier", "champion", "4");
        String digest = ModelFolders.digest(slow);
        Path trial = folder.resolve("cache/iris-classifier/champion.trial-4-" + digest.substring(7, 19) + ".json");
        // What two processes leave that died in their attempts.
        Files.writeString(trial, """
                {"format": 1, "attempts": 2, "started": "2026-01-01T00:00:00Z",
                 "classifier": {"name": "iris-classifier", "version": "4", "digest": "%s"},
                 "features": {"name": "iris-features", "version": "2", "digest": "%s"}}
                """.formatted(digest, registry.tag("iris-features/2", "lastmile.digest")));
        ChampionLoader loader = new ChampionLoader(config(), champion, PredictionLog.off());
        loader.onStart(null);
        try {
            Serving cached = until(Origin.CACHE);
            assertThat(cached.chain().pair()).hasToString("iris-classifier/3 with iris-features/2");
            until(() -> !champion.problem().isEmpty());
            assertThat(champion.problem())
                    .isEqualTo(
                            "iris-classifier/4 with iris-features/2 is quarantined: the service crashed 2 times while it"
                                    + " loaded and tried this version, last at 2026-01-01T00:00:00Z. Register another version,"
                                    + " or delete " + trial + " to try this one again.");
            assertThat(champion.role(cached)).isEqualTo(Role.FALLBACK);
            Thread.sleep(100);
            assertThat(champion.state()).as("refreshes do not try it").isSameAs(cached);

            Files.delete(trial);
            Serving released = until(Origin.REGISTRY);
            assertThat(released.chain().pair()).hasToString("iris-classifier/4 with iris-features/2");
            until(() -> champion.role(released) == Role.CHAMPION);
            until(() -> !Files.exists(trial));
        } finally {
            loader.onStop(null);
        }
    }

    @Test
    void theLogSaysWhetherTheChampionAnsweredOrAnotherInItsPlace() throws InterruptedException {
        assertThat(roleIn(config(), served -> until(served, Origin.REGISTRY))).isEqualTo(Role.CHAMPION);
        assertThat(roleIn(config(), served -> {
                    until(served, Origin.REGISTRY);
                    registry.breakWith(500);
                    until(() -> !served.problem().isEmpty());
                }))
                .isEqualTo(Role.FALLBACK);
        assertThat(roleIn(config(ModelSource.CACHE), served -> until(served, Origin.CACHE)))
                .isEqualTo(Role.CHAMPION);

        registry.breakWith(0);
        registry.alias("iris-classifier", "next", "3");
        assertThat(roleIn(config("next", ModelSource.REGISTRY), served -> until(served, Origin.REGISTRY)))
                .isEqualTo(Role.CHALLENGER);
    }

    private interface Until {
        void holds(Champion served) throws InterruptedException;
    }

    private Role roleIn(ServingConfig config, Until ready) throws InterruptedException {
        List<Role> roles = new ArrayList<>();
        PredictionLog log = new PredictionLog() {
            @Override
            public void offer(Prediction prediction, Role role, Caller caller, long nanoseconds) {
                roles.add(role);
            }

            @Override
            public void requireKnown(ChampionChain chain) {}
        };
        Champion served = new ScoringBeans().champion(config);
        ChampionLoader loader = new ChampionLoader(config, served, log);
        loader.onStart(null);
        try {
            ready.holds(served);
            protocol(served, log).score(flower());
        } finally {
            loader.onStop(null);
            served.close();
        }
        assertThat(roles).hasSize(1);
        return roles.get(0);
    }

    private ScoringResponse score(ChampionChain first, ChampionChain second) {
        Deque<ChampionChain> chains = new ArrayDeque<>(List.of(first, second));
        Champion changing = new Champion() {
            @Override
            public ServingState state() {
                ChampionChain chain = chains.size() > 1 ? chains.remove() : chains.peek();
                return new Serving(chain, Origin.REGISTRY, Instant.now(), 64);
            }
        };
        return protocol(changing, PredictionLog.off()).score(flower());
    }

    private MlflowProtocol protocol(Champion scoring, PredictionLog log) {
        PredictionMetrics metrics = new PredictionMetrics(new SimpleMeterRegistry());
        return new MlflowProtocol(new Predictor(scoring, metrics, log, config().maxRows(), config().contract()));
    }

    private static ScoringRequest flower() {
        return ScoringRequest.of("application/json", FLOWER.getBytes(StandardCharsets.UTF_8));
    }

    private Serving until(Origin origin) throws InterruptedException {
        return until(champion, origin);
    }

    private Serving until(Champion served, Origin origin) throws InterruptedException {
        until(() -> served.state() instanceof Serving serving && serving.origin() == origin);
        return (Serving) served.state();
    }

    private void until(BooleanSupplier holds) throws InterruptedException {
        Instant end = Instant.now().plus(Duration.ofSeconds(20));
        while (!holds.getAsBoolean()) {
            assertThat(Instant.now()).as("%s", champion.state()).isBefore(end);
            Thread.sleep(10);
        }
    }

    private ChampionChain load() {
        ServingConfig config = config();
        TrackingConfig server = TrackingConfig.fromEnvironment(
                Map.of("MLFLOW_TRACKING_URI", config.trackingUri().toString()));
        try (ChampionSource source =
                new ChampionSource(server, config.model(), config.alias(), config.part(), config.cache())) {
            LoadedChain loaded = source.load();
            loaded.confirm();
            return loaded.chain();
        }
    }

    private ServingConfig config() {
        return config(ModelSource.REGISTRY);
    }

    private ServingConfig config(ModelSource models) {
        return config("champion", models);
    }

    private ServingConfig config(String alias, ModelSource models) {
        return ServingConfigs.of(Map.of(
                "alias",
                alias,
                "tracking-uri",
                registry.uri().toString(),
                "cache",
                folder.resolve("cache").toString(),
                "models",
                models.name().toLowerCase(Locale.ROOT),
                "retry",
                "20MS",
                "refresh",
                "20MS",
                "max-rows",
                "3"));
    }
}
