package dev.lastmile.serving.core.internal.chain;

import static dev.lastmile.serving.core.fixture.IrisModels.COLUMNS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.lastmile.onnx.Batch;
import dev.lastmile.onnx.Column;
import dev.lastmile.onnx.ElementType;
import dev.lastmile.serving.core.InvalidRequestException;
import dev.lastmile.serving.core.ServingException;
import dev.lastmile.serving.core.fixture.IrisModels;
import dev.lastmile.serving.core.fixture.ModelFolders;
import dev.lastmile.serving.core.internal.chain.InputColumn.Type;
import dev.lastmile.tracking.model.ChampionPairRef;
import dev.lastmile.tracking.model.ModelVersionRef;
import dev.lastmile.tracking.model.ServingScope;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChampionChainTest {
    private static final double[][] FLOWERS = {{5.1, 3.5, 1.4, 0.2}, {6.0, 2.9, 4.5, 1.5}, {7.7, 3.8, 6.7, 2.2}};

    @TempDir
    Path folder;

    @Test
    void answersWhatTheTwoModelsSayOneAfterTheOther() {
        try (ChampionChain chain = chain()) {
            Batch predictions = chain.score(rows(FLOWERS));

            assertThat(predictions.rows()).isEqualTo(FLOWERS.length);
            String[] labels = ((Column.Strings) predictions.column("prediction")).values();
            Column.DoubleVectors probability = (Column.DoubleVectors) predictions.column("probability");
            for (int row = 0; row < FLOWERS.length; row++) {
                assertThat(labels[row]).isEqualTo(IrisModels.prediction(FLOWERS[row]));
                for (int label = 0; label < 3; label++) {
                    assertThat(probability.flat()[row * 3 + label])
                            .isCloseTo(IrisModels.probabilities(FLOWERS[row])[label], within(1e-12));
                }
            }
        }
    }

    @Test
    void theTwoAsOneGraphAnswerTheSame() {
        Path features = ModelFolders.featuresWithOptionalColumns(folder.resolve("features"));
        Path classifier = ModelFolders.withChain(ModelFolders.classifier(folder.resolve("classifier")), features);
        ModelFolders.withGoldenRows(features, rows(FLOWERS));
        try (ChampionChain inTurn = chain();
                ChampionChain merged =
                        ChampionChain.open(merged(features, classifier), ServingScope.CHAIN, features, classifier)) {
            assertThat(inTurn.isMerged()).isFalse();
            assertThat(merged.isMerged()).isTrue();
            assertThat(merged.outputs()).hasToString(inTurn.outputs().toString());
            assertThat(merged.score(rows(FLOWERS)).columns())
                    .usingRecursiveComparison()
                    .isEqualTo(inTurn.score(rows(FLOWERS)).columns());
            assertThatThrownBy(() -> merged.score(rows(FLOWERS[0], new double[] {5, Double.NaN, 1, 1})))
                    .isInstanceOf(InvalidRequestException.class)
                    .hasMessage("Row 1 (counted from 0) cannot be scored: a value is null or NaN.");
        }
    }

    @Test
    void aGraphThatWasMergedOfOtherModelsIsRefusedByName() {
        Path features = ModelFolders.features(folder.resolve("features"));
        Path classifier = ModelFolders.withChain(ModelFolders.classifier(folder.resolve("classifier")), features);
        ChampionPairRef pair = merged(features, classifier);
        ChampionPairRef other = new ChampionPairRef(
                new ModelVersionRef(
                        "iris-classifier",
                        "3",
                        pair().model().digest(),
                        pair.model().chainDigest()),
                pair.features());

        assertThatThrownBy(() -> ChampionChain.open(other, ServingScope.CHAIN, features, classifier))
                .isInstanceOf(ServingException.class)
                .hasMessageStartingWith("iris-classifier/3 has a chain.onnx merged from other models, [\"sha256:");
    }

    @Test
    void aMergedGraphThatSaysSomethingElseIsRefusedByName() {
        Path features = ModelFolders.features(folder.resolve("features"));
        Path classifier = ModelFolders.withChain(ModelFolders.classifier(folder.resolve("classifier")), features);
        ChampionPairRef pair = merged(features, classifier);
        ModelFolders.withGoldenRows(features, rows(FLOWERS));
        // What the merged graph was made of, and what is loaded beside it, differ in spite of the digests.
        ModelFolders.classifier(folder.resolve("classifier"), IrisModels.regressor());

        assertThatThrownBy(() -> ChampionChain.open(pair, ServingScope.CHAIN, features, classifier))
                .isInstanceOf(ServingException.class)
                .hasMessageStartingWith("iris-classifier/3 with iris-features/2 score differently as one graph: ");
    }

    @Test
    void aRegressorAnswersWithANumberARow() {
        Path features = ModelFolders.featuresWithOptionalColumns(folder.resolve("features"));
        Path regressor = ModelFolders.regressor(folder.resolve("regressor"));
        try (ChampionChain chain = ChampionChain.open(pair(), ServingScope.CHAIN, features, regressor)) {
            Batch predictions = chain.score(rows(FLOWERS));

            assertThat(predictions.columns()).containsOnlyKeys("prediction");
            double[] numbers = ((Column.Doubles) predictions.column("prediction")).values();
            assertThat(numbers).hasSize(FLOWERS.length);
            for (int row = 0; row < FLOWERS.length; row++) {
                assertThat(numbers[row]).isCloseTo(IrisModels.regression(FLOWERS[row]), within(1e-12));
            }
            assertThatThrownBy(() -> chain.score(rows(new double[] {5, Double.NaN, 1, 1})))
                    .isInstanceOf(InvalidRequestException.class)
                    .hasMessage("Row 0 (counted from 0) cannot be scored: a value is null or NaN.");
        }
    }

    @Test
    void takesTheColumnsOfTheFeaturesSignature() {
        try (ChampionChain chain = chain()) {
            assertThat(chain.inputs())
                    .containsExactlyElementsOf(COLUMNS.stream()
                            .map(name -> new InputColumn(name, Type.DOUBLE, ElementType.DOUBLE, true))
                            .toList());
        }
    }

    @Test
    void manyThreadsGetTheirOwnAnswers() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try (ChampionChain chain = chain()) {
            List<Callable<Boolean>> calls = new ArrayList<>();
            for (int i = 0; i < 400; i++) {
                Random random = new Random(i);
                double[] flower = {
                    5 + random.nextDouble(), 3 + random.nextDouble(), 6 * random.nextDouble(), 2 * random.nextDouble()
                };
                calls.add(() -> {
                    Batch answer = chain.score(rows(flower));
                    return ((Column.Strings) answer.column("prediction"))
                            .values()[0].equals(IrisModels.prediction(flower));
                });
            }
            for (Future<Boolean> answer : threads.invokeAll(calls)) {
                assertThat(answer.get()).isTrue();
            }
        } finally {
            threads.shutdown();
        }
    }

    @Test
    void aRowWithoutFeaturesIsRefusedWithTheReasonOfTheGraph() {
        Path features = ModelFolders.featuresWithOptionalColumns(folder.resolve("features"));
        Path classifier = ModelFolders.classifier(folder.resolve("classifier"));
        try (ChampionChain chain = ChampionChain.open(pair(), ServingScope.CHAIN, features, classifier)) {
            assertThatThrownBy(() -> chain.score(rows(FLOWERS[0], new double[] {5, Double.NaN, 1, 1})))
                    .isInstanceOf(InvalidRequestException.class)
                    .hasMessage("Row 1 (counted from 0) cannot be scored: a value is null or NaN.");
        }
    }

    @Test
    void theClassifiersOwnRowStatusIsObeyedAndLeftOutOfTheAnswer() {
        Path features = ModelFolders.features(folder.resolve("features"));
        Path classifier = ModelFolders.classifier(folder.resolve("classifier"), IrisModels.pythonClassifier(1));
        try (ChampionChain chain = ChampionChain.open(pair(), ServingScope.CHAIN, features, classifier)) {
            assertThat(chain.score(rows(FLOWERS[0])).columns()).containsOnlyKeys("scores", "well");
            assertThatThrownBy(() -> chain.score(rows(FLOWERS)))
                    .isInstanceOf(InvalidRequestException.class)
                    .hasMessage("Row 2 (counted from 0) cannot be scored: it is too large.");
        }
    }

    @Test
    void aClassifierThatGivesNoAnswerIsRefusedByName() {
        Path features = ModelFolders.features(folder.resolve("features"));
        Path classifier = ModelFolders.classifier(folder.resolve("classifier"), IrisModels.statusOnly(1));

        assertThatThrownBy(() -> ChampionChain.open(pair(), ServingScope.CHAIN, features, classifier))
                .isInstanceOf(ServingException.class)
                .hasMessage("iris-classifier/3 gives [row_status], and none of these is a prediction. Register it again"
                        + " with an output for its predictions.");
    }

    @Test
    void aClassifierOfAnotherWidthIsRefusedByName() {
        Path features = ModelFolders.features(folder.resolve("features"));
        Path classifier = ModelFolders.classifier(folder.resolve("classifier"), 5, "features");

        assertThatThrownBy(() -> ChampionChain.open(pair(), ServingScope.CHAIN, features, classifier))
                .isInstanceOf(ServingException.class)
                .hasMessage("iris-classifier/3 takes features double[N,5], and iris-features/2 gives features"
                        + " double[N,4]. Run: make pipeline");
    }

    @Test
    void aSignatureThatIsNotTheGraphsIsRefusedByName() {
        Path features = ModelFolders.features(folder.resolve("features"));
        Path classifier = ModelFolders.classifier(folder.resolve("classifier"), 4, "scaled");

        assertThatThrownBy(() -> ChampionChain.open(pair(), ServingScope.CHAIN, features, classifier))
                .isInstanceOf(ServingException.class)
                .hasMessage("iris-classifier/3 has the inputs [scaled] in its signature, and [features] in its graph."
                        + " Register it again.");
    }

    @Test
    void featuresInPlaceOfTheClassifierAreRefused() {
        Path features = ModelFolders.features(folder.resolve("features"));

        assertThatThrownBy(() -> ChampionChain.open(pair(), ServingScope.CHAIN, features, features))
                .isInstanceOf(ServingException.class)
                .hasMessage("iris-classifier/3 takes sepal_length double[N], and iris-features/2 gives only [features,"
                        + " row_status]. Run: make pipeline");
    }

    @Test
    void aFileThatIsNoGraphIsRefusedByName() throws IOException {
        Path features = ModelFolders.features(folder.resolve("features"));
        Path classifier = ModelFolders.classifier(folder.resolve("classifier"));
        Files.writeString(classifier.resolve("model.onnx"), "not a graph");

        assertThatThrownBy(() -> ChampionChain.open(pair(), ServingScope.CHAIN, features, classifier))
                .isInstanceOf(ServingException.class)
                .hasMessageStartingWith("iris-classifier/3: model.onnx is not a graph that ONNX Runtime loads");
    }

    @Test
    void aFileThatDoesNotFitIntoTheHeapIsRejectedUnread() throws IOException {
        Path features = ModelFolders.features(folder.resolve("features"));
        Path classifier = ModelFolders.classifier(folder.resolve("classifier"));
        long heap = Runtime.getRuntime().maxMemory();
        Path golden = features.resolve("golden_rows.json");
        setLength(golden, heap / 32 + 1);
        assertThatThrownBy(() -> ChampionChain.open(pair(), ServingScope.CHAIN, features, classifier))
                .isInstanceOf(ServingException.class)
                .hasMessage("iris-features/2: golden_rows.json has " + (heap / 32 + 1) + " bytes, and at most "
                        + heap / 32 + " are read, 1/32 of the heap. Raise -Xmx, or register a smaller model.");

        Files.delete(golden);
        setLength(features.resolve("MLmodel"), heap / 32 + 1);
        assertThatThrownBy(() -> ChampionChain.open(pair(), ServingScope.CHAIN, features, classifier))
                .isInstanceOf(ServingException.class)
                .hasMessageContaining("MLmodel has " + (heap / 32 + 1) + " bytes");
    }

    // A sparse file: it takes no space.
    private static void setLength(Path file, long length) throws IOException {
        try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
            sparse.setLength(length);
        }
    }

    @Test
    void aClosedChainScoresNothing() {
        ChampionChain chain = chain();
        chain.close();
        chain.close();

        assertThatThrownBy(() -> chain.score(rows(FLOWERS)))
                .isInstanceOf(ClosedChainException.class)
                .hasMessageContaining("is closed");
    }

    private ChampionChain chain() {
        return ChampionChain.open(
                pair(),
                ServingScope.CHAIN,
                ModelFolders.features(folder.resolve("features")),
                ModelFolders.classifier(folder.resolve("classifier")));
    }

    private static ChampionPairRef pair() {
        String digest = "sha256:" + "0".repeat(64);
        return new ChampionPairRef(
                new ModelVersionRef("iris-classifier", "3", digest), new ModelVersionRef("iris-features", "2", digest));
    }

    private static ChampionPairRef merged(Path features, Path classifier) {
        return new ChampionPairRef(
                new ModelVersionRef(
                        "iris-classifier",
                        "3",
                        ModelFolders.digest(classifier),
                        Optional.of(ModelFolders.digest(classifier, "chain.onnx"))),
                new ModelVersionRef("iris-features", "2", ModelFolders.digest(features)));
    }

    private static Batch rows(double[]... flowers) {
        Map<String, Column> columns = new LinkedHashMap<>();
        for (int i = 0; i < COLUMNS.size(); i++) {
            double[] values = new double[flowers.length];
            for (int row = 0; row < flowers.length; row++) {
                values[row] = flowers[row][i];
            }
            columns.put(COLUMNS.get(i), new Column.Doubles(values));
        }
        return Batch.of(columns);
    }
}
