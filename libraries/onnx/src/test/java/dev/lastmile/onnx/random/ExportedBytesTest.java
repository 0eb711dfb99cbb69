package dev.lastmile.onnx.random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.lastmile.onnx.spark.UnsupportedStageException;
import dev.lastmile.onnx.spark.internal.export.KnownStages;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The bytes of exported models, which a change of the export's code must not change: the SHA-256 of some hundred random
 * pipelines' models, with every stage among them, is kept in {@code exported-models.txt}.
 *
 * <p>Numbers that Spark fits can differ in the last bit on another Java version or processor, so the file names the one
 * it was recorded on, and is compared there only. Where the exported bytes have to change, record it again with {@code
 * -Dlastmile.record=<file>}, twice: pipelines whose digests differ from run to run do not belong into it.
 */
@Tag("long")
class ExportedBytesTest {
    private static final long SEED = 22;
    private static final int PIPELINES = 240;
    private static final String PLATFORM = "Java " + Runtime.version().feature() + " " + System.getProperty("os.arch");

    @Test
    void exportedModelsKeepTheirBytes() throws IOException {
        SortedMap<Integer, String> golden = new TreeMap<>();
        List<String> lines = lines();
        lines.stream()
                .skip(1)
                .map(line -> line.split(" ", 2))
                .forEach(line -> golden.put(Integer.parseInt(line[0]), line[1]));
        String record = System.getProperty("lastmile.record");
        assumeThat(record != null || lines.get(0).equals(PLATFORM))
                .as("recorded on " + lines.get(0) + ", not on " + PLATFORM)
                .isTrue();

        SortedMap<Integer, String> exported = IntStream.range(0, PIPELINES)
                .filter(number -> record != null || golden.containsKey(number))
                .parallel()
                .boxed()
                .collect(Collectors.toMap(
                        number -> number, ExportedBytesTest::exported, (one, other) -> one, TreeMap::new));

        if (record != null) {
            record(Path.of(record), exported);
            return;
        }
        assertThat(exported).isEqualTo(golden);
    }

    @Test
    void everyStageIsAmongThem() throws IOException {
        Set<String> stages = lines().stream()
                .skip(1)
                .flatMap(line -> Stream.of(line.split(" ")).skip(2))
                .collect(Collectors.toSet());
        assertThat(stages).containsExactlyInAnyOrderElementsOf(KnownStages.names());
    }

    /** The digest and the stages; instead of the digest, the word for a pipeline that is not exported. */
    private static String exported(int number) {
        RandomPipeline pipeline = new RandomPipeline(SEED, number);
        String digest;
        try {
            digest = Case.of(pipeline).export().digest();
        } catch (UnsupportedStageException e) {
            digest = "unsupported";
        }
        return digest + " " + pipeline.choices().stream().map(Choices::stage).collect(Collectors.joining(" "));
    }

    private static void record(Path file, SortedMap<Integer, String> exported) throws IOException {
        StringBuilder text = new StringBuilder(PLATFORM).append('\n');
        exported.forEach(
                (number, model) -> text.append(number).append(' ').append(model).append('\n'));
        Files.writeString(file, text);
    }

    private static List<String> lines() throws IOException {
        try (InputStream file = ExportedBytesTest.class.getResourceAsStream("exported-models.txt")) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        }
    }
}
