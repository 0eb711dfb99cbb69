package dev.lastmile.serving.core.internal.chain;

import static dev.lastmile.serving.core.fixture.IrisModels.COLUMNS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lastmile.onnx.Batch;
import dev.lastmile.onnx.Column;
import dev.lastmile.serving.core.InvalidRequestException;
import dev.lastmile.serving.core.fixture.IrisModels;
import dev.lastmile.serving.core.fixture.ModelFolders;
import dev.lastmile.tracking.model.ChampionPairRef;
import dev.lastmile.tracking.model.ModelVersionRef;
import dev.lastmile.tracking.model.ServingScope;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LatencyProbeTest {
    @TempDir
    Path folder;

    @Test
    void oneThatRefusesARowOfItsOwnIsServedAndNotTakenForQuick() {
        Batch rows = rows(5.1, 77);
        Path features = ModelFolders.withGoldenRows(ModelFolders.features(folder.resolve("features")), rows);
        Path classifier = ModelFolders.classifier(folder.resolve("classifier"), IrisModels.pythonClassifier(1));
        ChampionPairRef pair = new ChampionPairRef(ref("iris-classifier"), ref("iris-features"));
        try (ChampionChain chain = ChampionChain.open(pair, ServingScope.CHAIN, features, classifier)) {
            assertThatThrownBy(() -> chain.score(rows)).isInstanceOf(InvalidRequestException.class);

            assertThat(LatencyProbe.eventLoopRows(chain)).isZero();
        }
    }

    @Test
    void oneThatCameWithoutRowsIsAskedARowOfZeros() {
        Path features = ModelFolders.features(folder.resolve("features"));
        Path classifier = ModelFolders.classifier(folder.resolve("classifier"));
        ChampionPairRef pair = new ChampionPairRef(ref("iris-classifier"), ref("iris-features"));
        try (ChampionChain chain = ChampionChain.open(pair, ServingScope.CHAIN, features, classifier)) {
            assertThat(chain.examples()).isEmpty();

            assertThat(LatencyProbe.eventLoopRows(chain)).isBetween(1, 1024);
        }
    }

    @Test
    void theTimeOfARowLimitsTheRows() {
        Path features = ModelFolders.features(folder.resolve("features"));
        Path wide = ModelFolders.classifier(folder.resolve("wide"), IrisModels.wideModel(100_000));
        ChampionPairRef pair = new ChampionPairRef(ref("iris-classifier"), ref("iris-features"));
        try (ChampionChain chain = ChampionChain.open(pair, ServingScope.CHAIN, features, wide)) {
            assertThat(LatencyProbe.eventLoopRows(chain)).as("0.1 ms a row").isLessThan(64);
        }
        try (ChampionChain chain = ChampionChain.open(pair, ServingScope.FEATURES, features, wide)) {
            assertThat(LatencyProbe.eventLoopRows(chain))
                    .as("less than 1 µs a row")
                    .isGreaterThan(64);
        }
    }

    private static ModelVersionRef ref(String name) {
        return new ModelVersionRef(name, "1", "sha256:" + "0".repeat(64));
    }

    private static Batch rows(double... values) {
        Map<String, Column> columns = new LinkedHashMap<>();
        COLUMNS.forEach(name -> columns.put(name, new Column.Doubles(values)));
        return Batch.of(columns);
    }
}
