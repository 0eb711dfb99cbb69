package dev.lastmile.profile.file;

import static dev.lastmile.profile.fixture.DataText.decision;
import static dev.lastmile.profile.fixture.DataText.lines;
import static dev.lastmile.profile.fixture.DataText.profile;
import static dev.lastmile.profile.fixture.DataText.properties;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lastmile.contract.ColumnType.Scalar;
import dev.lastmile.profile.DataFile;
import dev.lastmile.profile.decision.ProfileOptions;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FormatsTest {
    private static final ProfileOptions LABEL = ProfileOptions.label("label");
    private static final String CITIES = lines(
            "city,größe,label",
            40,
            i -> (i % 3 == 0 ? "Köln" : "Zürich") + "," + i % 7 + ".5," + (i % 5 < 2 ? "a" : "b"));

    @TempDir
    private Path folder;

    static byte[] gzip(String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }

    @ParameterizedTest
    @ValueSource(strings = {",", ";", "\t", "|"})
    void theDelimiterIsFound(String delimiter) {
        DataFile file = profile(
                folder,
                lines(
                        String.join(delimiter, "x", "y", "label"),
                        40,
                        i -> String.join(delimiter, i % 7 + "", i % 11 + ".5", i % 5 < 2 ? "a" : "b")));

        assertThat(file.decisions().profile().format().delimiter()).isEqualTo(delimiter.charAt(0));
        assertThat(file.decisions().columns())
                .extracting(decision -> decision.column().source())
                .containsExactly("x", "y", "label");
    }

    @Test
    void decimalCommasAreFound() {
        DataFile file =
                profile(folder, lines("x;y;label", 40, i -> i % 7 + ",25;" + i % 11 + ";" + (i % 5 < 2 ? "a" : "b")));

        assertThat(file.decisions().profile().decimalSeparator()).isEqualTo(',');
        assertThat(decision(file, "x").column().type()).isEqualTo(Scalar.DOUBLE);
        assertThat(decision(file, "x").column().facts().types().range().max()).isEqualTo(6.25);
        assertThat(properties(file)).containsExactly("delimiter=;", "decimal=,");
        assertThat(file.request()).contains("\"x\":0.25");
    }

    @ParameterizedTest
    @CsvSource({"UTF-8,UTF-8", "windows-1252,windows-1252", "UTF-16,UTF-16", "UTF-16LE,UTF-16LE"})
    void theEncodingIsFound(String written, String found) {
        DataFile file = profile(folder, "data.csv", LABEL, CITIES.getBytes(Charset.forName(written)));

        assertThat(file.decisions().profile().format().charset()).isEqualTo(found);
        assertThat(decision(file, "city").column().levels()).containsOnlyKeys("Köln", "Zürich");
        assertThat(file.decisions().columns().get(1).column().source()).isEqualTo("größe");
        assertThat(properties(file).contains("charset=" + found)).isEqualTo(!found.equals("UTF-8"));
    }

    @Test
    void aByteThatIsNotUtf8AfterTheHeadOfTheFileCountsToo() {
        String ascii = lines("city,y,label", 30_000, i -> "Bonnnn," + i * 7 % 9973 + "," + (i % 5 < 2 ? "a" : "b"));
        byte[] bytes = (ascii + "Köln,7,a\n").getBytes(Charset.forName("windows-1252"));

        DataFile file = profile(folder, "data.csv", LABEL, bytes);

        assertThat(bytes.length).isGreaterThan(FileHead.LENGTH);
        assertThat(file.decisions().profile().format().charset()).isEqualTo("windows-1252");
        assertThat(decision(file, "city").column().levels())
                .containsEntry("Köln", 1L)
                .containsEntry("Bonnnn", 30_000L);
    }

    @Test
    void theMarkOfUtf8IsNoPartOfTheFirstName() {
        DataFile file = profile(folder, "\uFEFF" + CITIES);

        assertThat(file.decisions().columns().get(0).column().source()).isEqualTo("city");
    }

    @Test
    void gzipIsReadAndTheDigestIsOfTheFile() throws Exception {
        byte[] bytes = gzip(CITIES);
        DataFile file = profile(folder, "data.csv.gz", LABEL, bytes);

        FileFacts facts = file.decisions().profile().file();
        assertThat(file.decisions().profile().format().gzip()).isTrue();
        assertThat(facts.rows()).isEqualTo(40);
        assertThat(facts.bytes()).isEqualTo(bytes.length);
        assertThat(facts.sha256())
                .isEqualTo(HexFormat.of()
                        .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes)));
    }

    @Test
    void jsonLinesHaveTypesAndNulls() {
        DataFile file = profile(
                folder,
                lines(
                                "",
                                40,
                                i -> "{\"x\": " + (i % 4 == 0 ? "null" : i % 7) + ", \"code\": \"" + i % 5
                                        + "\", \"ok\": "
                                        + (i % 3 == 0) + (i % 2 == 0 ? ", \"late\": " + i % 9 + ".5" : "")
                                        + ", \"label\": \"" + (i % 5 < 2 ? "a" : "b") + "\"}")
                        .stripLeading());

        assertThat(properties(file)).containsExactly("format=jsonl");
        assertThat(decision(file, "x").column().nulls()).isEqualTo(10);
        assertThat(decision(file, "x").column().type()).isEqualTo(Scalar.LONG);
        assertThat(decision(file, "code").column().type())
                .as("a string of digits")
                .isEqualTo(Scalar.STRING);
        assertThat(decision(file, "ok").column().type()).isEqualTo(Scalar.BOOLEAN);
        assertThat(decision(file, "late").column().nulls())
                .as("a key that is not there")
                .isEqualTo(20);
    }

    @Test
    void quotedFieldsHaveDelimitersAndLineBreaks() {
        DataFile file = profile(
                folder,
                lines(
                        "city,y,label",
                        40,
                        i -> (i % 3 == 0 ? "\"Frankfurt, Main\"" : "\"Bad\n\"\"Ems\"\"\"") + "," + i % 7 + ","
                                + (i % 5 < 2 ? "a" : "b")));

        assertThat(decision(file, "city").column().levels()).containsOnlyKeys("Frankfurt, Main", "Bad\n\"Ems\"");
        assertThat(file.decisions().profile().file().rows()).isEqualTo(40);
        assertThat(properties(file)).contains("multiline=true");
    }

    @Test
    void aFileWithoutHeaderHasNumberedColumns() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 40; i++) {
            text.append(i % 7)
                    .append(',')
                    .append(i % 11)
                    .append(".5,")
                    .append(i % 5 < 2 ? "a" : "b")
                    .append('\n');
        }
        DataFile file = profile(folder, ProfileOptions.label("3"), text.toString());

        assertThat(file.decisions().label().name()).isEqualTo("column_3");
        assertThat(file.decisions().profile().file().rows()).isEqualTo(40);
        assertThat(String.join("\n", properties(file))).contains("header=false");
    }
}
