package dev.lastmile.profile.decision;

import static dev.lastmile.profile.fixture.DataText.decision;
import static dev.lastmile.profile.fixture.DataText.lines;
import static dev.lastmile.profile.fixture.DataText.profile;
import static dev.lastmile.profile.fixture.DataText.properties;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lastmile.contract.ColumnType.Scalar;
import dev.lastmile.profile.DataFile;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ColumnTypesTest {
    @TempDir
    private Path folder;

    @Test
    void typesAreThoseOfAllValues() {
        DataFile file = profile(
                folder,
                lines(
                        "count,amount,city,active,day,moment,label",
                        40,
                        i -> i % 7 + "," + i * 3 % 11 + ".5," + (i % 3 == 0 ? "Bonn" : "Ulm") + ","
                                + (i % 2 == 0 ? "true" : "false") + ",2024-01-" + (10 + i % 17) + ",2024-01-"
                                + (10 + i % 13)
                                + "T08:00:00Z," + (i % 5 < 2 ? "a" : "b")));

        assertThat(decision(file, "count").column().type()).isEqualTo(Scalar.LONG);
        assertThat(decision(file, "amount").column().type()).isEqualTo(Scalar.DOUBLE);
        assertThat(decision(file, "city").column().type()).isEqualTo(Scalar.STRING);
        assertThat(decision(file, "active").column().type()).isEqualTo(Scalar.BOOLEAN);
        assertThat(decision(file, "day").column().type()).isEqualTo(Scalar.DATE);
        assertThat(decision(file, "moment").column().type()).isEqualTo(Scalar.TIMESTAMP);
        assertThat(file.decisions().features())
                .extracting(ColumnDecision::treatment)
                .containsExactly(
                        Treatment.NUMERIC,
                        Treatment.NUMERIC,
                        Treatment.CATEGORY,
                        Treatment.BOOLEAN,
                        Treatment.DATE_PARTS,
                        Treatment.DATE_PARTS);
    }

    @Test
    void oneValueThatIsNoNumberMakesAColumnOfStrings() {
        DataFile file = profile(
                folder, lines("x,y,label", 40, i -> (i == 39 ? "many" : i % 9) + "," + i % 7 + "," + (i % 3 > 0)));

        assertThat(decision(file, "x").column().type()).isEqualTo(Scalar.STRING);
        assertThat(decision(file, "x").column().levels())
                .containsEntry("many", 1L)
                .containsEntry("0", 5L);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "NA", "?", "NULL", "n/a", "-", ".", "None", "nan", "missing"})
    void aNullTokenAmongNumbersIsNull(String token) {
        DataFile file = profile(
                folder, lines("x,y,label", 40, i -> (i % 4 == 0 ? token : i % 9) + "," + i % 7 + "," + (i % 3 > 0)));

        ColumnProfile column = decision(file, "x").column();
        assertThat(column.type()).isEqualTo(Scalar.LONG);
        assertThat(column.nulls()).isEqualTo(10);
        assertThat(file.decisions().profile().nullTokens()).contains(token);
        assertThat(decision(file, "x").reason())
                .isEqualTo("9 different integers, taken as amounts; missing in 10 rows");
    }

    @ParameterizedTest
    @CsvSource({"NA,true", "?,true", "none,false", "missing,false", "-,false"})
    void aWordAmongTextsIsNullOnlyWhereNobodyWouldWriteIt(String word, boolean isNull) {
        DataFile file = profile(
                folder,
                lines(
                        "x,y,label",
                        40,
                        i -> (i % 4 == 0 ? word : i % 4 == 1 ? "wood" : "brick") + "," + i % 7 + "," + (i % 3 > 0)));

        ColumnProfile column = decision(file, "x").column();
        assertThat(column.nulls()).isEqualTo(isNull ? 10 : 0);
        assertThat(column.levels().containsKey(word)).isEqualTo(!isNull);
    }

    @ParameterizedTest
    @CsvSource({"yes,no", "Yes,No", "Y,N", "TRUE,FALSE", "T,F", "true,False"})
    void booleansAreReadInTheirSpellings(String yes, String no) {
        DataFile file =
                profile(folder, lines("x,y,label", 40, i -> (i % 4 == 0 ? yes : no) + "," + i % 7 + "," + (i % 3 > 0)));

        assertThat(decision(file, "x").treatment()).isEqualTo(Treatment.BOOLEAN);
        boolean isStandard = yes.equalsIgnoreCase("true");
        String line = "booleans.x=" + yes.toLowerCase() + "|" + no.toLowerCase();
        assertThat(properties(file).contains(line)).isEqualTo(!isStandard);
    }

    @Test
    void booleansWithNullsAreCategoriesSinceNoStageFillsThem() {
        DataFile file = profile(
                folder,
                lines(
                        "x,y,label",
                        40,
                        i -> (i % 4 == 0 ? "yes" : i % 4 == 1 ? "" : "no") + "," + i % 7 + "," + (i % 3 > 0)));

        assertThat(decision(file, "x").treatment()).isEqualTo(Treatment.CATEGORY);
        assertThat(decision(file, "x").reason()).isEqualTo("2 categories, and null as one");
    }

    @Test
    void oneWordOfAPairIsNoBoolean() {
        DataFile file = profile(
                folder, lines("x,y,label", 40, i -> (i % 4 == 0 ? "" : "yes") + "," + i % 7 + "," + (i % 3 > 0)));

        assertThat(decision(file, "x").column().type()).isEqualTo(Scalar.STRING);
    }

    @Test
    void numbersWithUnitsAreTextsAndTheSummaryShowsThem() {
        DataFile file = profile(
                folder, lines("price;y;label", 40, i -> "$" + (1 + i % 9) + ",200;" + i % 7 + ";" + (i % 3 > 0)));

        assertThat(decision(file, "price").column().type()).isEqualTo(Scalar.STRING);
        assertThat(file.summary())
                .anyMatch(line ->
                        line.startsWith("note: Column price has numbers with separators or units, such as $1,200"));
    }

    @Test
    void columnsThatStepsAddAreRenamed() {
        DataFile file = profile(
                folder,
                ProfileOptions.label("y"),
                lines("features,Row_ID,two words,y", 40, i -> i % 7 + "," + i % 11 + "," + i % 13 + "," + (i % 3 > 0)));

        assertThat(file.decisions().columns())
                .extracting(ColumnDecision::name)
                .doesNotContain("features", "two words")
                .doesNotHaveDuplicates();
        assertThat(file.contract("lake.raw.data").columns())
                .extracting(column -> column.name().toLowerCase(java.util.Locale.ROOT))
                .doesNotHaveDuplicates();
    }
}
