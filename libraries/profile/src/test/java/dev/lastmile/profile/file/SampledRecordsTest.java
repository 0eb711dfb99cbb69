package dev.lastmile.profile.file;

import static dev.lastmile.profile.fixture.DataText.lines;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SampledRecordsTest {
    private static final String TEXT = lines("x,label", 5000, i -> i + ",\"a\n" + i + "\"");

    @TempDir
    private Path folder;

    private byte[] sample(byte[] bytes, int most) throws Exception {
        return SampledRecords.of(Files.write(folder.resolve("data.csv"), bytes), 5000, most, 7);
    }

    @Test
    void asManyRecordsAsAreWantedComeAsTheyAreWrittenInTheirOrder() throws Exception {
        String sample = new String(sample(TEXT.getBytes(StandardCharsets.UTF_8), 100), StandardCharsets.UTF_8);
        List<Integer> rows = sample.lines()
                .filter(line -> line.endsWith(",\"a"))
                .map(line -> Integer.parseInt(line.replace(",\"a", "")))
                .toList();

        assertThat(sample).startsWith("x,label\n" + rows.get(0) + ",\"a\n" + rows.get(0) + "\"\n");
        assertThat(rows).hasSize(100).isSorted().doesNotHaveDuplicates();
        assertThat(rows.get(99)).isGreaterThan(4500);
    }

    @Test
    void itIsTheSameEachTimeAndOfGzipUncompressed() throws Exception {
        byte[] first = sample(TEXT.getBytes(StandardCharsets.UTF_8), 100);

        assertThat(sample(FormatsTest.gzip(TEXT), 100)).isEqualTo(first);
    }

    @Test
    void itHasTheEncodingOfTheFile() throws Exception {
        String sample = new String(sample(TEXT.getBytes(StandardCharsets.UTF_16), 10), StandardCharsets.UTF_16);

        assertThat(sample).startsWith("x,label\n");
        assertThat(sample.lines()).hasSize(21);
    }

    @Test
    void ofFewRowsAllAreTaken() throws Exception {
        assertThat(sample(TEXT.getBytes(StandardCharsets.UTF_8), 10_000))
                .isEqualTo(TEXT.getBytes(StandardCharsets.UTF_8));
    }
}
