package dev.lastmile.trackingserver.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lastmile.trackingserver.protocol.ProtocolException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArtifactPathTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "..",
                "a/..",
                "../a",
                "a/../../b",
                "/a",
                "//a",
                "a\\b",
                "..\\a",
                "C:/a",
                "c:/a",
                "C%3A/x",
                "..%252f..%252fetc/passwd",
                "a/%2e%2e/b",
                "1/x?y=../..",
                "1/#/../..",
                "run #3.txt",
                "%2e%2e/a",
                "a/%2E%2E/b",
                "a%2f..%2fb",
                "%252e%252e/a",
                "%25252e%25252e/a",
                "a%5cb",
                "%2fa",
                "a\0b",
                "a%00b",
                "a\nb",
                "a#b",
                "a%23b",
                ".uploads/a",
                ".Uploads/a",
                ".UPLOADS/a",
                ".upload\u017f/a",
                ".up\u200dloads/a",
                ".\uff55ploads/a",
                "./.uploads"
            })
    void aPathThatCouldMeanAnotherPlaceIsRejected(String path) {
        assertThatThrownBy(() -> ArtifactPath.parse(path))
                .isInstanceOf(ProtocolException.class)
                .hasMessageMatching("Invalid path: '.*' (is|has|begins|leads) .*\\. Choose another name\\.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a",
                "a/b.txt",
                "a b/ü+é",
                "...",
                "a..b/..c",
                "100%",
                "50%25",
                "a/.uploads",
                "-rf",
                "t:1.csv",
                "c:a",
                "100%.csv",
                "a+b.txt",
                "50%25.csv"
            })
    void whatStaysBelowIsKeptAsItIs(String path) {
        assertThat(ArtifactPath.parse(path)).hasToString(path);
    }

    @Test
    @Timeout(5)
    void aPathThatTakesLongToReadIsRejected() {
        for (String path : List.of(
                "%" + "25".repeat(3000) + "41", "%" + "25".repeat(800_000), "a/".repeat(800_000), "a".repeat(8001))) {
            assertThatThrownBy(() -> ArtifactPath.parse(path))
                    .isInstanceOf(ProtocolException.class)
                    .hasMessageMatching("Invalid path: '.{200}…' is (encoded more than 10 times|longer than 8000"
                            + " characters)\\. Choose another name\\.");
        }
    }

    @Test
    void emptyPartsAreLeftOut() {
        assertThat(ArtifactPath.parse("a//./b/")).hasToString("a/b");
        assertThat(ArtifactPath.parse("")).isEqualTo(ArtifactPath.ROOT);
    }

    @Test
    void addressesAreComparedByTheirFolders() {
        assertThat(ArtifactUri.isWithin("mlflow-artifacts:/1/run/artifacts/model", "mlflow-artifacts:/1/run/artifacts"))
                .isTrue();
        assertThat(ArtifactUri.isWithin("mlflow-artifacts:/1/run/artifactsx", "mlflow-artifacts:/1/run/artifacts"))
                .isFalse();
        assertThat(ArtifactUri.isWithin("mlflow-artifacts:/1", "mlflow-artifacts:/1/run/artifacts"))
                .isFalse();
        assertThat(ArtifactUri.isWithin("MLflow-Artifacts:/1/run/artifacts/model", "mlflow-artifacts:/1/run/artifacts"))
                .isTrue();
        assertThat(ArtifactUri.isWithin(
                        "mlflow-artifacts://host:5000/1/run/artifacts/model", "mlflow-artifacts:/1/run/artifacts"))
                .isFalse();
        assertThat(ArtifactUri.isWithin(
                        "mlflow-artifacts://host:5000/1/run/artifacts/model",
                        "mlflow-artifacts://host:5000/1/run/artifacts"))
                .isTrue();
        assertThat(ArtifactUri.isWithin("s3://bucket/1", "mlflow-artifacts:/1")).isFalse();
    }
}
