package dev.lastmile.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonToken;
import dev.lastmile.onnx.Batch;
import dev.lastmile.onnx.Column;
import dev.lastmile.onnx.ElementType;
import dev.lastmile.serving.core.InvalidRequestException;
import dev.lastmile.serving.core.RequestRejectedException;
import dev.lastmile.serving.core.fixture.ModelFolders;
import dev.lastmile.serving.core.internal.chain.ChampionChain;
import dev.lastmile.serving.core.internal.chain.InputColumn;
import dev.lastmile.serving.core.internal.chain.InputColumn.Type;
import dev.lastmile.serving.core.internal.prediction.Headers;
import dev.lastmile.serving.core.internal.request.ReadLimits;
import dev.lastmile.serving.core.internal.request.RequestJson;
import dev.lastmile.serving.core.internal.request.RowsReader;
import dev.lastmile.tracking.model.ChampionPairRef;
import dev.lastmile.tracking.model.ModelVersionRef;
import dev.lastmile.tracking.model.ServingScope;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A pair in two services, one with each model. */
class SplitTest {
    private static final ChampionPairRef PAIR = new ChampionPairRef(
            new ModelVersionRef("iris-classifier", "3", "sha256:" + "0".repeat(64)),
            new ModelVersionRef("iris-features", "2", "sha256:" + "1".repeat(64)));
    private static final InputColumn FEATURES = new InputColumn("features", Type.DOUBLE, ElementType.DOUBLE, true, 4);

    @TempDir
    Path folder;

    @Test
    void oneAfterTheOtherSaysWhatTheChainSays() {
        Path features = ModelFolders.features(folder.resolve("features"));
        Path classifier = ModelFolders.classifier(folder.resolve("classifier"));
        Map<String, Column> flowers = new LinkedHashMap<>();
        flowers.put("sepal_length", new Column.Doubles(new double[] {5.1, 7.7}));
        flowers.put("sepal_width", new Column.Doubles(new double[] {3.5, 3.8}));
        flowers.put("petal_length", new Column.Doubles(new double[] {1.4, 6.7}));
        flowers.put("petal_width", new Column.Doubles(new double[] {0.2, 2}));
        Batch rows = Batch.of(flowers);

        try (ChampionChain chain = ChampionChain.open(PAIR, ServingScope.CHAIN, features, classifier);
                ChampionChain first = ChampionChain.open(PAIR, ServingScope.FEATURES, features, classifier);
                ChampionChain second = ChampionChain.open(PAIR, ServingScope.MODEL, features, classifier)) {
            assertThat(first.served()).isEqualTo(PAIR.features());
            assertThat(first.inputs()).isEqualTo(chain.inputs());
            assertThat(second.served()).isEqualTo(PAIR.model());
            assertThat(second.inputs()).containsExactly(FEATURES);

            Batch made = first.score(rows);
            assertThat(made.columns()).containsOnlyKeys("features");
            Batch expected = chain.score(rows);
            Batch scored = second.score(made);
            assertThat(((Column.Strings) scored.column("prediction")).values())
                    .containsExactly(((Column.Strings) expected.column("prediction")).values());
            assertThat(((Column.DoubleVectors) scored.column("probability")).flat())
                    .containsExactly(((Column.DoubleVectors) expected.column("probability")).flat());
        }
    }

    @Test
    void listsOfNumbersAreRead() {
        Batch rows = read("[[1, 2.5, -0.0, 4], [5, 6, 7, 8]]");

        Column.DoubleVectors features = (Column.DoubleVectors) rows.column("features");
        assertThat(features.width()).isEqualTo(4);
        assertThat(features.flat()).containsExactly(1, 2.5, -0.0, 4, 5, 6, 7, 8);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[[1, 2, 3]]       | has 3 values; the model takes a list of 4 numbers",
                "[[1, 2, 3, null]] | has null at index 3 (counted from 0); the model takes finite numbers",
                "[[1, 2, 3, '4']]  | has \"4\" at index 3",
                "[[1, 2, NaN, 4]]  | has NaN at index 2",
                "[5]               | is 5, a number; the model takes a list of 4 numbers",
                "[null]            | is null; the model needs a list of 4 numbers in every row"
            })
    void otherListsAreRejected(String values, String message) {
        assertThatThrownBy(() -> read(values))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("Column features, row 0 (counted from 0),")
                .hasMessageContaining(message);
    }

    @Test
    void featuresOfAnotherVersionAreRejected() {
        assertThatCode(() -> Headers.requireFeatures(null, PAIR)).doesNotThrowAnyException();
        assertThatCode(() -> Headers.requireFeatures("iris-features/2", PAIR)).doesNotThrowAnyException();
        assertThatThrownBy(() -> Headers.requireFeatures("iris-features/1", PAIR))
                .isInstanceOfSatisfying(
                        RequestRejectedException.class,
                        rejection -> assertThat(rejection.status()).isEqualTo(409))
                .hasMessage("The request has features of iris-features/1, and iris-classifier/3 takes those of"
                        + " iris-features/2. Compute the features again.");
    }

    private static Batch read(String values) {
        byte[] body = values.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
        RowsReader rows = new RowsReader(List.of(FEATURES), ReadLimits.none(), body.length);
        int count = RequestJson.read(body, body.length, json -> {
            int row = 0;
            while (json.nextToken() != JsonToken.END_ARRAY) {
                rows.column("features").json(json, row++);
            }
            return row;
        });
        return rows.batch(count);
    }
}
