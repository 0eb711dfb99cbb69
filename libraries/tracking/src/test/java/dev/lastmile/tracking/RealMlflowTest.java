package dev.lastmile.tracking;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

/** The contract with MLflow itself: the variable holds the path of the {@code mlflow} program, version 3. */
@Tag("real-mlflow")
class RealMlflowTest extends TrackingContract {
    static final String VARIABLE = "LASTMILE_REAL_MLFLOW";

    @TempDir
    static Path data;

    private MlflowServer mlflow;

    @BeforeAll
    void start() throws IOException, InterruptedException {
        mlflow = new MlflowServer(
                System.getenv(VARIABLE),
                data,
                data.resolve("artifacts").toString(),
                Map.of(),
                "--serve-artifacts",
                "--artifacts-destination");
    }

    @AfterAll
    void stop() {
        if (mlflow != null) {
            mlflow.close();
        }
    }

    @Override
    URI server() {
        return mlflow.uri();
    }
}
