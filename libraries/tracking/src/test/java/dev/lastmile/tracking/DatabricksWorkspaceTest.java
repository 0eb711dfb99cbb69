package dev.lastmile.tracking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DatabricksWorkspaceTest {
    private static final String PROFILES = """
            ; made by databricks configure
            [DEFAULT]
            host  = https://default.cloud.databricks.com/
            token = t-default

            [prod]
            host = prod.cloud.databricks.com
            token = t-prod
            [oauth]
            host = https://oauth.cloud.databricks.com
            auth_type = databricks-cli
            """;

    @TempDir
    Path home;

    private Path file;

    @BeforeEach
    void writeProfiles() throws IOException {
        file = Files.writeString(home.resolve(".databrickscfg"), PROFILES);
    }

    @Test
    void theVariablesGoFirst() {
        DatabricksWorkspace workspace =
                workspace("databricks", "DATABRICKS_HOST", "https://w.example/", "DATABRICKS_TOKEN", "t1");

        assertThat(workspace.host()).isEqualTo(URI.create("https://w.example"));
        assertThat(workspace.token()).isEqualTo("t1");
    }

    @Test
    void withoutVariablesAProfileSaysIt() {
        assertThat(workspace("databricks").token()).isEqualTo("t-default");
        assertThat(workspace("databricks").host()).isEqualTo(URI.create("https://default.cloud.databricks.com"));
        assertThat(workspace("databricks", "DATABRICKS_CONFIG_PROFILE", "prod").token())
                .isEqualTo("t-prod");
    }

    @Test
    void aProfileInTheAddressGoesBeforeTheVariables() {
        DatabricksWorkspace workspace =
                workspace("databricks://prod", "DATABRICKS_HOST", "https://w.example", "DATABRICKS_TOKEN", "t1");

        assertThat(workspace.host()).isEqualTo(URI.create("https://prod.cloud.databricks.com"));
        assertThat(workspace.token()).isEqualTo("t-prod");
    }

    @Test
    void theFileMayBeElsewhere() throws IOException {
        Path other = Files.writeString(home.resolve("other.cfg"), "[DEFAULT]\nhost=https://o.example\ntoken=t-other\n");

        assertThat(workspace("databricks", "DATABRICKS_CONFIG_FILE", other.toString())
                        .token())
                .isEqualTo("t-other");
        assertThat(workspace("databricks", "DATABRICKS_CONFIG_FILE", "~/other.cfg")
                        .token())
                .isEqualTo("t-other");
    }

    @Test
    void anUnknownProfileIsNamedWithTheFileAndItsProfiles() {
        assertThatThrownBy(() -> workspace("databricks://staging"))
                .isInstanceOf(TrackingException.class)
                .hasMessage(file + " has no profile staging; it has DEFAULT, prod, oauth. Add [staging] with host and"
                        + " token, or set DATABRICKS_HOST and DATABRICKS_TOKEN.");
    }

    @Test
    void aProfileWithoutATokenIsNamed() {
        assertThatThrownBy(() -> workspace("databricks://oauth"))
                .isInstanceOf(TrackingException.class)
                .hasMessageStartingWith("The token of the profile oauth in " + file + " is missing.");
    }

    @Test
    void halfOfTheVariablesIsNotFilledUpFromTheFile() {
        assertThatThrownBy(() -> workspace("databricks", "DATABRICKS_HOST", "https://w.example"))
                .isInstanceOf(TrackingException.class)
                .hasMessageStartingWith("DATABRICKS_HOST is set and DATABRICKS_TOKEN is not. Set DATABRICKS_TOKEN too");
        assertThatThrownBy(() -> workspace("databricks", "DATABRICKS_TOKEN", "s3cret"))
                .isInstanceOf(TrackingException.class)
                .hasMessageStartingWith("DATABRICKS_TOKEN is set and DATABRICKS_HOST is not.")
                .hasMessageNotContaining("s3cret");
    }

    @Test
    void withoutVariablesAndWithoutAFileBothAreNamed() throws IOException {
        Files.delete(file);

        assertThatThrownBy(() -> workspace("databricks"))
                .isInstanceOf(TrackingException.class)
                .hasMessage("The file " + file + " cannot be read (NoSuchFileException), and DATABRICKS_HOST and"
                        + " DATABRICKS_TOKEN are not set. Set these, or make the file: databricks configure");
    }

    @Test
    void aFileThatIsNoTextIsNamed() throws IOException {
        Files.write(file, new byte[] {(byte) 0xff, (byte) 0xfe, 0, 'a'});

        assertThatThrownBy(() -> workspace("databricks"))
                .isInstanceOf(TrackingException.class)
                .hasMessageContaining(file + " is no text");
    }

    @ParameterizedTest
    @ValueSource(strings = {"databricks:", "databricks://", "databricks:prod", "databricks://prod/more"})
    void anAddressOfAnotherFormIsRejected(String address) {
        assertThatThrownBy(() -> workspace(address))
                .isInstanceOf(TrackingException.class)
                .hasMessageStartingWith("MLFLOW_TRACKING_URI is '" + address + "'. Set it to databricks, or to");
    }

    @Test
    void aTokenIsInNoMessage() {
        assertThatThrownBy(() ->
                        workspace("databricks", "DATABRICKS_HOST", "https://w.example", "DATABRICKS_TOKEN", "s3 cret"))
                .isInstanceOf(TrackingException.class)
                .hasMessageStartingWith("DATABRICKS_TOKEN has a space")
                .hasMessageNotContaining("s3");
        assertThat(workspace("databricks"))
                .hasToString("DatabricksWorkspace[host=https://default.cloud.databricks.com]");
    }

    @Test
    void theTrackingAddressIsTheWorkspace() {
        TrackingConfig config = TrackingConfig.fromEnvironment(
                Map.of("MLFLOW_TRACKING_URI", "databricks", "HOME", home.toString(), "MLFLOW_TRACKING_TOKEN", "other"));

        assertThat(config.isDatabricks()).isTrue();
        assertThat(config.uri()).isEqualTo(URI.create("https://default.cloud.databricks.com"));
        assertThat(config.authorization()).contains("Bearer t-default");
    }

    private DatabricksWorkspace workspace(String address, String... variables) {
        Map<String, String> environment = new HashMap<>(Map.of("HOME", home.toString()));
        for (int i = 0; i < variables.length; i += 2) {
            environment.put(variables[i], variables[i + 1]);
        }
        return DatabricksWorkspace.of(address, environment);
    }
}
