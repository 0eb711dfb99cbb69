package dev.lastmile.archetype;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CiTest {
    private static final String GITHUB =
            "# Tests the project, runs its pipeline from the raw file to an answer of the service, and builds the image.\n"
                    + "      - run: make test\n      - run: make demo\n      - run: make stop\n        if: always()\n"
                    + "      - run: make image\n";
    private static final String GITLAB =
            "  script:\n    - make test\n    - make demo\n  after_script:\n    - make stop\n"
                    + "  artifacts:\n    when: always\n";

    @Test
    void theDemoStaysWhereTheServerCanBeStarted() {
        assertThat(of("embedded", ".github/workflows/ci.yml", GITHUB)).isEqualTo(GITHUB);
        assertThat(of("mlflow", ".github/workflows/ci.yml", GITHUB)).isEqualTo(GITHUB);
        assertThat(of("embedded", ".gitlab-ci.yml", GITLAB)).isEqualTo(GITLAB);
    }

    @Test
    void itGoesWhereItCannotWithWhatCleansUpAfterIt() {
        assertThat(of("databricks", ".github/workflows/ci.yml", GITHUB))
                .isEqualTo(
                        "# Tests the project and builds the image.\n      - run: make test\n      - run: make image\n");
        assertThat(of("mlflow", ".gitlab-ci.yml", GITLAB))
                .isEqualTo("  script:\n    - make test\n  artifacts:\n    when: always\n");
    }

    @Test
    void noOtherFileLosesAnything() {
        assertThat(of("databricks", "README.md", "    - make demo\n")).isEqualTo("    - make demo\n");
    }

    private static String of(String tracking, String path, String text) {
        Map<String, String> given = new HashMap<>(Map.of(
                "groupId", "com.acme",
                "artifactId", "churn",
                "package", "com.acme.churn",
                "version", "1",
                "javaVersion", "17",
                "ci", "github",
                "notebooks", "yes",
                "airflow", "yes"));
        given.put("tracking", tracking);
        return Ci.of(Answers.of(given), path, text);
    }
}
