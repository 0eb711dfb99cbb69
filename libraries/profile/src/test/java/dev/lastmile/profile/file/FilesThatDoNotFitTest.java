package dev.lastmile.profile.file;

import static dev.lastmile.profile.fixture.DataText.lines;
import static dev.lastmile.profile.fixture.DataText.profile;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lastmile.profile.DataFile;
import dev.lastmile.profile.decision.ProfileOptions;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FilesThatDoNotFitTest {
    private static final ProfileOptions LABEL = ProfileOptions.label("label");

    @TempDir
    private Path folder;

    private AbstractThrowableAssert<?, ? extends Throwable> assertRejected(String name, byte[] bytes) {
        return assertThatThrownBy(() -> profile(folder, name, LABEL, bytes)).isInstanceOf(ProfileException.class);
    }

    private AbstractThrowableAssert<?, ? extends Throwable> assertRejected(String text) {
        return assertRejected("data.csv", text.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] bytes(int... bytes) {
        byte[] all = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            all[i] = (byte) bytes[i];
        }
        return all;
    }

    @Test
    void aFileThatDoesNotExistAndAFolderAreNamed() {
        assertThatThrownBy(() -> DataFile.of(folder.resolve("none.csv"), LABEL))
                .isInstanceOf(ProfileException.class)
                .hasMessageEndingWith("none.csv does not exist. Check the path.");
        assertThatThrownBy(() -> DataFile.of(folder, LABEL))
                .isInstanceOf(ProfileException.class)
                .hasMessageEndingWith(" is a folder. Give one file.");
    }

    @Test
    void filesWithoutRowsAreRejected() {
        assertRejected("").hasMessage("data.csv is empty. Give a file with a header and at least two rows.");
        assertRejected("\n \n\n").hasMessageContaining("blank lines only");
        assertRejected("x,label\n").hasMessageContaining("data.csv has no rows below its header");
        assertRejected("x,label\n1,a\n").hasMessage("data.csv has 1 row. Give a file with at least two rows.");
        assertRejected("x,label\n1,a\n2,b\n").hasMessageContaining("has 2 rows with a label. Give at least 10");
    }

    @Test
    void duplicateColumnsAreNamed() {
        assertRejected(lines("x,label,x,y,y", 20, i -> "1,a,2,3,4"))
                .hasMessage("data.csv has the column x, y more than once in its header. Rename or remove one.");
    }

    @Test
    void tooManyColumnsAreCounted() {
        String header = IntStream.range(0, 20_000).mapToObj(i -> "c" + i).collect(Collectors.joining(","));
        String row = IntStream.range(0, 20_000).mapToObj(String::valueOf).collect(Collectors.joining(","));

        assertRejected(header + "\n" + row + "\n" + row + "\n")
                .hasMessageContaining("has 20000 columns; at most 2000 are profiled");
    }

    @Test
    void recordsWithOtherNumbersOfFieldsAreRejectedWithTheFirstLine() {
        assertRejected(lines("x,y,label", 50, i -> i % 5 == 2 ? "1,2" : "1,2,a"))
                .hasMessageContaining("10 of 50 records do not have 3 fields")
                .hasMessageContaining("the first in line 4");
    }

    @Test
    void binaryFilesAreNotText() {
        assertRejected("data.csv", bytes(0x7f, 'E', 'L', 'F', 2, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 3, 0, 62, 0))
                .hasMessageContaining("data.csv is a binary file, not text. Give CSV, TSV or JSON lines");
    }

    @Test
    void spreadsheetsAndArchivesHaveTheirRemedy() {
        byte[] zip = bytes('P', 'K', 3, 4, 20, 0, 0, 0, 8, 0);

        assertRejected("data.xlsx", zip)
                .hasMessageContaining("is a spreadsheet")
                .hasMessageContaining("CSV UTF-8");
        assertRejected("data.xls", bytes(0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1))
                .hasMessageContaining("is a spreadsheet");
        assertRejected("data.zip", zip).hasMessageContaining("is a zip archive. Unpack it");
        assertRejected("data.csv.bz2", bytes('B', 'Z', 'h', '9', 1, 2, 3, 4))
                .hasMessageContaining("compress it with gzip");
    }

    @Test
    void parquetHasItsRemedy() {
        assertRejected("data.parquet", bytes('P', 'A', 'R', '1', 0x15, 4, 0x15, 0))
                .hasMessageContaining("data.parquet is a Parquet file")
                .hasMessageContaining("pandas.read_parquet('data.parquet').to_csv('data.csv', index=False)");
    }

    @Test
    void gzipThatWasCutIsRejected() throws Exception {
        byte[] whole = FormatsTest.gzip(lines("x,y,label", 5000, i -> i * 31 % 977 + "," + i * 7 % 971 + "," + i % 2));

        assertRejected("data.csv.gz", java.util.Arrays.copyOf(whole, whole.length / 2))
                .hasMessageContaining("data.csv.gz cannot be read");
    }

    @Test
    void nestedJsonAndArraysAreRejected() {
        assertRejected(lines("", 20, i -> "{\"x\": {\"a\": 1}, \"label\": 1}").stripLeading())
                .hasMessageContaining("Column x in line 1 is a list or an object");
        assertRejected("[{\"x\": 1}]").hasMessageContaining("is a JSON array. Write one object per line");
    }
}
