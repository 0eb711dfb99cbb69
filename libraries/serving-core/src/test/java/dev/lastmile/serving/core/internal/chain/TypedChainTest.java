package dev.lastmile.serving.core.internal.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lastmile.onnx.Batch;
import dev.lastmile.onnx.Column;
import dev.lastmile.serving.core.ServingException;
import dev.lastmile.serving.core.fixture.ModelFolders;
import dev.lastmile.serving.core.fixture.TypedModels;
import dev.lastmile.serving.core.internal.request.ReadLimits;
import dev.lastmile.serving.core.internal.request.RequestJson;
import dev.lastmile.serving.core.internal.request.RowsReader;
import dev.lastmile.tracking.model.ChampionPairRef;
import dev.lastmile.tracking.model.ModelVersionRef;
import dev.lastmile.tracking.model.ServingScope;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A chain whose inputs are of every type. */
class TypedChainTest {
    private static final String ROW = "{'active': true, 'member': false, 'visits': 7, 'born': '1970-01-02',"
            + " 'due': '1969-12-31', 'seen': '1970-01-01T00:00:00.000002Z', 'placed': '1970-01-01T01:00:00+01:00',"
            + " 'rooms': 3}";

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource(
            value = ServingScope.class,
            names = {"CHAIN", "FEATURES"})
    void scoresAJsonRowOfEveryType(ServingScope scope) {
        try (ChampionChain chain = open(TypedModels.INPUT_TYPES, scope, false)) {
            assertThat(scored(chain, ROW)).containsExactly(1, 0, 7, 1, -1, 2, 0, 3);
        }
    }

    @Test
    void theMergedGraphKeepsTheTypes() {
        try (ChampionChain chain = open(TypedModels.INPUT_TYPES, ServingScope.CHAIN, true)) {
            assertThat(chain.isMerged()).isTrue();
            assertThat(chain.inputs())
                    .extracting(column -> column.name() + " " + column.type())
                    .containsExactly(
                            "active boolean",
                            "member boolean",
                            "visits long",
                            "born date",
                            "due date",
                            "seen timestamp",
                            "placed timestamp",
                            "rooms integer");
            assertThat(scored(chain, ROW)).containsExactly(1, 0, 7, 1, -1, 2, 0, 3);
        }
    }

    @Test
    void columnsThatCanBeMissingAreNaN() {
        try (ChampionChain chain = open(TypedModels.INPUT_TYPES, ServingScope.CHAIN, false)) {
            String row = "{'active': false, 'member': null, 'due': '1970-01-01', 'placed': '1970-01-01T00:00:00Z',"
                    + " 'rooms': -1}";

            assertThat(scored(chain, row)).containsExactly(0, Double.NaN, Double.NaN, Double.NaN, 0, Double.NaN, 0, -1);
        }
    }

    @Test
    void isMeasuredWithoutGoldenRows() {
        try (ChampionChain chain = open(TypedModels.INPUT_TYPES, ServingScope.CHAIN, false)) {
            assertThat(LatencyProbe.eventLoopRows(chain)).isPositive();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}", "{\"born\":\"date\"}"})
    void aDatetimeOfUnknownUnitIsNotServed(String types) {
        assertThatThrownBy(() -> open(types, ServingScope.CHAIN, false))
                .isInstanceOf(ServingException.class)
                .hasMessageMatching(
                        "typed/1 takes (born|due) as datetime by its signature, and the metadata of its graph do"
                                + " not state whether it is a date or a timestamp \\(lastmile.input_types\\). Export it again.");
    }

    private ChampionChain open(String types, ServingScope scope, boolean merged) {
        Path features = ModelFolders.typedFeatures(folder.resolve("features"), types);
        Path model = ModelFolders.typedModel(folder.resolve("model"));
        Optional<String> chain = Optional.empty();
        if (merged) {
            ModelFolders.withChain(model, features);
            chain = Optional.of(ModelFolders.digest(model, "chain.onnx"));
        }
        ChampionPairRef pair = new ChampionPairRef(
                new ModelVersionRef("same", "1", ModelFolders.digest(model), chain),
                new ModelVersionRef("typed", "1", ModelFolders.digest(features), Optional.empty()));
        return ChampionChain.open(pair, scope, features, model);
    }

    private static double[] scored(ChampionChain chain, String row) {
        byte[] body = row.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
        RowsReader rows = new RowsReader(chain.inputs(), ReadLimits.none(), body.length);
        RequestJson.read(body, body.length, json -> {
            rows.record(json, 0);
            return null;
        });
        Batch scored = chain.score(rows.batch(1));
        return ((Column.DoubleVectors) scored.column(0)).flat();
    }
}
