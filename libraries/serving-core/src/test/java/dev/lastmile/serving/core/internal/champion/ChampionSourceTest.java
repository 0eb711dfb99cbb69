package dev.lastmile.serving.core.internal.champion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lastmile.serving.core.ServingException;
import dev.lastmile.serving.core.fixture.ModelFolders;
import dev.lastmile.serving.core.fixture.RegistryServer;
import dev.lastmile.serving.core.internal.champion.ServingState.Origin;
import dev.lastmile.tracking.TrackingConfig;
import dev.lastmile.tracking.model.ServingScope;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChampionSourceTest {
    private static final String OTHER = "sha256:" + "0".repeat(64);

    @TempDir
    Path folder;

    private final RegistryServer registry = new RegistryServer();

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

    @Test
    void followsTheAliasToThePair() {
        LoadedChain loaded = load();

        assertThat(loaded.chain().pair()).hasToString("iris-classifier/3 with iris-features/2");
        assertThat(loaded.origin()).isEqualTo(Origin.REGISTRY);
        assertThat(loaded.how()).isEqualTo("as champion at " + registry.uri());
    }

    @Test
    void aSecondStartDownloadsNothing() {
        load();
        int downloads = registry.downloads();

        load();

        assertThat(downloads).isPositive();
        assertThat(registry.downloads()).isEqualTo(downloads);
    }

    @Test
    void startsFromTheCacheWhenTheServerIsAway() {
        load();
        registry.close();

        LoadedChain loaded = load();

        assertThat(loaded.chain().pair()).hasToString("iris-classifier/3 with iris-features/2");
        assertThat(loaded.origin()).isEqualTo(Origin.CACHE);
        assertThat(loaded.how())
                .startsWith("from the cache, as champion at 20")
                .contains("The tracking server at " + registry.uri() + " cannot be reached");
    }

    @Test
    void startsFromTheCacheWhenTheServerAnswersWithErrors() {
        load();
        registry.breakWith(500);

        assertThat(load().origin()).isEqualTo(Origin.CACHE);
    }

    @Test
    void onceStartedFromTheCacheOnlyTheServerIsAsked() {
        load();
        registry.breakWith(500);
        try (ChampionSource source = source(registry.uri(), "iris-classifier", "champion")) {
            assertThatThrownBy(source::resolve)
                    .isInstanceOf(ServingException.class)
                    .hasMessageStartingWith("The tracking server at " + registry.uri() + " cannot be reached (");

            registry.breakWith(0);
            LoadedChain loaded = source.load(source.resolve());
            loaded.close();

            assertThat(loaded.origin()).isEqualTo(Origin.REGISTRY);
        }
    }

    @Test
    void aCacheThatCannotRememberDoesNotKeepTheModelFromAnswering() throws IOException {
        load();
        Path file = folder.resolve("cache/iris-classifier/champion.json");
        Files.delete(file);
        Files.createDirectories(file.resolve("in the way"));

        try (ChampionSource source = source(registry.uri(), "iris-classifier", "champion")) {
            LoadedChain loaded = source.load();
            loaded.chain().close();

            assertThat(loaded.origin()).isEqualTo(Origin.REGISTRY);
            assertThat(loaded.confirm())
                    .contains("The service could not start again without the tracking server", "champion.json");
        }
    }

    @Test
    void withoutServerAndCacheSaysBoth() {
        registry.close();

        assertThatThrownBy(this::load)
                .isInstanceOf(ServingException.class)
                .hasMessageStartingWith("The tracking server at " + registry.uri() + " cannot be reached (")
                .hasMessageContaining("no earlier champion of iris-classifier is cached")
                .hasMessageContaining("make pipeline");
    }

    @Test
    void aServerThatRefusesIsNotAwayAndItsRefusalIsTold() {
        load();
        registry.breakWith(403);

        assertThatThrownBy(this::load)
                .isInstanceOf(ServingException.class)
                .hasMessageStartingWith("The tracking server at " + registry.uri() + " rejects the request: ");
    }

    @Test
    void anAliasThatNoVersionHasIsTold() {
        assertThatThrownBy(() ->
                        source(registry.uri(), "iris-classifier", "challenger").load())
                .isInstanceOf(ServingException.class)
                .hasMessage("The tracking server at " + registry.uri() + " has no version of iris-classifier with the"
                        + " alias challenger. Run: make pipeline");
    }

    @Test
    void aModelThatDoesNotExistIsTold() {
        assertThatThrownBy(() ->
                        source(registry.uri(), "tulip-classifier", "champion").load())
                .isInstanceOf(ServingException.class)
                .hasMessageContaining("has no version of tulip-classifier with the alias champion");
    }

    @Test
    void anEarlierChampionInTheCacheDoesNotStandInForNone() {
        load();
        registry.alias("iris-classifier", "champion", "99");

        assertThatThrownBy(this::load).isInstanceOf(ServingException.class);
    }

    @Test
    void aModelWithAnotherDigestIsRefusedByNameAndNotKept() throws IOException {
        registry.tag("iris-classifier/3", "lastmile.digest", OTHER);

        assertThatThrownBy(this::load)
                .isInstanceOf(ServingException.class)
                .hasMessageContaining("model.onnx of iris-classifier/3 has the digest "
                        + ModelFolders.digest(folder.resolve("classifier")) + " downloaded from the registry")
                .hasMessageContaining("was registered with " + OTHER);
        try (Stream<Path> kept = Files.walk(folder.resolve("cache"))) {
            assertThat(kept.filter(Files::isRegularFile)).isEmpty();
        }
    }

    @Test
    void featuresThatChangedSinceTheTrainingAreRefusedByName() {
        registry.tag("iris-classifier/3", "lastmile.features.digest", OTHER);

        assertThatThrownBy(this::load)
                .isInstanceOf(ServingException.class)
                .hasMessageContaining("iris-classifier/3 was trained on iris-features/2 with the digest " + OTHER);
    }

    @Test
    void aClassifierWithoutItsTagsIsRefusedByName() {
        registry.tag("iris-classifier/3", "lastmile.features.version", null);

        assertThatThrownBy(this::load)
                .isInstanceOf(ServingException.class)
                .hasMessageStartingWith("iris-classifier/3 has no tag lastmile.features.version");
    }

    @Test
    void aTagThatLeavesTheCacheFolderIsRefused() {
        registry.register("..", "2", folder.resolve("features"), Map.of("lastmile.digest", OTHER));
        registry.tag("iris-classifier/3", "lastmile.features.name", "..");

        assertThatThrownBy(this::load)
                .isInstanceOf(ServingException.class)
                .hasMessageContaining("'..', which cannot be the name of a folder");
    }

    @Test
    void aPromotionIsSeenAtTheNextStart() {
        load();
        registry.registerClassifier("4", folder.resolve("classifier"), "2");
        registry.alias("iris-classifier", "champion", "4");

        assertThat(load().chain().pair()).hasToString("iris-classifier/4 with iris-features/2");
    }

    @Test
    void aChangedFileInTheCacheIsDownloadedAgain() throws IOException {
        load();
        Files.writeString(cached("iris-classifier"), "changed");

        assertThat(load().origin()).isEqualTo(Origin.REGISTRY);
        assertThat(Files.readAllBytes(cached("iris-classifier")))
                .isEqualTo(Files.readAllBytes(folder.resolve("classifier/model.onnx")));
    }

    @Test
    void aChangedFileInTheCacheIsRefusedWhenTheServerIsAway() throws IOException {
        load();
        Files.writeString(cached("iris-features"), "changed");
        registry.close();

        assertThatThrownBy(this::load)
                .isInstanceOf(ServingException.class)
                .hasMessageContaining("model.onnx of iris-features/2 has the digest sha256:")
                .hasMessageContaining("in the cache at");
    }

    @Test
    void theGraphOfBothIsCachedWithItsDigestAndHealsLikeTheModels() throws IOException {
        Path classifier = ModelFolders.withChain(folder.resolve("classifier"), folder.resolve("features"));
        registry.tag("iris-classifier/3", "lastmile.chain.digest", ModelFolders.digest(classifier, "chain.onnx"));
        assertThat(load().chain().isMerged()).isTrue();
        Path cached = cached("iris-classifier").resolveSibling("chain.onnx");

        Files.writeString(cached, "changed");
        assertThat(load().chain().isMerged()).isTrue();
        assertThat(cached).hasSameBinaryContentAs(classifier.resolve("chain.onnx"));

        registry.close();
        assertThat(load().chain().isMerged()).isTrue();
        Files.delete(cached);
        assertThatThrownBy(this::load)
                .isInstanceOf(ServingException.class)
                .hasMessageContaining("iris-classifier/3 has no chain.onnx in the cache at");
    }

    @Test
    void filesBesidesTheGraphsAreVerifiedWhereTheyHaveDigests() throws IOException {
        Path classifier = folder.resolve("classifier");
        registry.tag("iris-classifier/3", "lastmile.digest.MLmodel", ModelFolders.digest(classifier, "MLmodel"));
        load();
        Path cached = cached("iris-classifier").resolveSibling("MLmodel");
        String registered = Files.readString(cached);

        Files.writeString(cached, registered.replace("\"prediction\"", "\"other\""));
        load();
        assertThat(cached).hasContent(registered);

        Files.writeString(classifier.resolve("MLmodel"), registered.replace("\"prediction\"", "\"other\""));
        load();
        Files.delete(cached);
        assertThatThrownBy(this::load)
                .isInstanceOf(ServingException.class)
                .hasMessageContaining("MLmodel of iris-classifier/3 has the digest "
                        + ModelFolders.digest(classifier, "MLmodel") + " downloaded from the registry");

        Files.writeString(cached, registered);
        registry.close();
        assertThat(load().origin()).isEqualTo(Origin.CACHE);
        Files.writeString(cached, "changed");
        assertThatThrownBy(this::load)
                .isInstanceOf(ServingException.class)
                .hasMessageContaining("MLmodel of iris-classifier/3 has the digest sha256:")
                .hasMessageContaining("in the cache at");
    }

    @Test
    void aDigestOfAFileThatLeavesTheFolderIsRejected() {
        for (String file : List.of("../MLmodel", "/etc/passwd", ".hidden", "a/b")) {
            registry.tag("iris-classifier/3", "lastmile.digest." + file, OTHER);

            assertThatThrownBy(this::load)
                    .isInstanceOf(ServingException.class)
                    .hasMessageContaining("The name of a file of iris-classifier/3 is '" + file + "'");
            registry.tag("iris-classifier/3", "lastmile.digest." + file, null);
        }
    }

    @Test
    void aCacheOfANewerFormatIsRefusedByName() throws IOException {
        load();
        Path file = folder.resolve("cache/iris-classifier/champion.json");
        Files.writeString(file, Files.readString(file).replace("\"format\" : 1", "\"format\" : 2"));
        registry.close();

        assertThatThrownBy(this::load)
                .isInstanceOf(ServingException.class)
                .hasMessageContaining("champion.json has format 2, and this version reads 1");
    }

    @Test
    void aDamagedCacheFileIsTreatedAsAbsentAndReported() throws IOException {
        load();
        Path file = folder.resolve("cache/iris-classifier/champion.json");
        Files.writeString(file, "{\"format\"");
        assertThat(load().how()).contains(file + " cannot be read: ", ", and is written again");
        assertThat(load().how()).isEqualTo("as champion at " + registry.uri());

        Files.writeString(file, "");
        registry.close();
        assertThatThrownBy(this::load)
                .isInstanceOf(ServingException.class)
                .hasMessageContaining("no earlier champion of iris-classifier is cached (" + file
                        + " is empty, so it is treated as absent).");
        try (ChampionSource source = source(registry.uri(), "iris-classifier", "champion")) {
            assertThatThrownBy(source::cached)
                    .isInstanceOf(ServingException.class)
                    .hasMessageStartingWith("The cache has no champion of iris-classifier (" + file
                            + " is empty, so it is treated as absent), and LASTMILE_SERVING_MODELS excludes");
            Files.writeString(file, "{}");
            assertThatThrownBy(source::cached).hasMessageContaining(file + " cannot be read: it has no format");
            Files.writeString(file, "{\"format\": 1, \"classifier\": {}}");
            assertThatThrownBy(source::cached).hasMessageContaining(file + " cannot be read: it does not name a model");
        }
    }

    @Test
    void aCacheOfVersion010Opens() throws IOException {
        copy(folder.resolve("features"), cacheFolder("iris-features", "2", folder.resolve("features")));
        copy(folder.resolve("classifier"), cacheFolder("iris-classifier", "3", folder.resolve("classifier")));
        // As commit 959416d wrote it.
        Files.writeString(folder.resolve("cache/iris-classifier/champion.json"), """
                {
                  "format" : 1,
                  "classifier" : {
                    "name" : "iris-classifier",
                    "version" : "3",
                    "digest" : "%s"
                  },
                  "features" : {
                    "name" : "iris-features",
                    "version" : "2",
                    "digest" : "%s"
                  },
                  "resolved" : "2026-11-24T10:29:55.736426Z"
                }""".formatted(
                ModelFolders.digest(folder.resolve("classifier")), ModelFolders.digest(folder.resolve("features"))));
        registry.close();

        LoadedChain loaded = load();

        assertThat(loaded.chain().pair()).hasToString("iris-classifier/3 with iris-features/2");
        assertThat(loaded.how()).startsWith("from the cache, as champion at 2026-11-24T10:29:55.736426Z");
    }

    private Path cacheFolder(String name, String version, Path model) {
        String digest = ModelFolders.digest(model).substring("sha256:".length());
        return folder.resolve("cache").resolve(name).resolve(version + "-" + digest.substring(0, 12));
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        for (String file : List.of("model.onnx", "MLmodel")) {
            Files.copy(from.resolve(file), to.resolve(file));
        }
    }

    private Path cached(String model) throws IOException {
        try (Stream<Path> files = Files.walk(folder.resolve("cache").resolve(model))) {
            return files.filter(file -> file.endsWith("model.onnx")).findFirst().orElseThrow();
        }
    }

    private LoadedChain load() {
        try (ChampionSource source = source(registry.uri(), "iris-classifier", "champion")) {
            LoadedChain loaded = source.load();
            loaded.confirm();
            loaded.chain().close();
            return loaded;
        }
    }

    private ChampionSource source(URI uri, String model, String alias) {
        TrackingConfig server = TrackingConfig.fromEnvironment(
                Map.of("MLFLOW_TRACKING_URI", uri.toString(), "MLFLOW_HTTP_REQUEST_MAX_RETRIES", "0"));
        return new ChampionSource(server, model, alias, ServingScope.CHAIN, folder.resolve("cache"));
    }
}
