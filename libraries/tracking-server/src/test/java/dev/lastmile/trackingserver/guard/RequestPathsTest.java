package dev.lastmile.trackingserver.guard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lastmile.httpguard.Rejection;
import dev.lastmile.httpguard.RequestSize;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestPathsTest {
    @ParameterizedTest
    @CsvSource({
        "GET, /",
        "GET, /api/2.0/mlflow/runs/get",
        "HEAD, /api/2.0/mlflow-artifacts/artifacts/1/x",
        "POST, /api/2.0/mlflow/runs/search",
        "POST, /ajax-api/2.0/mlflow/experiments/search",
        "POST, /api/2.0/mlflow/registered-models/get-latest-versions",
        "POST, /api/2.0/mlflow/logged-models/search"
    })
    void whatCertainlyChangesNothingReads(String method, String path) {
        assertThat(RequestPaths.reads(method, path)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "POST, /api/2.0/mlflow/runs/create",
        "POST, /api/2.0/mlflow/runs/search/",
        "POST, /api/2.0/mlflow/runs/delete;/search",
        "POST, /api/2.0/mlflow/runs/delete?/search",
        "POST, /x/api/2.0/mlflow/runs/search",
        "PUT, /api/2.0/mlflow/runs/search",
        "PUT, /api/2.0/mlflow-artifacts/artifacts/1/x",
        "DELETE, /api/2.0/mlflow-artifacts/artifacts/1/x",
        "PATCH, /api/2.0/mlflow/registered-models/update",
        "POST, /api/2.0/mlflow-artifacts/mpu/create/x",
        "BREW, /"
    })
    void everythingElseMayWrite(String method, String path) {
        assertThat(RequestPaths.reads(method, path)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        // Artifacts are as large as the disk allows.
        "PUT, /api/2.0/mlflow-artifacts/artifacts/1/x, 1000000000000, 0",
        "PUT, /ajax-api/2.0/mlflow-artifacts/artifacts/1/x, -1, 0",
        "POST, /api/2.0/mlflow/runs/log-inputs, 33554432, 0",
        "POST, /api/2.0/mlflow/runs/log-inputs, 33554433, 413",
        "POST, /api/2.0/mlflow/runs/log-batch, 2097152, 0",
        "POST, /api/2.0/mlflow/runs/log-batch, 2097153, 413",
        "GET, /api/2.0/mlflow/runs/get, 100, 0",
        "GET, /api/2.0/mlflow/runs/get, 2097153, 413",
        "BREW, /api/anything, 2097153, 413",
        "POST, /api/2.0/mlflow-artifacts/artifacts/1/x, 2097153, 413",
        "PUT, /api/2.0/mlflow-artifacts/artifacts, 2097153, 413",
        "PUT, /api/2.0/mlflow-artifacts/artifactsx/1, 2097153, 413",
        "POST, /, 1, 413",
        "POST, /, -1, 413",
        "GET, /health, 1, 413",
        "PUT, /q/health, 1, 413",
        "DELETE, /no/such/path, -1, 413"
    })
    void onlyArtifactsMayBeLarge(String method, String path, long length, int status) {
        assertThat(BodyRules.check(method, path, new RequestSize(length))
                        .map(Rejection::status)
                        .orElse(0))
                .isEqualTo(status);
        assertThat(BodyRules.check(method, path, new RequestSize(0))).isEmpty();
    }
}
