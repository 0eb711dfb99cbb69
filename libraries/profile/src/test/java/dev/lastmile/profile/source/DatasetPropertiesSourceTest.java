package dev.lastmile.profile.source;

import static dev.lastmile.profile.fixture.DataText.lines;
import static dev.lastmile.profile.fixture.DataText.profile;
import static dev.lastmile.profile.fixture.DataText.properties;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lastmile.profile.DataFile;
import dev.lastmile.profile.decision.ProfileOptions;
import java.io.StringReader;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatasetPropertiesSourceTest {
    @TempDir
    private Path folder;

    @Test
    void plainCsvNeedsNothing() {
        String text = lines("x,y,label", 40, i -> i % 7 + "," + i % 9 + "," + (i * 7 % 5 > 2));

        assertThat(properties(profile(folder, text))).isEmpty();
    }

    @Test
    void tabsAreTsv() {
        String text = lines("x\ty\tlabel", 40, i -> i % 7 + "\t" + i % 9 + "\t" + (i * 7 % 5 > 2));

        assertThat(properties(profile(folder, text))).containsExactly("format=tsv");
    }

    @Test
    void whatDiffersFromPlainCsvIsAPropertyEach() {
        String text = lines(
                "x;y;sent;trial;label",
                40,
                i -> (i % 4 == 0 ? "NA" : i % 7 + ",5") + ";" + i % 9 + ";" + (1 + i * 11 % 28) + ".3.2024;"
                        + (i % 3 == 0 ? "yes" : "no") + ";" + (i * 7 % 5 > 2));

        assertThat(properties(profile(folder, text)))
                .containsExactly("delimiter=;", "null=|NA", "decimal=,", "time.sent=d.M.yyyy", "booleans.trial=yes|no");
    }

    @Test
    void namesAndPlacesWithSignsOfTheFormatAreReadAsTheyAre() throws Exception {
        String text =
                lines("a: b = #c!,y,label", 40, i -> (i % 3 == 0 ? "yes" : "no") + "," + i % 9 + "," + (i * 7 % 5 > 2));
        DataFile file = profile(folder, text);
        Properties read = new Properties();
        read.load(new StringReader(file.properties("data", "location=C:\\a b\\x=1.csv")));

        assertThat(read.getProperty("location")).isEqualTo("C:\\a b\\x=1.csv");
        assertThat(read.stringPropertyNames())
                .contains("booleans." + file.decisions().columns().get(0).name());
    }

    @Test
    void aSplitByTimeHasItsTwoMoments() {
        String text = lines(
                "day,y,label", 100, i -> LocalDate.of(2024, 1, 1).plusDays(i) + "," + i % 9 + "," + (i * 7 % 5 > 2));
        DataFile file = profile(folder, ProfileOptions.label("label").withTime("day"), text);

        assertThat(file.properties("data", "file=/raw/data.csv"))
                .contains("split=time\n", "split.validation-from=2024-03-11\n", "split.test-from=2024-03-26\n");
    }
}
