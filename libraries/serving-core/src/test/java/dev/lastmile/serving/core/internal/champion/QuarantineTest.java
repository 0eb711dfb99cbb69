package dev.lastmile.serving.core.internal.champion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lastmile.serving.core.fixture.IrisModels;
import dev.lastmile.serving.core.fixture.ModelFolders;
import dev.lastmile.serving.core.fixture.RegistryServer;
import dev.lastmile.serving.core.internal.champion.ServingState.Origin;
import dev.lastmile.tracking.TrackingConfig;
import dev.lastmile.tracking.model.ServingScope;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Processes that die while they try a new champion. */
class QuarantineTest {
    @TempDir
    Path folder;

    private final RegistryServer registry = new RegistryServer();
    private String seen = "";

    @BeforeEach
    void registerAChampion() {
        registry.registerFeatures("2", ModelFolders.features(folder.resolve("features")));
        registry.registerClassifier("3", ModelFolders.classifier(folder.resolve("classifier")), "2");
        registry.alias("iris-classifier", "champion", "3");
    }

    @AfterEach
    void closeRegistry() {
        registry.close();
    }

    /** A service that loads the champion and serves it. */
    public static final class Service {
        private Service() {}

        /** @param args the registry's address and the cache folder */
        public static void main(String[] args) {
            try (ChampionSource source = source(URI.create(args[0]), Path.of(args[1]));
                    Champion champion = new Champion()) {
                LoadedChain loaded = source.load();
                champion.serve(loaded.chain(), loaded.origin());
                loaded.confirm();
                System.out.println("Serving " + loaded.chain().pair());
            }
        }
    }

    @Test
    void aVersionThatKillsTheProcessTwiceIsQuarantinedAndTheLastGoodOneContinues() throws Exception {
        assertThat(output(service())).contains("Serving iris-classifier/3 with iris-features/2");
        registry.registerClassifier(
                "4", ModelFolders.classifier(folder.resolve("slow"), IrisModels.slowClassifier()), "2");
        registry.alias("iris-classifier", "champion", "4");

        killInTrial();
        killInTrial();

        try (ChampionSource source = source(registry.uri(), cache());
                LoadedChain loaded = source.load()) {
            assertThat(loaded.chain().pair()).hasToString("iris-classifier/3 with iris-features/2");
            assertThat(loaded.origin()).isEqualTo(Origin.CACHE);
            assertThat(loaded.problem())
                    .startsWith("iris-classifier/4 with iris-features/2 is quarantined: the service crashed 2 times")
                    .contains("delete " + trialFile());
            loaded.confirm();
            assertThatThrownBy(() -> source.load(source.resolve())).isInstanceOf(UntriedPairException.class);
            assertThat(source.resolved()).isPresent();
        }
        assertThat(output(service())).contains("Serving iris-classifier/3 with iris-features/2");

        registry.registerClassifier("5", folder.resolve("classifier"), "2");
        registry.alias("iris-classifier", "champion", "5");
        assertThat(output(service())).contains("Serving iris-classifier/5 with iris-features/2");
    }

    @Test
    void withoutALastGoodOneTheReasonIsReported() throws Exception {
        registry.registerClassifier(
                "4", ModelFolders.classifier(folder.resolve("slow"), IrisModels.slowClassifier()), "2");
        registry.alias("iris-classifier", "champion", "4");
        killInTrial();
        killInTrial();

        try (ChampionSource source = source(registry.uri(), cache())) {
            assertThatThrownBy(source::load)
                    .isInstanceOf(UntriedPairException.class)
                    .hasMessageContaining("iris-classifier/4 with iris-features/2 is quarantined")
                    .hasMessageEndingWith("No earlier champion of iris-classifier is cached.");
        }
    }

    private void killInTrial() throws Exception {
        Process process = service();
        try {
            Instant end = Instant.now().plus(Duration.ofSeconds(60));
            while (!Files.exists(trialFile()) || Files.readString(trialFile()).equals(seen)) {
                assertThat(process.isAlive()).as("the trial has not ended").isTrue();
                assertThat(Instant.now()).isBefore(end);
                Thread.sleep(5);
            }
            seen = Files.readString(trialFile());
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    private Path trialFile() {
        String digest = ModelFolders.digest(folder.resolve("slow")).substring("sha256:".length());
        return cache().resolve("iris-classifier/champion.trial-4-" + digest.substring(0, 12) + ".json");
    }

    private Process service() throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Service.class.getName(),
                        registry.uri().toString(),
                        cache().toString())
                .redirectErrorStream(true)
                .start();
    }

    private static String output(Process process) throws IOException, InterruptedException {
        String output = new String(process.getInputStream().readAllBytes());
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(output).isZero();
        return output;
    }

    private Path cache() {
        return folder.resolve("cache");
    }

    private static ChampionSource source(URI uri, Path cache) {
        TrackingConfig server = TrackingConfig.fromEnvironment(
                Map.of("MLFLOW_TRACKING_URI", uri.toString(), "MLFLOW_HTTP_REQUEST_MAX_RETRIES", "0"));
        return new ChampionSource(server, "iris-classifier", "champion", ServingScope.CHAIN, cache);
    }
}
