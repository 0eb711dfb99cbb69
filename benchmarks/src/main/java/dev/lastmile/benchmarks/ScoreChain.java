package dev.lastmile.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lastmile.onnx.Batch;
import dev.lastmile.onnx.Column;
import dev.lastmile.onnx.OnnxModel;
import dev.lastmile.serving.core.internal.chain.ChampionChain;
import dev.lastmile.serving.core.internal.chain.InputColumn;
import dev.lastmile.tracking.model.ChampionPairRef;
import dev.lastmile.tracking.model.ModelVersionRef;
import dev.lastmile.tracking.model.OnnxModelFolder;
import dev.lastmile.tracking.model.ServingScope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Measures a pair as one merged graph beside the same pair in two sessions: {@code FOLDER…}, each with {@code features},
 * {@code model} and {@code rows.json}, which {@code chain_pairs.py} writes.
 */
public final class ScoreChain {
    private static final ObjectMapper JSON = new ObjectMapper();

    private ScoreChain() {}

    public static void main(String[] arguments) throws IOException {
        for (String argument : arguments) {
            Path folder = Path.of(argument);
            JsonNode rows = JSON.readTree(folder.resolve("rows.json").toFile());
            try (ChampionChain merged = open(folder, true);
                    ChampionChain two = open(folder, false)) {
                if (!merged.isMerged() || two.isMerged()) {
                    throw new IllegalStateException("One chain of " + folder + " has to be merged, and one not.");
                }
                for (int count : new int[] {1, 100}) {
                    Batch batch = batch(merged, rows, count);
                    Measurement measurement = new Measurement();
                    measurement.add("merged graph", () -> merged.score(batch));
                    measurement.add("two sessions", () -> two.score(batch));
                    measurement.print(folder.getFileName() + ", " + count + " rows");
                }
            }
        }
    }

    private static ChampionChain open(Path folder, boolean merged) throws IOException {
        Path features = folder.resolve("features");
        Path model = folder.resolve("model");
        Optional<String> chain = merged ? Optional.of(digest(model.resolve(OnnxModelFolder.CHAIN))) : Optional.empty();
        ChampionPairRef pair = new ChampionPairRef(
                new ModelVersionRef("model", "1", digest(model.resolve(OnnxModelFolder.MODEL)), chain),
                new ModelVersionRef("features", "1", digest(features.resolve(OnnxModelFolder.MODEL))));
        return ChampionChain.open(pair, ServingScope.CHAIN, features, model);
    }

    private static String digest(Path graph) throws IOException {
        return new OnnxModel(Files.readAllBytes(graph)).digest();
    }

    private static Batch batch(ChampionChain chain, JsonNode rows, int count) {
        JsonNode data = rows.path("dataframe_split").path("data");
        Map<String, Column> columns = new LinkedHashMap<>();
        int place = 0;
        for (InputColumn input : chain.inputs()) {
            columns.put(input.name(), column(input, data, place++, count));
        }
        return Batch.of(columns);
    }

    private static Column column(InputColumn input, JsonNode data, int place, int count) {
        String[] strings = new String[count];
        double[] doubles = new double[count];
        long[] longs = new long[count];
        for (int i = 0; i < count; i++) {
            JsonNode value = data.get(i % data.size()).get(place);
            strings[i] = value.asText();
            doubles[i] = value.asDouble();
            longs[i] = value.asLong();
        }
        return switch (input.tensor()) {
            case DOUBLE -> new Column.Doubles(doubles);
            case INT64 -> new Column.Longs(longs);
            case STRING -> new Column.Strings(strings);
            default ->
                throw new IllegalStateException(input.name() + " is " + input.tensor() + ", which no case here has");
        };
    }
}
