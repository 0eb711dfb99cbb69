package dev.lastmile.contract;

import static dev.lastmile.contract.Contracts.contract;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ColumnNamesTest {
    @ParameterizedTest
    @CsvSource(delimiter = ';', textBlock = """
            sepal_length; sepal_length
            _Id__2_; _Id__2_
            Sepal Length (cm); Sepal_Length_cm
            sepal.length; sepal_length
            größe; grosse
            Prénom du client; Prenom_du_client
            discount %; discount_percent
            %; percent
            2020; _2020
            a`b; a_b
            m²; m2
            年齢; 年齢
            がん; がん
            Возраст (лет); Возраст_лет
            ---; column_7
            ŁÓDŹ; LODZ
            """)
    void aNameBecomesSafe(String source, String name) {
        assertThat(ColumnNames.safe(source, 7)).isEqualTo(name);
    }

    @Test
    void anyNameGivesOneThatStays() {
        Random random = new Random(5);
        for (int i = 0; i < 5_000; i++) {
            StringBuilder source = new StringBuilder();
            for (int n = 1 + random.nextInt(12); n > 0; n--) {
                int point = random.nextInt(random.nextBoolean() ? 0x180 : 0x20000);
                source.appendCodePoint(point >= 0xD800 && point < 0xE000 ? '.' : point);
            }
            String name = ColumnNames.safe(source.toString(), 1);
            assertThat(name).as("of %s", source).matches("[\\p{L}\\p{M}_][\\p{L}\\p{M}\\p{Nd}_]*");
            assertThat(ColumnNames.safe(name, 1)).isEqualTo(name);
        }
    }

    @Test
    void aColumnKeepsTheNameOfTheFileAsItsSource() {
        DataContract contract = contract("Sepal Length (cm)|double|true", "width|double|true|{\"source\":\"größe.2\"}");
        assertThat(contract.columns())
                .extracting(column -> column.name() + " of " + column.source())
                .containsExactly("Sepal_Length_cm of Sepal Length (cm)", "width of größe.2");
        assertThat(DataContract.parse(contract.dataset(), contract.json())).isEqualTo(contract);
    }

    @Test
    void namesThatAreOneToSparkAreRejectedByBothNames() {
        assertThatThrownBy(() -> contract("species|long|true", "Species|long|true"))
                .hasMessage(
                        "Contract lake.raw.flowers: columns 'species' and 'Species' differ only in case. Rename one.");
        assertThatThrownBy(() -> contract("a|long|true", "a|long|true"))
                .hasMessage("Contract lake.raw.flowers: column a is there twice. Remove or rename one.");
        assertThatThrownBy(() -> contract("a b|long|true", "a.b|long|true"))
                .hasMessage(
                        "Contract lake.raw.flowers: columns 'a b' and 'a.b' would both be named a_b. Give one a name of"
                                + " letters, digits and underscores, and put what the file calls it into metadata as source.");
        DataContract contract = contract("a b|long|true", "a_dot_b|long|true|{\"source\":\"a.b\"}");
        assertThat(contract.columns()).extracting(ContractColumn::name).containsExactly("a_b", "a_dot_b");
        assertThatThrownBy(() -> contract("a b|long|true", "c|long|true|{\"source\":\"a b\"}"))
                .hasMessage(
                        "Contract lake.raw.flowers: column c has source 'a b', as another column has. Give it another"
                                + " source.");
    }
}
