package dev.lastmile.profile.decision;

import static dev.lastmile.profile.fixture.DataText.decision;
import static dev.lastmile.profile.fixture.DataText.lines;
import static dev.lastmile.profile.fixture.DataText.profile;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lastmile.profile.DataFile;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PersonalDataTest {
    private static final String[] FIRST = {"Ada", "Grace", "Barbara", "Edsger", "Donald", "Alan", "Frances"};
    private static final String[] LAST = {"Lovelace", "Hopper", "Liskov", "Dijkstra", "Knuth", "Turing", "Allen"};

    @TempDir
    private Path folder;

    private static String person(int i) {
        return FIRST[i % 7] + " " + LAST[i / 7 % 7];
    }

    @Test
    void namesMailAddressesAndPhoneNumbersAreNoFeaturesAndAreNeverPrinted() {
        DataFile file = profile(
                folder,
                lines(
                        "who,contact,line,age,label",
                        49,
                        i -> person(i) + ",mail" + i + "@example.org,+49 555 10" + (200 + i) + "77," + (20 + i * 7 % 40)
                                + "," + (i * 7 % 5 > 2)));

        for (String column : new String[] {"who", "contact", "line"}) {
            assertThat(decision(file, column).treatment()).as(column).isEqualTo(Treatment.PERSONAL);
        }
        String printed = String.join("\n", file.summary())
                + file.request()
                + file.contract("lake.raw.people").json()
                + file.featurePipeline("com.acme")
                + file.properties("people", "file=/raw/people.csv")
                + file.model("com.acme");
        for (String secret : new String[] {"Lovelace", "Ada", "Turing", "@example", "555"}) {
            assertThat(printed).doesNotContain(secret);
        }
    }

    @Test
    void phoneNumbersThatLookLikeNumbersWithSeparatorsAreNotShownAsAnExample() {
        DataFile file = profile(
                folder,
                lines("phone,age,label", 49, i -> "555 123 " + (200 + i) + "," + i % 9 + "," + (i * 7 % 5 > 2)));

        assertThat(decision(file, "phone").treatment()).isEqualTo(Treatment.PERSONAL);
        assertThat(file.summary()).noneMatch(line -> line.contains("555"));
    }

    @Test
    void phoneNumbersWrittenAsIntegersHaveNoRangeInTheContract() {
        DataFile file = profile(
                folder,
                lines("phone,age,label", 49, i -> 5_551_230_000L + i * 37 % 50 + "," + i % 9 + "," + (i * 7 % 5 > 2)));

        assertThat(decision(file, "phone").treatment().isFeature()).isFalse();
        assertThat(file.contract("lake.raw.people").json()).doesNotContain("55512300");
    }

    @ParameterizedTest
    @CsvSource({"surname,true", "lastName,true", "customer_name,true", "email,true", "product,false"})
    void aColumnIsPersonalByItsName(String name, boolean personal) {
        DataFile file = profile(
                folder, lines(name + ",age,label", 49, i -> "v" + i % 12 + "," + i % 9 + "," + (i * 7 % 5 > 2)));

        assertThat(file.decisions().columns().get(0).treatment() == Treatment.PERSONAL)
                .isEqualTo(personal);
    }
}
