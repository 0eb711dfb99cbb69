package dev.lastmile.pipeline.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lastmile.lake.Contract;
import dev.lastmile.lake.DatasetName;
import dev.lastmile.pipeline.StepException;
import dev.lastmile.pipeline.ingest.text.TextFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ProjectDatasetsTest {
    private static final String CONTRACT = """
            {"type": "struct", "fields": [
              {"name": "id", "type": "long", "nullable": false, "metadata": {"key": true}},
              {"name": "age", "type": "integer", "nullable": true, "metadata": {}},
              {"name": "plan", "type": "string", "nullable": false, "metadata": {}},
              {"name": "since", "type": "date", "nullable": false, "metadata": {"role": "time"}},
              {"name": "churned", "type": "string", "nullable": false, "metadata": {"role": "label", "allowed": ["no", "yes"]}},
              {"name": "split", "type": "string", "nullable": false, "metadata": {"role": "split", "allowed": ["train", "test"]}}]}
            """;

    @Test
    void allNamesFollowFromTheDataset() {
        ProjectDatasets datasets = datasets(Map.of());

        assertThat(List.of(datasets.raw(), datasets.features(), datasets.predictions()))
                .extracting(contract -> contract.dataset().toString())
                .containsExactly(
                        "lake.raw.customers",
                        "lake.interim.customers_features",
                        "lake.processed.customers_predictions");
        assertThat(datasets.featuresModel()).isEqualTo("customers-features");
        assertThat(datasets.model(Map.of())).isEqualTo("customers-model");
        assertThat(datasets.project(Map.of()).name()).isEqualTo("customers");
    }

    @Test
    void theModelKeepsAnOlderName() {
        assertThat(datasets(Map.of("model", "customers-classifier")).model(Map.of()))
                .isEqualTo("customers-classifier");
        assertThat(datasets(Map.of()).model(Map.of("LASTMILE_MODEL", "other"))).isEqualTo("other");
    }

    @Test
    void eachDatasetNamesTheStepThatPublishesIt() {
        ProjectDatasets datasets = datasets(Map.of());

        assertThat(List.of(datasets.raw(), datasets.features(), datasets.predictions()))
                .extracting(contract -> contract.producer().orElseThrow())
                .containsExactly("raw-data", "interim-data", "processed-data");
    }

    @Test
    void columnsComeFromTheirRoles() {
        ProjectDatasets datasets = datasets(Map.of());

        assertThat(datasets.keys()).containsExactly("id");
        assertThat(datasets.featureColumns()).containsExactly("age", "plan");
        assertThat(datasets.label()).isEqualTo("churned");
        assertThat(datasets.split()).isEqualTo("split");
        assertThat(datasets.features().schema().fieldNames()).containsExactly("id", "features", "churned", "split");
    }

    @Test
    void columnsThatAreNotInTheFilesAreDeclared() {
        assertThat(datasets(Map.of()).rawDataset().derivedColumns()).containsExactly("split");
        assertThat(datasets(Map.of("row-id", "id")).rawDataset().derivedColumns())
                .containsExactlyInAnyOrder("id", "split");
        assertThat(datasets(Map.of("split", "file")).rawDataset().derivedColumns())
                .isEmpty();
        assertThat(datasets(Map.of("split", "time", "split.test-from", "2026-01-01"))
                        .rawDataset()
                        .derivedColumns())
                .containsExactly("split");
    }

    @Test
    void aSplitByTimeIsByTheColumnOfThatRoleOrByOneThatIsAFeatureToo() {
        Map<String, String> byTime = Map.of("split", "time", "split.test-from", "2026-01-01", "split.column", "since");

        assertThat(datasets(byTime).rawDataset().derivedColumns()).containsExactly("split");
        assertThat(datasets(byTime).properties().isSplitByTime()).isTrue();
        assertThat(datasets(Map.of()).properties().isSplitByTime()).isFalse();
        assertThatThrownBy(() -> datasets(
                                Map.of("split", "time", "split.test-from", "2026-01-01", "split.column", "until"))
                        .rawDataset())
                .isInstanceOf(StepException.class)
                .hasMessageContaining("split.column=until. Give it a column of the raw contract.");
    }

    @Test
    void theFormatOfTheFileIsRead() {
        TextFormat format = datasets(Map.of(
                        "header", "false",
                        "delimiter", ";",
                        "charset", "ISO-8859-1",
                        "null", "|NA",
                        "trim", "true",
                        "decimal", ",",
                        "zone", "Europe/Berlin"))
                .properties()
                .format();

        assertThat(format)
                .isEqualTo(TextFormat.csv()
                        .withoutHeader()
                        .withDelimiter(';')
                        .withCharset("ISO-8859-1")
                        .withNullTokens(List.of("", "NA"))
                        .withTrim()
                        .withDecimalSeparator(',')
                        .withZone("Europe/Berlin"));
    }

    @Test
    void whatIsWrongIsNamedWithTheRemedy() {
        assertThatThrownBy(() -> datasets(Map.of("splt", "key")))
                .isInstanceOf(StepException.class)
                .hasMessageContaining("splt, which is not a property")
                .hasMessageContaining("split.seed");
        assertThatThrownBy(() -> datasets(Map.of("task", "guess")))
                .hasMessageContaining("task=guess. Give it classification or regression.");
        assertThatThrownBy(() -> datasets(Map.of("split", "group")).rawDataset())
                .hasMessageContaining("split=group, but the raw contract has no column with that role");
        assertThatThrownBy(() -> datasets(Map.of("split.train", "many")).rawDataset())
                .hasMessageContaining("split.train=many. Give it an integer.");
        assertThatThrownBy(
                        () -> datasets(Map.of("delimiter", "::")).properties().format())
                .hasMessageContaining("delimiter=::. Give it one character.");
        assertThatThrownBy(() -> ProjectDatasets.of(
                        DatasetProperties.of(Map.of("dataset", "other")),
                        Contract.parse(new DatasetName("raw", "customers"), CONTRACT)))
                .hasMessageContaining("names the dataset other");
    }

    private static ProjectDatasets datasets(Map<String, String> properties) {
        Map<String, String> all = new TreeMap<>(properties);
        all.put("dataset", "customers");
        return ProjectDatasets.of(
                DatasetProperties.of(all), Contract.parse(new DatasetName("raw", "customers"), CONTRACT));
    }
}
