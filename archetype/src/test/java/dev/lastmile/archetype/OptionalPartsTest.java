package dev.lastmile.archetype;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OptionalPartsTest {
    private final Map<String, String> texts = new TreeMap<>();
    private final Map<String, byte[]> binaries = new TreeMap<>();
    private final Properties parts = new Properties();

    @BeforeEach
    void aTemplate() {
        parts.setProperty("lab.when", "notebooks=yes");
        parts.setProperty("lab.files", "lab/**, make/lab.mk, compose/lab.yml, docs/src/lab.adoc, docs/src/lab/**");
        parts.setProperty("embedded.when", "tracking=embedded|mlflow");
        parts.setProperty("embedded.files", "template-tracking/**");
        texts.put("lab/a/One.java", "");
        binaries.put("lab/picture.png", new byte[1]);
        binaries.put("docs/src/lab/picture.png", new byte[1]);
        texts.put("make/lab.mk", "lab:\n");
        texts.put("make/other.mk", "include make/lab.mk\n");
        texts.put("compose/lab.yml", "");
        texts.put("compose/other.yml", "");
        texts.put("docs/src/lab.adoc", "");
        texts.put("docs/src/index.adoc", """
                * xref:data.adoc[Data]
                * xref:lab.adoc[The laboratory]
                include::lab/part.adoc[]
                * in `lab/`, with `make/lab.mk`
                * in the lab, or the `laboratory`
                """);
        texts.put("template-data/pom.xml", "");
        texts.put("template-tracking/pom.xml", "");
        texts.put("pom.xml", """
                <module>template-data</module>
                <module>template-tracking</module>
                <x>template-tracking</x>
                """);
        texts.put("docker-compose.yml", """
                include:
                  - {path: compose/lab.yml}
                  - path: compose/other.yml
                """);
        texts.put("README.md", """
                | `data` | lab |
                | `lab` | notebooks |
                | `lab/` | notebooks |
                [lab](docs/src/lab.adoc)
                | `template-tracking` | a server |
                | `laboratory` | |
                """);
    }

    @Test
    void aPartGoesWithItsFilesItsFoldersAndItsLines() {
        leaveOut("notebooks", "no");

        assertThat(texts.keySet())
                .containsExactly(
                        "README.md",
                        "compose/other.yml",
                        "docker-compose.yml",
                        "docs/src/index.adoc",
                        "make/other.mk",
                        "pom.xml",
                        "template-data/pom.xml",
                        "template-tracking/pom.xml");
        assertThat(binaries).isEmpty();
        assertThat(texts.get("docs/src/index.adoc"))
                .isEqualTo("* xref:data.adoc[Data]\n* in the lab, or the `laboratory`\n");
        assertThat(texts.get("docker-compose.yml")).isEqualTo("include:\n  - path: compose/other.yml\n");
        assertThat(texts.get("README.md"))
                .isEqualTo("| `data` | lab |\n| `template-tracking` | a server |\n| `laboratory` | |\n");
        assertThat(texts.get("make/other.mk")).isEqualTo("include make/lab.mk\n");
    }

    @Test
    void aModuleGoesFromTheRootPomAndTheReadme() {
        leaveOut("tracking", "databricks");

        assertThat(texts).doesNotContainKey("template-tracking/pom.xml");
        assertThat(texts.get("pom.xml")).isEqualTo("<module>template-data</module>\n<x>template-tracking</x>\n");
        assertThat(texts.get("README.md")).doesNotContain("template-tracking").contains("`lab`");
    }

    @Test
    void aModuleThatNoProjectHasGoesFromTheRootPom() {
        texts.put("pom.xml", "<module>archetype</module>\n<module>template-data</module>\n");

        leaveOut("tracking", "embedded");

        assertThat(texts.get("pom.xml")).isEqualTo("<module>template-data</module>\n");
    }

    @Test
    void theLinesOfAPartGoFromItsFileAlone() {
        parts.setProperty("demo.when", "tracking=embedded");
        parts.setProperty("demo.lines..ci.yml", "- make demo, after_script:, - make stop");
        String ci = "script:\n  - make test\n  - make demo\nafter_script:\n  - make stop\n";
        texts.put(".ci.yml", ci);
        texts.put("other.yml", ci);

        leaveOut("tracking", "mlflow");

        assertThat(texts.get(".ci.yml")).isEqualTo("script:\n  - make test\n");
        assertThat(texts.get("other.yml")).isEqualTo(ci);
    }

    @Test
    void whatIsChosenStaysAsItIs() {
        Map<String, String> before = Map.copyOf(texts);

        leaveOut("tracking", "mlflow");

        assertThat(texts).containsExactlyInAnyOrderEntriesOf(before);
        assertThat(binaries).hasSize(2);
    }

    @Test
    void aPartThatHasNoFilesYetIsNotSpokenOfEither() {
        texts.keySet().removeIf(path -> path.startsWith("lab/"));
        binaries.clear();

        leaveOut("notebooks", "no");

        assertThat(texts.get("README.md")).doesNotContain("`lab`", "`lab/`");
    }

    @Test
    void aFolderWithAFileLeftIsStillSpokenOf() {
        parts.setProperty("lab.files", "lab/a/**");

        leaveOut("notebooks", "no");

        assertThat(binaries).containsKey("lab/picture.png");
        assertThat(texts.get("README.md")).contains("| `lab` | notebooks |");
    }

    @Test
    void aComposeFileThatIncludesNothingGoes() {
        texts.put("docker-compose.yml", "name: template\ninclude:\n  - {path: compose/lab.yml}\n");

        leaveOut("notebooks", "no");

        assertThat(texts).doesNotContainKey("docker-compose.yml");
    }

    @Test
    void anOptionThatDoesNotExistIsAnError() {
        parts.setProperty("lab.when", "laboratory=yes");

        assertThatThrownBy(() -> leaveOut("notebooks", "no")).hasMessageContaining("laboratory");
    }

    @Test
    void everyPartOfTheTemplateHasAnOption() throws IOException {
        Properties real = new Properties();
        try (InputStream in = OptionalParts.class.getResourceAsStream("/parts.properties")) {
            real.load(in);
        }

        for (String key : real.stringPropertyNames()) {
            String part = key.substring(0, key.indexOf('.'));
            assertThat(real.stringPropertyNames()).contains(part + ".when");
            assertThat(key).matches("[\\w-]+\\.(when|files|lines\\..+)");
        }
        new OptionalParts(real, Example.options()).leaveOut(texts, binaries);
    }

    private void leaveOut(String key, String value) {
        new OptionalParts(parts, Example.options(key, value)).leaveOut(texts, binaries);
    }
}
