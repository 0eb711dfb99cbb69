package dev.lastmile.trackingserver;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** A new folder of data for the server that all tests of this module share; public for the test framework. */
public class DataFolder implements QuarkusTestResourceLifecycleManager {
    /** Where it is, for tests; the server's classes are loaded apart from this one. */
    public static final String PROPERTY = "lastmile.tracking.data";

    @Override
    public Map<String, String> start() {
        try {
            Path data = Files.createTempDirectory(Path.of("target"), "data").toAbsolutePath();
            return Map.of(
                    PROPERTY,
                    data.toString(),
                    "quarkus.datasource.jdbc.url",
                    Database.url(data),
                    "quarkus.http.test-port",
                    "0");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void stop() {}
}
