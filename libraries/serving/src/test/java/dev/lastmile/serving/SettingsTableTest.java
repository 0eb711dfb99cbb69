package dev.lastmile.serving;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** With {@code -Dexpected.write=true} the page's tables are written and not compared. */
class SettingsTableTest {
    private static final Path PAGES = Path.of("../../docs/src");
    private static final Path SERVING = Path.of("src/main/java/dev/lastmile/serving/ServingConfig.java");
    private static final Path LOG = Path.of("../prediction-log/src/main/java/dev/lastmile/serving/internal/log");
    private static final Path DEFAULTS = Path.of("src/main/resources/META-INF/microprofile-config.properties");

    @Test
    void theTablesOfTheDocumentationAreThoseOfTheCode() throws IOException {
        isWritten("_serving-settings.adoc", SettingsTable.asciidoc(SERVING, SERVING));
        isWritten(
                "_log-settings.adoc",
                SettingsTable.asciidoc(LOG.resolve("LogConfig.java"), LOG.resolve("LogAddress.java")));
        isWritten("_serving-limits.adoc", SettingsTable.limits(DEFAULTS));
    }

    @Test
    void everySettingIsInTheTable() throws IOException {
        assertThat(SettingsTable.methods(SERVING))
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(ServingConfig.class.getDeclaredMethods())
                        .filter(method -> !method.isSynthetic())
                        .map(Method::getName)
                        .toList());
        assertThat(SettingsTable.methods(LOG.resolve("LogConfig.java"))).contains("enabled", "file", "omit");
    }

    private static void isWritten(String page, String text) throws IOException {
        Path file = PAGES.resolve(page);
        if (Boolean.getBoolean("expected.write")) {
            Files.writeString(file, text);
        }
        assertThat(file).as("make update-expected writes it again").hasContent(text);
    }
}
