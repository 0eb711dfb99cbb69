package dev.lastmile.archetype;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RenamerTest {
    private static final Set<String> LIVE = Set.of(
            "pom.xml",
            "template-data/pom.xml",
            "template-model/pom.xml",
            "template-serving/pom.xml",
            "bin/template-update");

    private final Renamer renamer = renamer();

    @Test
    void thePomsHaveTheGroupIdWhereTheLiveOneIsAndThePackageElsewhere() {
        assertThat(
                        renamer.text(
                                "template-model/pom.xml",
                                "<groupId>dev.lastmile.template</groupId><mainClass>dev.lastmile.template.model.Main</mainClass>"))
                .isEqualTo("<groupId>com.acme</groupId><mainClass>com.acme.churn.model.model.Main</mainClass>");
    }

    @Test
    void aGroupIdThatIsTheLivePackageStaysAGroupId() {
        Renamer same = renamer("groupId", "dev.lastmile.template", "package", "com.acme");

        assertThat(same.text("pom.xml", "<groupId>dev.lastmile.template</groupId><x>dev.lastmile.template.A</x>"))
                .isEqualTo("<groupId>dev.lastmile.template</groupId><x>com.acme.A</x>");
    }

    @Test
    void theLibrariesKeepTheirGroupIdAndTheirVersion() {
        String libraries = "<lastmile.version>0.1.0</lastmile.version><groupId>dev.lastmile</groupId>"
                + "<artifactId>lastmile-bom-jobs</artifactId><version>0.1.0</version>";

        assertThat(renamer.text("pom.xml", libraries)).isEqualTo(libraries);
    }

    @Test
    void theProjectsOwnPomsHaveItsVersion() {
        assertThat(renamer.text("docs/pom.xml", "<artifactId>template-docs</artifactId>\n  <version>0.1.0</version>"))
                .isEqualTo("<artifactId>churn-docs</artifactId>\n  <version>1.0.0-SNAPSHOT</version>");
        assertThat(renamer.text(
                        "template-data/pom.xml",
                        "<parent><artifactId>template</artifactId>\n<version>0.1.0</version></parent>"))
                .isEqualTo("<parent><artifactId>churn</artifactId>\n<version>1.0.0-SNAPSHOT</version></parent>");
    }

    @Test
    void thePomsNameIsTheArtifactId() {
        assertThat(renamer.text("docs/pom.xml", "<name>template</name>")).isEqualTo("<name>churn</name>");
    }

    @Test
    void theJavaVersionIsThatOfCompilerImageAndCi() {
        assertThat(renamer.text("pom.xml", "<maven.compiler.release>17</maven.compiler.release><v>17</v>"))
                .isEqualTo("<maven.compiler.release>21</maven.compiler.release><v>17</v>");
        assertThat(renamer.text(".java-version", "17\n")).isEqualTo("21\n");
        assertThat(renamer.text("seventeen.csv", "17\n18\n")).isEqualTo("17\n18\n");
        assertThat(renamer.text(".gitlab-ci.yml", "java17: &java17 eclipse-temurin:17.0.1-jdk\n  image: *java17\n"))
                .isEqualTo("java17: &java17 eclipse-temurin:17.0.1-jdk\n  image: *java21\n");
        assertThat(renamer.text("Dockerfile", "ARG JAVA_VERSION=17\n")).isEqualTo("ARG JAVA_VERSION=21\n");
        assertThat(renamer.text("README.md", "JDK 17 or newer; 17.3 %")).isEqualTo("JDK 21 or newer; 17.3 %");
    }

    @Test
    void modulesAreRenamedInTextsAndPaths() {
        assertThat(renamer.text("Makefile", "find template-* -name x; cd template-data/src; ./template-model\n"))
                .isEqualTo("find churn-* -name x; cd churn-data/src; ./churn-model\n");
        assertThat(renamer.text("serving.yaml", "name: template-serving-management"))
                .isEqualTo("name: churn-serving-management");
        assertThat(renamer.path("template-data/src/main/java/dev/lastmile/template/data/Iris.java"))
                .isEqualTo("churn-data/src/main/java/com/acme/churn/model/data/Iris.java");
    }

    @Test
    void whatIsNoModuleKeepsTheWordTemplate() {
        String text = "make template-update; a template-datamodel, my-template-data, template_x, a template";

        assertThat(renamer.text("docs/src/update.adoc", text)).isEqualTo(text);
        assertThat(renamer.path("bin/template-update")).isEqualTo("bin/template-update");
    }

    @Test
    void classesMoveToThePackageInDotsAndInSlashes() {
        assertThat(renamer.text("a.properties", "dev.lastmile.template.A dev/lastmile/template/A dev.lastmile.lake.B"))
                .isEqualTo("com.acme.churn.model.A com/acme/churn/model/A dev.lastmile.lake.B");
    }

    @ParameterizedTest
    @ValueSource(strings = {"my-template_x", "template-data", "template"})
    void anArtifactIdWithTheWordTemplateIsPutInOnce(String artifactId) {
        Renamer awkward = renamer("artifactId", artifactId);

        assertThat(awkward.path("template-data/pom.xml")).isEqualTo(artifactId + "-data/pom.xml");
        assertThat(
                        awkward.text(
                                "template-data/pom.xml",
                                "<artifactId>template</artifactId><version>0.1.0</version><artifactId>template-data</artifactId>"))
                .isEqualTo("<artifactId>" + artifactId + "</artifactId><version>1.0.0-SNAPSHOT</version><artifactId>"
                        + artifactId + "-data</artifactId>");
    }

    @Test
    void aDollarOrABackslashIsALetterLikeOthers() {
        Map<Option, String> values = new EnumMap<>(Option.class);
        for (Option option : Option.values()) {
            values.put(option, "a$1\\b");
        }
        values.put(Option.TRACKING, "embedded");
        Renamer awkward = new Renamer(new Options(values), LIVE);

        assertThat(awkward.path("template-data/dev/lastmile/template/A")).isEqualTo("a$1\\b-data/a$1\\b/A");
        assertThat(awkward.text(
                        "pom.xml",
                        "<groupId>dev.lastmile.template</groupId><artifactId>template</artifactId><version>0.1.0</version>"
                                + "<maven.compiler.release>17<"))
                .isEqualTo("<groupId>a$1\\b</groupId><artifactId>a$1\\b</artifactId><version>a$1\\b</version>"
                        + "<maven.compiler.release>a$1\\b<");
        assertThat(awkward.text("x", "dev.lastmile.template.A template-model")).isEqualTo("a$1\\b.A a$1\\b-model");
        assertThat(awkward.text("README.md", "# template\n")).isEqualTo("# a$1\\b\n");
        assertThat(awkward.text("docker-compose.yml", "name: template\n")).isEqualTo("name: a$1\\b\n");
        assertThat(awkward.text("make/image.mk", "${IMAGE:-template-serving}\n"))
                .isEqualTo("${IMAGE:-a$1\\b-serving}\n");
    }

    @Test
    void containersAndImagesHaveLowerCaseNames() {
        Renamer upper = renamer("artifactId", "MyModel");

        assertThat(upper.text("docker-compose.yml", "name: template\nx: template"))
                .isEqualTo("name: mymodel\nx: template");
        assertThat(upper.text("databricks.yml", "bundle:\n  name: template\n")).isEqualTo("bundle:\n  name: mymodel\n");
        assertThat(upper.text(
                        "make/image.mk",
                        "${IMAGE:-template-serving} ${JOBS_IMAGE:-template-model}\nF := template-serving/D"))
                .isEqualTo("${IMAGE:-mymodel-serving} ${JOBS_IMAGE:-mymodel-model}\nF := MyModel-serving/D");
    }

    @ParameterizedTest
    @ValueSource(strings = {"embedded embedded", "mlflow stack", "databricks databricks"})
    void theProfileIsThatOfTheTracking(String trackingAndProfile) {
        String[] words = trackingAndProfile.split(" ");

        assertThat(renamer("tracking", words[0]).text("Makefile", "# PROFILE\nPROFILE ?= embedded\n"))
                .isEqualTo("# PROFILE\nPROFILE ?= " + words[1] + "\n");
    }

    private static Renamer renamer(String... others) {
        return new Renamer(Example.options(others), LIVE);
    }
}
