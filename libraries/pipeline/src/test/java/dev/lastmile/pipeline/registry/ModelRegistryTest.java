package dev.lastmile.pipeline.registry;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.lastmile.pipeline.Project;
import dev.lastmile.pipeline.StepException;
import dev.lastmile.tracking.ModelVersion;
import dev.lastmile.tracking.TrackingClient;
import dev.lastmile.tracking.TrackingConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelRegistryTest {
    @TempDir
    Path root;

    @Test
    void aModelWithoutTheDigestOfItsFeaturesIsNotPaired() {
        // The tags alone decide, so that no server is asked.
        TrackingConfig nowhere = TrackingConfig.fromEnvironment(Map.of("MLFLOW_TRACKING_URI", "http://127.0.0.1:1"));
        ModelVersion model =
                version(Map.of("lastmile.features.name", "tree-features", "lastmile.features.version", "7"));
        try (TrackingClient tracking = new TrackingClient(nowhere)) {
            ModelRegistry registry = new ModelRegistry(new Project("trees", root, Map.of()), tracking);

            assertThatThrownBy(() -> registry.pair(model))
                    .isInstanceOf(StepException.class)
                    .hasMessage("trees/3 has no tag lastmile.features.digest, which the training step sets."
                            + " Run: make pipeline, or promote another version.");
        }
    }

    @Test
    void aModelWithoutItsOwnDigestIsNotLoaded() throws IOException {
        byte[] file = "a graph".getBytes(StandardCharsets.UTF_8);
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            boolean address = exchange.getRequestURI().getPath().endsWith("get-download-uri");
            byte[] body = address ? "{\"artifact_uri\": \"mlflow-artifacts:/1/model\"}".getBytes() : file;
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        String uri = "http://127.0.0.1:" + server.getAddress().getPort();
        try (TrackingClient tracking =
                new TrackingClient(TrackingConfig.fromEnvironment(Map.of("MLFLOW_TRACKING_URI", uri)))) {
            ModelRegistry registry = new ModelRegistry(new Project("trees", root, Map.of()), tracking);

            assertThatThrownBy(() -> registry.onnx(version(Map.of())))
                    .isInstanceOf(StepException.class)
                    .hasMessageStartingWith(
                            "trees version 3 has no tag lastmile.digest, so its file cannot be verified. Promote another"
                                    + " version, or set the tag to sha256:");
            assertThatThrownBy(() -> registry.onnx(version(Map.of("lastmile.digest", "sha256:00"))))
                    .isInstanceOf(StepException.class)
                    .hasMessageStartingWith("model.onnx of trees version 3 has digest sha256:")
                    .hasMessageEndingWith(
                            "but sha256:00 was registered. The artifact was changed; promote another version.");
        } finally {
            server.stop(0);
        }
    }

    private static ModelVersion version(Map<String, String> tags) {
        return new ModelVersion("trees", "3", "READY", "run-1", "runs:/run-1/model", tags, List.of());
    }
}
