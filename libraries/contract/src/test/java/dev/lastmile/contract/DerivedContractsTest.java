package dev.lastmile.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lastmile.contract.DerivedContracts.Task;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Compares with the files that projects wrote before they were derived. */
class DerivedContractsTest {
    private final DataContract iris = withRoles(DataContract.parse("lake.raw.iris", Contracts.earlier("raw.iris")));

    @Test
    void theFeaturesOfIrisDifferFromTheFileInRolesAndOneComment() {
        DataContract derived = DerivedContracts.features(iris, "lake.interim.iris_features");
        DataContract file = file("interim.iris_features");
        assertThat(bare(derived)).isEqualTo(bare(file));
        assertThat(derived.rules()).isEqualTo(file.rules());
        assertThat(differences(derived, file))
                .containsExactly("sepal_length, sepal_width, petal_length, petal_width, as the feature pipeline has"
                        + " transformed them / sepal_length, sepal_width, petal_length, petal_width, as the feature"
                        + " pipeline has scaled them");
        assertThat(derived.columns())
                .extracting(ContractColumn::role)
                .containsExactly(Role.KEY, Role.FEATURE, Role.LABEL, Role.SPLIT);
    }

    @Test
    void thePredictionsOfIrisDifferFromTheFileInWords() {
        DataContract derived =
                DerivedContracts.predictions(iris, "lake.processed.iris_predictions", Task.CLASSIFICATION);
        DataContract file = file("processed.iris_predictions");
        assertThat(bare(derived)).isEqualTo(bare(file));
        assertThat(differences(derived, file))
                .containsExactly(
                        "the most probable species / the likeliest species",
                        "the registered model / the registered classifier",
                        "the registered features that the model was trained on / the registered features that the"
                                + " classifier was trained on");
    }

    @Test
    void aRegressorsPredictionIsADouble() {
        DataContract derived = DerivedContracts.predictions(iris, "lake.processed.x", Task.REGRESSION);
        assertThat(derived.column(DerivedContracts.PREDICTION).orElseThrow().type())
                .isEqualTo(ColumnType.Scalar.DOUBLE);
        assertThat(derived.column(DerivedContracts.PROBABILITY)).isEmpty();
    }

    @Test
    void withoutASplitInTheDataTheFeaturesHaveOne() {
        DataContract raw = Contracts.contract("id|string|false|{\"role\":\"key\"}", "größe in cm|double|true");
        DataContract derived = DerivedContracts.features(raw, "lake.interim.x");
        assertThat(derived.columns()).extracting(ContractColumn::name).containsExactly("id", "features", "split");
        assertThat(derived.column("split").orElseThrow().values().allowed())
                .containsExactly("train", "validation", "test");
        assertThat(derived.column("features").orElseThrow().comment()).startsWith("grosse_in_cm, as ");
    }

    @Test
    void rolesThatAreMissingAreNamedTogether() {
        DataContract raw = Contracts.contract("x|double|true");
        assertThatThrownBy(() -> DerivedContracts.predictions(raw, "lake.processed.x", Task.REGRESSION))
                .isInstanceOf(ContractException.class)
                .hasMessage("""
                        Contract lake.raw.flowers has 2 errors:
                          no column has the role key. Write "role": "key" into the metadata of one.
                          no column has the role label. Write "role": "label" into the metadata of one.""");
    }

    private static DataContract withRoles(DataContract raw) {
        List<ContractColumn> columns = raw.columns().stream()
                .map(column -> switch (column.name()) {
                    case "species" -> column.withRole(Role.LABEL);
                    case "split" -> column.withRole(Role.SPLIT);
                    default -> column;
                })
                .toList();
        return DataContract.of(raw.dataset(), columns, raw.rules());
    }

    private static DataContract file(String dataset) {
        return DataContract.parse("lake." + dataset, Contracts.earlier(dataset));
    }

    /** Without comments, and without the roles that the files do not have yet. */
    private static List<ContractColumn> bare(DataContract contract) {
        return contract.columns().stream()
                .map(column -> column.withComment("").withRole(column.role() == Role.KEY ? Role.KEY : Role.FEATURE))
                .toList();
    }

    private static List<String> differences(DataContract derived, DataContract file) {
        return derived.columns().stream()
                .filter(column -> !column.comment()
                        .equals(file.column(column.name()).orElseThrow().comment()))
                .map(column -> column.comment() + " / "
                        + file.column(column.name()).orElseThrow().comment())
                .toList();
    }
}
