package dev.lastmile.archetype;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProjectFilesTest {
    private static final byte[] LATIN = "template-data, dev.lastmile.template: café".getBytes(ISO_8859_1);
    private static final byte[] BINARY = "\0dev.lastmile.template".getBytes(UTF_8);

    @TempDir
    Path folder;

    private final Map<String, byte[]> jar = new LinkedHashMap<>();

    @BeforeEach
    void anArchetype() {
        put("META-INF/maven/archetype-metadata.xml", """
                <requiredProperty key="ci">
                  <defaultValue>${groupId.substring(0,0)}none</defaultValue>
                """);
        put("META-INF/maven/dev.lastmile/lastmile-archetype/pom.properties", "version=0.7.0\n");
        put("renames.tsv", "type\tdev.lastmile.template.Old\tdev.lastmile.template.New\n");
        put("parts.properties", "github.when = ci=github\ngithub.files = .github/**\n");
        put("archetype-resources/pom.xml", "stub");
        put("project/pom.xml", "<module>libraries</module>\n<artifactId>template</artifactId>\n");
        put("project/mvnw", "#!/bin/sh\r\necho template-data\n");
        put("project/.gitignore", "target/\n");
        put("project/.github/ci.yml", "on: push\n");
        put(
                "project/template-data/src/dev/lastmile/template/A.java",
                "import dev.lastmile.template.B;\nimport dev.lastmile.lake.C;\n");
        jar.put("project/template-data/latin.txt", LATIN);
        jar.put("project/template-data/picture", BINARY);
        put("project/.mvn/repository/dev/lastmile/template-data.pom", "<name>template</name>");
        put("project/.mvn/repository/dev/lastmile/_remote.repositories", "this machine");
    }

    @Test
    void theTreeIsThatOfTheAnswersWithItsRecordAndItsBase() throws IOException {
        ProjectFiles project = project();

        assertThat(project.files().keySet())
                .containsExactly(
                        ".github/ci.yml",
                        ".gitignore",
                        ".lastmile.properties",
                        ".lastmile/base.zip",
                        ".lastmile/base.zip.sha256",
                        ".mvn/repository/dev/lastmile/template-data.pom",
                        "churn-data/latin.txt",
                        "churn-data/picture",
                        "churn-data/src/com/acme/churn/model/A.java",
                        "mvnw",
                        "pom.xml");
        assertThat(text(project, "pom.xml")).isEqualTo("<artifactId>churn</artifactId>\n");
        assertThat(text(project, "mvnw")).isEqualTo("#!/bin/sh\r\necho churn-data\n");
        assertThat(text(project, "churn-data/src/com/acme/churn/model/A.java"))
                .isEqualTo("import com.acme.churn.model.B;\nimport dev.lastmile.lake.C;\n");
        assertThat(text(project, ".lastmile.properties")).contains("archetypeVersion=0.7.0\n", "artifactId=churn\n");
    }

    @Test
    void partsThatWereNotChosenAreNotInIt() throws IOException {
        assertThat(project("ci", "none").files()).doesNotContainKey(".github/ci.yml");
    }

    @Test
    void whatIsNoTextIsNotTouched() throws IOException {
        ProjectFiles project = project();

        assertThat(project.files().get("churn-data/latin.txt")).isEqualTo(LATIN);
        assertThat(project.files().get("churn-data/picture")).isEqualTo(BINARY);
        assertThat(text(project, ".mvn/repository/dev/lastmile/template-data.pom"))
                .isEqualTo("<name>template</name>");
    }

    @Test
    void theBaseIsTheTreeWithoutTheLibrariesAndItself() throws IOException {
        ProjectFiles project = project();

        byte[] zip = project.files().get(BaseArchive.FILE);

        Map<String, byte[]> expected = new LinkedHashMap<>(project.files());
        expected.keySet().removeIf(path -> path.startsWith(".lastmile/") || path.startsWith(ProjectFiles.LIBRARIES));
        assertThat(BaseArchive.read(zip)).containsExactlyEntriesOf(expected);
        assertThat(text(project, BaseArchive.DIGEST_FILE)).isEqualTo(BaseArchive.digestFile(zip));
    }

    @Test
    void theSameAnswersGiveTheSameBytes() throws IOException {
        assertThat(project().sameAs(project())).isTrue();
        assertThat(project().sameAs(project("version", "2"))).isFalse();
        assertThat(project().sameAs(project("ci", "none"))).isFalse();
    }

    @Test
    void scriptsCanBeRunOnceWritten() throws IOException {
        project().write(folder);

        assertThat(folder.resolve("mvnw")).isExecutable();
        assertThat(Files.isExecutable(folder.resolve("pom.xml"))).isFalse();
        assertThat(folder.resolve("churn-data/src/com/acme/churn/model/A.java")).isRegularFile();
    }

    @Test
    void theDefaultsAreThoseOfTheDescriptor() throws IOException {
        assertThat(template().defaults()).containsExactly(Map.entry("ci", "none"));
    }

    private ProjectFiles project(String... others) throws IOException {
        return ProjectFiles.of(template(), Example.options(others));
    }

    private Template template() throws IOException {
        Path file = Files.createTempFile(folder, "archetype", ".jar");
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(file))) {
            for (Map.Entry<String, byte[]> entry : jar.entrySet()) {
                out.putNextEntry(new ZipEntry(entry.getKey()));
                out.write(entry.getValue());
            }
        }
        try (JarFile open = new JarFile(file.toFile())) {
            return new Template(open);
        }
    }

    private void put(String path, String content) {
        jar.put(path, content.getBytes(UTF_8));
    }

    private static String text(ProjectFiles project, String path) {
        return new String(project.files().get(path), UTF_8);
    }
}
