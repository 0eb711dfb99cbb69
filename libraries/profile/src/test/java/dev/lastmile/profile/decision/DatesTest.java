package dev.lastmile.profile.decision;

import static dev.lastmile.profile.fixture.DataText.decision;
import static dev.lastmile.profile.fixture.DataText.lines;
import static dev.lastmile.profile.fixture.DataText.profile;
import static dev.lastmile.profile.fixture.DataText.properties;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lastmile.contract.ColumnType.Scalar;
import dev.lastmile.profile.DataFile;
import dev.lastmile.profile.file.ProfileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DatesTest {
    private static final String AMBIGUOUS = lines(
            "joined,y,label",
            40,
            i -> String.format(Locale.ROOT, "%02d/%02d/2024,%d,%s", 1 + i * 5 % 12, 1 + i * 7 % 12, i % 7, i % 3 > 0));
    private static final ProfileOptions LABEL = ProfileOptions.label("label");

    @TempDir
    private Path folder;

    @Test
    void anAmbiguousOrderOfDayAndMonthStopsAndAsks() {
        assertThatThrownBy(() -> profile(folder, AMBIGUOUS))
                .isInstanceOf(ProfileException.class)
                .hasMessageContaining("Column joined has dates such as ")
                .hasMessageContaining("day and month cannot be told apart")
                .hasMessageContaining("DATES=day or DATES=month")
                .hasMessageContaining("IGNORE=joined");
    }

    @ParameterizedTest
    @CsvSource({"day,d/M/yyyy", "month,M/d/yyyy"})
    void theAnswerDecides(String first, String pattern) {
        DataFile file = profile(folder, LABEL.withFirstInDates(first), AMBIGUOUS);

        assertThat(decision(file, "joined").column().type()).isEqualTo(Scalar.DATE);
        assertThat(decision(file, "joined").column().timePattern()).isEqualTo(pattern);
        assertThat(properties(file)).contains("time.joined=" + pattern);
    }

    @Test
    void aColumnThatIsLeftOutIsNotAskedAbout() {
        DataFile file = profile(folder, LABEL.withIgnored(List.of("joined")), AMBIGUOUS);

        assertThat(decision(file, "joined").treatment()).isEqualTo(Treatment.IGNORED);
    }

    @ParameterizedTest
    @CsvSource({"31/01/2024,d/M/yyyy", "01/31/2024,M/d/yyyy"})
    void oneDayAboveTwelveDecides(String date, String pattern) {
        DataFile file = profile(folder, AMBIGUOUS + date + ",1,true\n");

        assertThat(decision(file, "joined").column().timePattern()).isEqualTo(pattern);
    }

    @ParameterizedTest
    @CsvSource({"%d.%d.2024,d.M.yyyy,DATE", "2024/%2$d/%1$d,yyyy/M/d,DATE", "%d.%d.2024 14:30,d.M.yyyy H:mm,TIMESTAMP"})
    void datesInOtherFormatsAreReadByTheirPattern(String format, String pattern, Scalar type) {
        DataFile file = profile(
                folder,
                lines(
                        "when,y,label",
                        40,
                        i -> String.format(Locale.ROOT, format, 1 + i * 11 % 28, 1 + i * 5 % 12) + "," + i % 7 + ","
                                + (i % 3 > 0)));

        assertThat(decision(file, "when").column().timePattern()).isEqualTo(pattern);
        assertThat(decision(file, "when").column().type()).isEqualTo(type);
        assertThat(decision(file, "when").treatment()).isEqualTo(Treatment.DATE_PARTS);
    }

    @ParameterizedTest
    @CsvSource({"2024-%02d,yyyy-MM", "2024/%02d,yyyy/MM", "%02d/2024,MM/yyyy"})
    void monthsAreDatesOfTheirFirstDay(String format, String pattern) {
        DataFile file = profile(
                folder,
                lines(
                        "month,x,label",
                        60,
                        i -> String.format(format, i % 12 + 1) + "," + i % 7 + "," + i * i % 59 * 0.5));

        assertThat(decision(file, "month").column().type()).isEqualTo(Scalar.DATE);
        assertThat(decision(file, "month").column().timePattern()).isEqualTo(pattern);
    }

    @Test
    void integersThatLookLikeDaysAreNumbersUnlessTheNameSpeaksOfDates() {
        DataFile file = profile(
                folder,
                lines(
                        "order_date,amount,label",
                        40,
                        i -> 20240101 + i % 28 + "," + (20240101 + i * 5 % 28) + "," + (i % 3 > 0)));

        assertThat(decision(file, "order_date").column().type()).isEqualTo(Scalar.DATE);
        assertThat(decision(file, "amount").column().type()).isEqualTo(Scalar.LONG);
    }
}
