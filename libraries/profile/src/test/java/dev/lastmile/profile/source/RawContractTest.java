package dev.lastmile.profile.source;

import static dev.lastmile.profile.fixture.DataText.lines;
import static dev.lastmile.profile.fixture.DataText.profile;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lastmile.contract.ColumnType.Scalar;
import dev.lastmile.contract.ContractColumn;
import dev.lastmile.contract.DataContract;
import dev.lastmile.contract.Role;
import dev.lastmile.profile.DataFile;
import dev.lastmile.profile.decision.ProfileOptions;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RawContractTest {
    private static final ProfileOptions CHURNED = ProfileOptions.label("churned");
    private static final String CUSTOMERS = lines(
            "Customer ID,age,visits,plan,Trial?,zip,churned",
            60,
            i -> "K" + i * 31 + "," + (i % 6 == 0 ? "" : 20 + i * 7 % 40) + "," + i % 9 + ","
                    + (i % 4 == 0 ? "NA" : i % 4 == 1 ? "basic" : "plus") + "," + (i % 3 == 0 ? "Yes" : "No") + ","
                    + (10115 + i * 37 % 50) + "," + (i * 7 % 5 > 2 ? "yes" : "no"));

    @TempDir
    private Path folder;

    @Test
    void rolesTypesAndNullabilityFollowFromTheDecisions() {
        DataContract contract = profile(folder, CHURNED, CUSTOMERS).contract("lake.raw.customers");

        assertThat(contract.dataset()).isEqualTo("lake.raw.customers");
        assertThat(contract.key()).containsExactly("row_id");
        assertThat(contract.columns(Role.FEATURE))
                .extracting(ContractColumn::name)
                .containsExactly("age", "visits", "plan", "Trial");
        assertThat(contract.columns(Role.IGNORE))
                .extracting(ContractColumn::name)
                .containsExactly("Customer_ID", "zip");
        assertThat(column(contract, "age").type()).as("null has to be NaN").isEqualTo(Scalar.DOUBLE);
        assertThat(column(contract, "age").nullable()).isTrue();
        assertThat(column(contract, "visits").type()).isEqualTo(Scalar.LONG);
        assertThat(column(contract, "visits").nullable()).isFalse();
        assertThat(column(contract, "plan").nullable()).isTrue();
        assertThat(column(contract, "Trial").type()).isEqualTo(Scalar.BOOLEAN);
        assertThat(column(contract, "Trial").source()).isEqualTo("Trial?");
        assertThat(contract.column(Role.SPLIT).orElseThrow().values().allowed())
                .containsExactlyInAnyOrder("train", "validation", "test");
    }

    @Test
    void commentsTellWhatWasGuessedAndWhy() {
        DataContract contract = profile(folder, CHURNED, CUSTOMERS).contract("lake.raw.customers");

        assertThat(column(contract, "age").comment())
                .isEqualTo("guessed: a number, missing in 10 rows; 20 to 59; integers, and double so that a missing"
                        + " value can be told");
        assertThat(column(contract, "plan").comment())
                .isEqualTo("guessed: 2 categories, and null as one; null in 15 of 60 rows");
        assertThat(column(contract, "Trial").comment()).endsWith("; written as yes and no");
        assertThat(column(contract, "zip").comment()).startsWith("not a feature: postal codes");
        assertThat(column(contract, "churned").comment()).isEqualTo("the label: two classes, positive is yes");
    }

    @Test
    void onlyTheClassesOfTheLabelAreBounds() {
        DataContract contract = profile(folder, CHURNED, CUSTOMERS).contract("lake.raw.customers");

        assertThat(column(contract, "churned").values().allowed()).containsExactlyInAnyOrder("yes", "no");
        for (ContractColumn column : contract.columns(Role.FEATURE)) {
            assertThat(column.values().min()).as(column.name()).isNull();
            assertThat(column.values().max()).as(column.name()).isNull();
            assertThat(column.values().allowed()).as(column.name()).isEmpty();
        }
    }

    @Test
    void aNamedKeyTakesThePlaceOfTheLineNumber() {
        DataFile file = profile(folder, CHURNED.withKey("Customer ID"), CUSTOMERS);
        DataContract contract = file.contract("lake.raw.customers");

        assertThat(contract.key()).containsExactly("Customer_ID");
        assertThat(contract.column("row_id")).isEmpty();
        assertThat(contract.rules().unique()).isEqualTo(contract.key());
    }

    @Test
    void theJsonOfTheContractIsReadAgain() {
        DataContract contract = profile(folder, CHURNED, CUSTOMERS).contract("lake.raw.customers");

        assertThat(DataContract.parse("lake.raw.customers", contract.json())).isEqualTo(contract);
    }

    private static ContractColumn column(DataContract contract, String name) {
        return contract.column(name).orElseThrow();
    }
}
