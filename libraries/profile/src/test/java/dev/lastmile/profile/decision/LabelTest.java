package dev.lastmile.profile.decision;

import static dev.lastmile.profile.fixture.DataText.lines;
import static dev.lastmile.profile.fixture.DataText.profile;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lastmile.contract.ColumnType.Scalar;
import dev.lastmile.contract.Role;
import dev.lastmile.profile.DataFile;
import dev.lastmile.profile.file.ProfileException;
import java.nio.file.Path;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LabelTest {
    private static final ProfileOptions LABEL = ProfileOptions.label("label");

    @TempDir
    private Path folder;

    private DataFile file(ProfileOptions options, IntFunction<Object> label) {
        return profile(folder, options, lines("x,y,label", 60, i -> i % 7 + "," + i % 11 + ".5," + label.apply(i)));
    }

    @ParameterizedTest
    @CsvSource({"0,1,1", "1,2,2", "-1,1,1", "0.0,1.0,1.0"})
    void twoNumbersAreClassesAndTheGreaterIsPositive(String one, String other, String positive) {
        DataFile file = file(LABEL, i -> i % 3 == 0 ? other : one);

        assertThat(file.decisions().task().kind()).isEqualTo(Task.Kind.BINARY);
        assertThat(file.decisions().task().positive()).isEqualTo(positive);
        assertThat(file.summary()).anyMatch(line -> line.contains("The positive class of label is " + positive));
    }

    @ParameterizedTest
    @CsvSource({"yes,no,yes", "Y,N,Y", "malignant,benign,malignant", "red,blue,red"})
    void ofTwoWordsTheKnownOneIsPositiveElseTheRarer(String rarer, String other, String positive) {
        DataFile file = file(LABEL, i -> i % 3 == 0 ? rarer : other);

        assertThat(file.decisions().task().positive()).isEqualTo(positive);
        var column = file.contract("lake.raw.data").column(Role.LABEL).orElseThrow();
        assertThat(column.type()).isEqualTo(Scalar.STRING);
        assertThat(column.values().allowed()).containsExactlyInAnyOrder(rarer, other);
    }

    @Test
    void fewIntegersAreClassesAndTheNoteTellsHowToChangeThat() {
        DataFile file = file(LABEL, i -> i % 5);

        assertThat(file.decisions().task().kind()).isEqualTo(Task.Kind.MULTICLASS);
        assertThat(file.summary()).anyMatch(line -> line.contains("use TASK=regression"));
        assertThat(file(LABEL.withTask("regression"), i -> i % 5)
                        .decisions()
                        .task()
                        .kind())
                .isEqualTo(Task.Kind.REGRESSION);
    }

    @Test
    void manyNumbersAreARegression() {
        DataFile file = file(LABEL, i -> i * i % 59 + 0.25);

        assertThat(file.decisions().task()).isEqualTo(new Task(Task.Kind.REGRESSION, java.util.List.of(), ""));
        assertThat(file.summary()).contains("label label: regression");
    }

    @Test
    void rowsWithoutALabelAreCounted() {
        DataFile file = file(LABEL, i -> i % 6 == 0 ? "NA" : i % 5 < 2 ? "a" : "b");

        assertThat(file.decisions().rowsWithoutLabel()).isEqualTo(10);
        assertThat(file.summary())
                .contains("note: 10 of 60 rows have no label: they are not used for training and evaluation.");
        assertThat(file.contract("lake.raw.data")
                        .column(Role.LABEL)
                        .orElseThrow()
                        .nullable())
                .isTrue();
    }

    @Test
    void classesWithAHandfulOfRowsAreCounted() {
        String text = lines("x,label", 90, i -> i * 7 % 13 + "," + (i < 3 ? "rare" + i : i % 2 == 0 ? "a" : "b"));

        assertThat(profile(folder, text).decisions().notes())
                .anyMatch(note -> note.startsWith("3 classes have fewer than 10 rows each, too few to learn"));
    }

    @Test
    void aRareClassIsNamedAndNotResampled() {
        assertThat(file(LABEL, i -> i % 20 == 3 ? "yes" : "no").summary())
                .anyMatch(line -> line.startsWith("note: The class yes has 5.0 % of the rows. Nothing is resampled"));
    }

    @Test
    void aLabelWithoutValuesIsRejected() {
        assertThatThrownBy(() -> file(LABEL, i -> ""))
                .isInstanceOf(ProfileException.class)
                .hasMessageContaining("The label label of data.csv has no value in any row")
                .hasMessageContaining("LABEL=…");
    }

    @ParameterizedTest
    @CsvSource({"a", "1", "2.5"})
    void aLabelWithOneValueIsRejected(String only) {
        assertThatThrownBy(() -> file(LABEL, i -> only))
                .isInstanceOf(ProfileException.class)
                .hasMessageContaining("has one value, " + only + ", in all rows")
                .hasMessageContaining("There is nothing to predict");
    }

    @Test
    void anUnknownLabelIsRejectedWithTheClosestNames() {
        assertThatThrownBy(() -> file(ProfileOptions.label("labell"), i -> i % 2))
                .isInstanceOf(ProfileException.class)
                .hasMessage("data.csv has no column 'labell' for the label. Its columns are: label, x, y.");
    }

    @Test
    void aLabelThatIsDifferentInEveryRowOrADateIsRejected() {
        assertThatThrownBy(() -> file(LABEL, i -> "v" + i))
                .isInstanceOf(ProfileException.class)
                .hasMessageContaining("has 60 classes in 60 rows")
                .hasMessageContaining("Group them");
        assertThatThrownBy(() -> file(LABEL, i -> "2024-01-" + (10 + i % 20)))
                .isInstanceOf(ProfileException.class)
                .hasMessageContaining("is a date");
    }

    @Test
    void aTaskThatDoesNotFitIsRejected() {
        assertThatThrownBy(() -> file(LABEL.withTask("regression"), i -> i % 2 == 0 ? "a" : "b"))
                .isInstanceOf(ProfileException.class)
                .hasMessageContaining("TASK=regression needs numbers");
        assertThatThrownBy(() -> file(LABEL.withTask("ranking"), i -> i % 2))
                .isInstanceOf(ProfileException.class)
                .hasMessage("TASK is ranking. Write classification or regression.");
    }
}
