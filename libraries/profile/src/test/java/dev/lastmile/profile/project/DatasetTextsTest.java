package dev.lastmile.profile.project;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class DatasetTextsTest {
    private static final String TUTORIAL = "{\"sepal_length\": 6.1}\n";

    private static SortedMap<String, String> changed(DatasetTexts texts, Map<String, String> files) {
        SortedMap<String, byte[]> bytes = new TreeMap<>();
        files.forEach((path, text) -> bytes.put(path, text.getBytes(StandardCharsets.UTF_8)));
        SortedMap<String, String> changed = new TreeMap<>();
        texts.apply(bytes).forEach((path, text) -> changed.put(path, new String(text, StandardCharsets.UTF_8)));
        return changed;
    }

    private static String changed(String path, String text) {
        return changed(new DatasetTexts("iris", "customers", "{}"), Map.of(path, text))
                .get(path);
    }

    @Test
    void tablesAndModelsHaveTheNewName() {
        assertThat(changed("Makefile", "(ARGS=\"--dataset=interim.iris_features\") lake.raw.iris, iris-model 1\n"))
                .isEqualTo("(ARGS=\"--dataset=interim.customers_features\") lake.raw.customers, customers-model 1\n");
        assertThat(changed("docs/src/lake.adoc", "`contracts/raw.iris.json` iris-features\n"))
                .isEqualTo("`contracts/raw.customers.json` customers-features\n");
    }

    @Test
    void whatOnlyLooksLikeThemStays() {
        String text = "raw.irises draw.iris iris-model-2 my-iris-model Iris iris iris-classifier processed.iris_old\n";

        assertThat(changed("docs/src/lake.adoc", text)).isEqualTo(text);
        assertThat(changed("docs/src/update.adoc", "raw.iris\n")).isEqualTo("raw.iris\n");
        assertThat(changed("bin/step", "raw.iris\n")).isEqualTo("raw.iris\n");
    }

    @Test
    void theTutorialOfTheExampleGoesWithTheLinksToIt() {
        Map<String, String> changed = changed(
                new DatasetTexts("iris", "customers", ""),
                Map.of(
                        "docs/src/tutorial.adoc", TUTORIAL,
                        "docs/src/_nav.adoc", "* xref:index.adoc[A]\n* xref:tutorial.adoc[B]\n",
                        "README.md", "a\n[B](docs/src/tutorial.adoc) b\nc\n"));

        assertThat(changed)
                .containsOnly(
                        Map.entry("docs/src/_nav.adoc", "* xref:index.adoc[A]\n"), Map.entry("README.md", "a\nc\n"));
    }

    @Test
    void aTutorialOfOnesOwnStaysWithItsLinks() {
        Map<String, String> files =
                Map.of("docs/src/tutorial.adoc", "Mine.\n", "docs/src/_nav.adoc", "* xref:tutorial.adoc[B]\n");

        assertThat(changed(new DatasetTexts("iris", "customers", ""), files)).isEqualTo(files);
    }

    @Test
    void theReadmeHasARequestOfTheDatasetInPlaceOfTheOutputOfTheExample() {
        String readme = "It starts with Iris as its dataset; [make it yours](docs/x.adoc) goes from there.\n\n"
                + "What `make demo` prints, in about three minutes:\n\n```\nlake.raw.iris\n```\n\n`make stop` ends.\n";
        String first = changed("README.md", readme);

        assertThat(first)
                .startsWith("Its dataset is `customers`; [make it yours](docs/x.adoc) shows how to go on from here.\n\n"
                        + "A request for one row of `customers`, once")
                .contains("<< 'JSON'\n{}\nJSON\n```\n\n`make stop` ends.\n");

        String second = changed(
                        new DatasetTexts("customers", "clients", "{\"name\": \"$1 ü\"}"), Map.of("README.md", first))
                .get("README.md");

        assertThat(second)
                .contains("Its dataset is `clients`;", "<< 'JSON'\n{\"name\": \"$1 ü\"}\nJSON")
                .doesNotContain("customers", "{}");
    }

    @Test
    void theNoticeOfTheExamplesDataGoesAndOnesOwnStays() {
        String head = "Template\n  Ours.\n\n";
        String tail = "\nComponents\n  Many.\n";
        String own = head + "Data\n  From the city of Bern, CC0.\n" + tail;

        assertThat(changed("NOTICE", head + "Data\n  R. A. Fisher's of 1936,\n  CC BY 4.0\n" + tail))
                .isEqualTo(
                        head + "Data\n  Say here whose the data of `customers` are, and under which licence.\n" + tail);
        assertThat(changed("NOTICE", own)).isEqualTo(own);
    }
}
