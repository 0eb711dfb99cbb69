package dev.lastmile.profile.decision;

import static dev.lastmile.profile.fixture.DataText.decision;
import static dev.lastmile.profile.fixture.DataText.lines;
import static dev.lastmile.profile.fixture.DataText.profile;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lastmile.contract.ContractColumn;
import dev.lastmile.contract.Role;
import dev.lastmile.profile.DataFile;
import dev.lastmile.profile.file.ProfileException;
import java.nio.file.Path;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SplitTest {
    private static final LocalDate START = LocalDate.of(2024, 1, 1);
    private static final String SERIES =
            lines("day,x,label", 60, i -> START.plusDays(i) + "," + i % 7 + "," + i * i % 59 * 0.5);

    @TempDir
    private Path folder;

    @Test
    void rowsInTheOrderOfADateAreSplitByIt() {
        DataFile file = profile(folder, SERIES);

        assertThat(decision(file, "day").treatment()).isEqualTo(Treatment.TIME);
        assertThat(file.summary()).contains("split by time: day");
        assertThat(file.decisions().notes())
                .anyMatch(note -> note.startsWith("The rows are ordered by day: the last ones are the test rows."));
        assertThat(file.properties("data", "file=/raw/data.csv")).contains("split=time\nsplit.column=day\n");
        assertThat(file.contract("lake.raw.data").columns(Role.FEATURE))
                .extracting(ContractColumn::name)
                .containsExactly("day", "x");
    }

    @Test
    void aSeriesOfADateAndALabelIsSplitByTheDateWhosePartsAreTheFeatures() {
        DataFile file = profile(folder, lines("day,label", 60, i -> START.plusDays(i) + "," + i * i % 59 * 0.5));

        assertThat(decision(file, "day").treatment()).isEqualTo(Treatment.TIME);
        assertThat(file.decisions().features()).extracting(ColumnDecision::name).containsExactly("day");
        assertThat(file.featurePipeline("com.acme")).contains("parts(\"day\", DatePart.MONTH, DatePart.DAY_OF_WEEK)");
        assertThat(file.request()).contains("\"day\":\"2024-01-01\"");
    }

    @Test
    void aSeriesIsComparedWithItsLastValue() {
        assertThat(profile(folder, SERIES).model("com.acme"))
                .contains("GATE = GateRule.byTask().againstLastValue(\"day\");");
        assertThat(profile(folder, SERIES).decisions().notes())
                .anyMatch(
                        note -> note.endsWith("Lags are not built, and the baseline is the last value of the label."));
    }

    @Test
    void severalRowsOfAMomentAndClassesAreNoSeries() {
        String panel = lines("day,x,label", 60, i -> START.plusDays(i / 2) + "," + i % 7 + "," + i * i % 59 * 0.5);
        String classes = lines("day,x,label", 60, i -> START.plusDays(i) + "," + i % 7 + "," + (i * i % 5 > 1));

        assertThat(profile(folder, panel).model("com.acme")).contains("GATE = GateRule.byTask();");
        assertThat(profile(folder, classes).model("com.acme")).contains("GATE = GateRule.byTask();");
    }

    @Test
    void aFileThatBeginsWithItsNewestRowIsOrderedToo() {
        DataFile file = profile(
                folder, lines("day,x,label", 60, i -> START.minusDays(i) + "," + i % 7 + "," + i * i % 59 * 0.5));

        assertThat(decision(file, "day").treatment()).isEqualTo(Treatment.TIME);
        assertThat(file.properties("data", "file=/raw/data.csv"))
                .contains(
                        "split=time",
                        "split.validation-from=" + START.minusDays(17),
                        "split.test-from=" + START.minusDays(8));
    }

    @Test
    void thereAreTrainingRowsEvenWhereMostRowsHaveTheFirstTime() {
        String text =
                lines("day,x,label", 60, i -> START.plusDays(Math.max(0, i - 48)) + "," + i % 7 + "," + i * i % 59);

        assertThat(profile(folder, text).properties("data", "file=/raw/data.csv"))
                .contains("split.validation-from=2024-01-02");
    }

    @Test
    void partsThatAreTheSameInAllRowsAreNoFeatures() {
        DataFile file = profile(
                folder,
                lines(
                        "day,x,label",
                        60,
                        i -> START.plusDays(i * 7 % 400) + " 00:00:00," + i % 7 + "," + i * i % 59 * 0.5));

        assertThat(file.featurePipeline("com.acme")).contains("DatePart.YEAR").doesNotContain("DatePart.HOUR");
    }

    @Test
    void aDateInAnyOrderIsAFeatureAndTheNoteNamesTheOtherSplit() {
        DataFile file = profile(
                folder,
                lines("day,x,label", 60, i -> START.plusDays(i * 7 % 60) + "," + i % 7 + "," + i * i % 59 * 0.5));

        assertThat(decision(file, "day").treatment()).isEqualTo(Treatment.DATE_PARTS);
        assertThat(file.decisions().notes()).anyMatch(note -> note.contains("split by time: TIME=day"));
    }

    @Test
    void rowsOfOneThingSuggestAGroup() {
        String text =
                lines("customer_id,x,label", 90, i -> 100 + i * 7 % 30 * 13 + "," + i % 7 + "," + i * i % 59 * 0.5);

        assertThat(profile(folder, text).decisions().notes()).anyMatch(note -> note.contains("GROUP=customer_id"));
        DataFile grouped = profile(folder, ProfileOptions.label("label").withGroup("customer_id"), text);
        assertThat(decision(grouped, "customer_id").treatment()).isEqualTo(Treatment.GROUP);
        assertThat(grouped.summary()).contains("split by group: customer_id");
    }

    @Test
    void namedColumnsHaveToFit() {
        ProfileOptions label = ProfileOptions.label("label");

        assertThatThrownBy(() -> profile(folder, label.withKey("x"), SERIES))
                .isInstanceOf(ProfileException.class)
                .hasMessageContaining("The key x is not different in every row: it has 7 values in 60 rows");
        assertThatThrownBy(() -> profile(folder, label.withTime("x"), SERIES))
                .isInstanceOf(ProfileException.class)
                .hasMessageContaining("not a date or timestamp");
        assertThatThrownBy(() -> profile(folder, label.withTime("day"), SERIES + ",3,1.5\n"))
                .isInstanceOf(ProfileException.class)
                .hasMessageStartingWith("The time column day is null in 1 of 61 rows");
        assertThatThrownBy(() -> profile(folder, label.withTime("day").withGroup("day"), SERIES))
                .isInstanceOf(ProfileException.class)
                .hasMessageContaining("Name different columns");
    }
}
