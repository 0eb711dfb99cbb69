package dev.lastmile.serving.core.internal.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lastmile.onnx.Batch;
import dev.lastmile.onnx.Column;
import dev.lastmile.onnx.InvalidRowException;
import dev.lastmile.onnx.OnnxScorer;
import dev.lastmile.onnx.TensorSpec;
import dev.lastmile.serving.core.InvalidRequestException;
import dev.lastmile.serving.core.fixture.IrisModels;
import dev.lastmile.serving.core.fixture.ModelFolders;
import dev.lastmile.tracking.model.ChampionPairRef;
import dev.lastmile.tracking.model.ModelVersionRef;
import dev.lastmile.tracking.model.ServingScope;
import java.io.IOException;
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
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScoringMemoryTest {
    private static final int CATEGORIES = 10_000;
    private static final int ROWS = 10_000;
    private static final ModelVersionRef ANY = new ModelVersionRef("any", "1", "sha256:" + "0".repeat(64));

    @TempDir
    Path folder;

    @Test
    void chunksGiveTheResultsOfOneCall() {
        try (ChainScorer form = iris()) {
            Batch rows = flowers(1000);
            Batch whole = form.score(rows, 0);

            for (int chunkRows : List.of(1, 7, 250, 999, 1000, 5000)) {
                ScoringMemory memory = new ScoringMemory(form, 100_000, 100_000 * chunkRows);
                assertThat(memory.score(rows).columns())
                        .as("%d rows", chunkRows)
                        .usingRecursiveComparison()
                        .isEqualTo(whole.columns());
            }
        }
    }

    @Test
    void rowsAreCountedFromTheFirstOfTheRequest() {
        try (ChainScorer form = iris()) {
            Batch rows = flowers(1000);
            ((Column.Doubles) rows.column("petal_width")).values()[777] = Double.NaN;
            ScoringMemory memory = new ScoringMemory(form, 100_000, 100_000 * 50);

            assertThatThrownBy(() -> memory.score(rows))
                    .isInstanceOf(InvalidRequestException.class)
                    .hasMessage("Row 777 (counted from 0) cannot be scored: a value is null or NaN.");
        }
    }

    /** A form that rejects a row as the scorer does: counted from the first of the batch that it was given. */
    private record Rejecting(String text) implements ChainScorer {
        @Override
        public List<InputColumn> inputs() {
            return List.of();
        }

        @Override
        public List<TensorSpec> outputs() {
            return List.of();
        }

        @Override
        public Batch score(Batch rows, int firstRow) {
            String[] values = ((Column.Strings) rows.column("city")).values();
            int row = List.of(values).indexOf(text);
            if (row >= 0) {
                throw new InvalidRowException("The model takes city STRING[N], and row " + row
                        + " (counted from 0) has the string that stands for null there.");
            }
            return rows;
        }

        @Override
        public void close() {}
    }

    @Test
    void aRowThatTheScorerRejectsIsCountedFromTheFirstOfTheRequest() {
        String[] cities = {"a", "b", "c", "d", "e"};
        Batch rows = Batch.of(Map.of("city", new Column.Strings(cities)));
        ScoringMemory memory = new ScoringMemory(new Rejecting("d"), ScoringMemory.SMALL_VALUES, 131_072);

        assertThatThrownBy(() -> memory.score(rows))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessage("The model takes city STRING[N], and row 3 (counted from 0) has the string that stands for"
                        + " null there.");
    }

    @Test
    void theHeapAndTheProcessorsLimitAChunk() {
        assertThat(ScoringMemory.chunkValues(192L << 20, 4)).isEqualTo(768 << 10);
        assertThat(ScoringMemory.chunkValues(192L << 20, 16)).isEqualTo(192 << 10);
        assertThat(ScoringMemory.chunkValues(4L << 30, 2)).isEqualTo(ScoringMemory.CHUNK_VALUES);
        assertThat(ScoringMemory.chunkValues(16L << 20, 64)).isEqualTo(ScoringMemory.SMALL_VALUES);
    }

    @Test
    void theWidestTensorOfEitherModelLimitsTheRowsThatDoNotWait() {
        Path features = ModelFolders.oneHotFeatures(folder.resolve("features"), CATEGORIES);
        Path model = ModelFolders.oneHotModel(folder.resolve("model"), CATEGORIES);
        Path merged = ModelFolders.withChain(ModelFolders.oneHotModel(folder.resolve("merged"), CATEGORIES), features);
        for (ServingScope part : ServingScope.values()) {
            try (ChampionChain chain = ChampionChain.open(pair(features, model, false), part, features, model)) {
                assertThat(chain.smallRows()).as("%s", part).isEqualTo(6);
                assertThat(LatencyProbe.eventLoopRows(chain)).isBetween(0, 6);
            }
        }
        try (ChampionChain chain =
                ChampionChain.open(pair(features, merged, true), ServingScope.CHAIN, features, merged)) {
            assertThat(chain.isMerged()).isTrue();
            assertThat(chain.smallRows()).isEqualTo(6);
        }
    }

    /** A process with the heap of a small pod, in which four requests of 10,000 rows are scored at the same time. */
    public static final class Service {
        private Service() {}

        /** @param args the folders of the features and the model, and whether that has a merged graph */
        public static void main(String[] args) throws Exception {
            Path features = Path.of(args[0]);
            Path model = Path.of(args[1]);
            ChampionPairRef pair = pair(features, model, Boolean.parseBoolean(args[2]));
            ExecutorService clients = Executors.newFixedThreadPool(4);
            try (ChampionChain chain = ChampionChain.open(pair, ServingScope.CHAIN, features, model)) {
                List<Callable<Void>> requests = new ArrayList<>();
                for (int client = 0; client < 4; client++) {
                    long seed = client;
                    requests.add(() -> score(chain, seed));
                }
                for (Future<Void> request : clients.invokeAll(requests)) {
                    request.get();
                }
            } finally {
                clients.shutdown();
            }
            Files.readAllLines(Path.of("/proc/self/status")).stream()
                    .filter(line -> line.startsWith("VmHWM:"))
                    .forEach(System.out::println);
        }

        private static Void score(ChampionChain chain, long seed) {
            long[] categories = new Random(seed).longs(ROWS, 0, CATEGORIES).toArray();
            Batch scored = chain.score(Batch.of(Map.of("category", new Column.Longs(categories))));
            double[] numbers = ((Column.DoubleVectors) scored.column("prediction")).flat();
            for (int row = 0; row < ROWS; row++) {
                if (numbers[row] != categories[row]) {
                    throw new IllegalStateException("row " + row + " is " + numbers[row] + ", not " + categories[row]);
                }
            }
            return null;
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aWideOneHotVectorIsScoredInTheMemoryOfASmallPod(boolean merged) throws Exception {
        Path features = ModelFolders.oneHotFeatures(folder.resolve("features"), CATEGORIES);
        Path model = ModelFolders.oneHotModel(folder.resolve("model"), CATEGORIES);
        if (merged) {
            ModelFolders.withChain(model, features);
        }
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx192m",
                        "-XX:+UseSerialGC",
                        "-XX:ActiveProcessorCount=2",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Service.class.getName(),
                        features.toString(),
                        model.toString(),
                        Boolean.toString(merged))
                .redirectErrorStream(true)
                .start();
        try {
            String output = new String(process.getInputStream().readAllBytes());
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).as(output).isZero();
            assertThat(output).containsPattern("VmHWM:\\s+\\d+ kB");
            long peak = Long.parseLong(output.replaceAll("(?s).*VmHWM:\\s+(\\d+) kB.*", "$1")) >> 10;
            // One matrix of 10,000 x 10,000 doubles takes 800 MB.
            assertThat(peak).as("MB of resident memory at most").isLessThan(512);
        } finally {
            process.destroyForcibly();
        }
    }

    private ChainScorer iris() {
        try {
            Path features = ModelFolders.featuresWithOptionalColumns(folder.resolve("iris-features"));
            Path classifier = ModelFolders.classifier(folder.resolve("iris-classifier"));
            OnnxScorer first = new OnnxScorer(Files.readAllBytes(features.resolve("model.onnx")));
            OnnxScorer second = new OnnxScorer(Files.readAllBytes(classifier.resolve("model.onnx")));
            return new TwoSessions(
                    first,
                    RowStatusFilter.of(ANY, first.metadata(), ""),
                    second,
                    RowStatusFilter.of(ANY, second.metadata(), ""),
                    List.of());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Batch flowers(int rows) {
        Random random = new Random(42);
        Map<String, Column> columns = new LinkedHashMap<>();
        IrisModels.COLUMNS.forEach(column -> columns.put(
                column, new Column.Doubles(random.doubles(rows, 0, 8).toArray())));
        return Batch.of(columns);
    }

    private static ChampionPairRef pair(Path features, Path model, boolean merged) {
        return new ChampionPairRef(
                new ModelVersionRef(
                        "number",
                        "1",
                        ModelFolders.digest(model),
                        merged ? Optional.of(ModelFolders.digest(model, "chain.onnx")) : Optional.empty()),
                new ModelVersionRef("one-hot", "1", ModelFolders.digest(features)));
    }
}
