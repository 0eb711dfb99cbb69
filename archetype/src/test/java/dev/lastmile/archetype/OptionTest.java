package dev.lastmile.archetype;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OptionTest {
    @ParameterizedTest
    @CsvSource({
        "groupId, com.acme",
        "groupId, acme",
        "groupId, com.acme-labs_2.3x",
        "artifactId, my-model2",
        "artifactId, my-template_x",
        "artifactId, Churn",
        "package, com.acme.churn",
        "package, com.acme_2.ml.team1.churn_model",
        "package, churn",
        "package, javax.churn",
        "version, 1.0.0-SNAPSHOT",
        "version, 2026_11.a",
        "javaVersion, 17",
        "javaVersion, 25",
        "tracking, databricks",
        "ci, none",
        "notebooks, no",
        "airflow, yes",
    })
    void allows(String key, String value) {
        assertThat(Options.of(Example.given(key, value)).get(option(key))).isEqualTo(value);
    }

    @ParameterizedTest
    @CsvSource({
        "groupId, com..acme, dots between them",
        "groupId, com/acme, letters",
        "groupId, '', letters",
        "artifactId, my model, letters",
        "artifactId, ../churn, letters",
        "artifactId, 2churn, a letter first",
        "artifactId, a.b, letters",
        "artifactId, $x, letters",
        "package, 1.foo, starts with a digit",
        "package, com.acme.class, a word of Java",
        "package, com.acme-x, a Java package",
        "package, com.acmé, a Java package",
        "package, com..acme, a Java package",
        "package, java.churn, a Java package",
        "package, java, a Java package",
        "version, 1 0, letters",
        "version, ${revision}, letters",
        "javaVersion, 11, '17, 21 or 25'",
        "tracking, neptune, 'embedded, mlflow or databricks'",
        "ci, GitHub, 'github, gitlab or none'",
        "notebooks, true, yes or no",
        "airflow, '', yes or no",
    })
    void rejectsAndNamesWhatIsAllowed(String key, String value, String allowed) {
        assertThatThrownBy(() -> Options.of(Example.given(key, value)))
                .isInstanceOf(RejectedException.class)
                .hasMessageStartingWith(key + " '" + value + "' is not allowed; allowed are ")
                .hasMessageContaining(allowed)
                .hasMessageEndingWith(".");
    }

    @Test
    void reportsEveryInvalidOptionInOneLine() {
        assertThatThrownBy(() -> Options.of(Example.given("package", "1.foo", "artifactId", "my model", "ci", "maybe")))
                .hasMessageContaining("package '1.foo'")
                .hasMessageContaining("artifactId 'my model'")
                .hasMessageContaining("ci 'maybe'")
                .hasMessageNotContaining("groupId '")
                .satisfies(rejected -> assertThat(rejected.getMessage().lines()).hasSize(1));
    }

    @Test
    void whatAProjectRecordedComesBack() {
        Options options = Example.options("tracking", "mlflow");

        assertThat(Options.recorded(options.record("0.1.0"), Map.of())).isEqualTo(options);
    }

    @Test
    void anOptionThatIsNotRecordedHasTheDefault() {
        String recorded = Example.options().record("0.1.0").replace("airflow=yes\n", "");

        assertThat(Options.recorded(recorded, Map.of("airflow", "no", "ci", "none")))
                .isEqualTo(Example.options("airflow", "no"));
    }

    private static Option option(String key) {
        for (Option option : Option.values()) {
            if (option.key().equals(key)) {
                return option;
            }
        }
        throw new AssertionError(key);
    }
}
