package dev.lastmile.profile.decision;

import static dev.lastmile.profile.fixture.DataText.decision;
import static dev.lastmile.profile.fixture.DataText.lines;
import static dev.lastmile.profile.fixture.DataText.profile;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lastmile.profile.DataFile;
import java.nio.file.Path;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdentifiersTest {
    @TempDir
    private Path folder;

    private ColumnDecision of(String name, IntFunction<Object> value) {
        DataFile file = profile(
                folder, lines(name + ",y,label", 60, i -> value.apply(i) + "," + i % 7 + "," + (i * 7 % 5 > 2)));
        return file.decisions().columns().get(0);
    }

    @Test
    void aSequenceIsNoFeature() {
        assertThat(of("measured", i -> 17 + i).treatment()).isEqualTo(Treatment.IDENTIFIER);
    }

    @Test
    void aShuffledRangeIsNoFeature() {
        assertThat(of("measured", i -> 100 + i * 7 % 60).treatment()).isEqualTo(Treatment.IDENTIFIER);
    }

    @Test
    void anIndexColumnWithoutANameIsNoFeature() {
        ColumnDecision index = of("", i -> i);

        assertThat(index.name()).isEqualTo("column_1");
        assertThat(index.treatment()).isEqualTo(Treatment.IDENTIFIER);
        assertThat(index.reason()).isEqualTo("row numbers");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"customer_id", "CustomerID", "id", "account no", "user_key", "pidnum", "patientid", "case_no"})
    void integersAreNoAmountsWhereTheirNameSaysTheyIdentify(String name) {
        assertThat(of(name, i -> 1000 + i * i * 37 % 9973).treatment()).isEqualTo(Treatment.IDENTIFIER);
        assertThat(of(name, i -> 1000 + i % 30 * 37).treatment()).isEqualTo(Treatment.IDENTIFIER);
    }

    @ParameterizedTest
    @ValueSource(strings = {"zip", "zip_code", "ZIP Code", "plz", "postal_code", "Billing Postcode"})
    void postalCodesAreNoAmounts(String name) {
        ColumnDecision code = of(name, i -> 10115 + i * 37 % 50);

        assertThat(code.treatment()).isEqualTo(Treatment.IDENTIFIER);
        assertThat(code.reason()).startsWith("postal codes");
    }

    @Test
    void rowsThatAreNumberedWithinGroupsAreNoAmountsWhereTheNameSaysSo() {
        IntFunction<Object> numbered = i -> i < 25 ? i + 1 : i - 24;

        assertThat(of("Sample Number", numbered).treatment()).isEqualTo(Treatment.IDENTIFIER);
        assertThat(of("age_in_months", numbered).treatment()).isEqualTo(Treatment.NUMERIC);
        assertThat(of("item number", i -> i * i % 29).treatment()).isEqualTo(Treatment.NUMERIC);
    }

    @ParameterizedTest
    @ValueSource(strings = {"branch_code", "CountryCode", "code", "cowcode2"})
    void codesAreCategories(String name) {
        assertThat(of(name, i -> 100 + i * 7 % 23 * 11).treatment()).isEqualTo(Treatment.CATEGORY);
        assertThat(of(name, i -> i % 6 == 0 ? "" : 100 + i * 7 % 23 + ".0").treatment())
                .isEqualTo(Treatment.CATEGORY);
    }

    @ParameterizedTest
    @ValueSource(strings = {"StoreID", "store_id", "ID"})
    void fewIdentifiersAreCategories(String name) {
        assertThat(of(name, i -> 1 + i * i % 7).treatment()).isEqualTo(Treatment.CATEGORY);
    }

    @ParameterizedTest
    @ValueSource(strings = {"humid", "paid", "decoded", "x"})
    void namesThatEndAlikeAreOfAmounts(String name) {
        assertThat(of(name, i -> 1 + i * i % 7).treatment()).isEqualTo(Treatment.NUMERIC);
    }

    @Test
    void codesWithLeadingZerosAreNoAmounts() {
        ColumnDecision code = of("branch", i -> String.format("%05d", i * 37 % 1000));

        assertThat(code.column().isNumeric()).isFalse();
        assertThat(code.treatment()).isNotEqualTo(Treatment.NUMERIC);
    }

    @Test
    void uniqueTextsAndUuidsAreNoFeatures() {
        assertThat(of("ref", i -> "K" + i * 31 + "x").treatment()).isEqualTo(Treatment.IDENTIFIER);
        assertThat(of("ref", i -> new java.util.UUID(i % 30 + 1L, 99).toString())
                        .treatment())
                .isEqualTo(Treatment.IDENTIFIER);
    }

    @Test
    void proseIsDroppedWithItsReason() {
        ColumnDecision text = of("remark", i -> "the customer called " + i % 50 + " times about it");

        assertThat(text.treatment()).isEqualTo(Treatment.TEXT);
        assertThat(text.reason()).isEqualTo("text: 50 different values in 60 rows");
    }

    @Test
    void manyCategoriesKeepTheMostFrequent() {
        DataFile file = profile(
                folder, lines("city,y,label", 400, i -> "c" + i * i % 97 + "," + i % 7 + "," + (i * 7 % 5 > 2)));

        assertThat(decision(file, "city").treatment()).isEqualTo(Treatment.FREQUENT_CATEGORY);
    }

    @Test
    void amountsThatAreAllDifferentStayFeatures() {
        assertThat(of("income", i -> 20_000 + i * i * 37 % 9973).treatment()).isEqualTo(Treatment.NUMERIC);
        assertThat(of("weight", i -> i * 1.37).treatment()).isEqualTo(Treatment.NUMERIC);
    }

    @Test
    void oneValueInEveryRowIsNoFeature() {
        assertThat(of("country", i -> "DE").treatment()).isEqualTo(Treatment.CONSTANT);
        assertThat(of("country", i -> "").reason()).isEqualTo("no value in any row");
    }
}
