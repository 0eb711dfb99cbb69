package dev.lastmile.trackingserver;

import dev.lastmile.httpguard.ListenAddress;
import dev.lastmile.trackingserver.Database.UnusableException;
import dev.lastmile.trackingserver.config.TrackingServerConfig;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import io.smallrye.config.ConfigValidationException;
import io.smallrye.config.PropertiesConfigSourceLoader;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.eclipse.microprofile.config.spi.ConfigSource;

/** Starts the server. A failed start prints one line to standard error and exits with status 1. */
@QuarkusMain
public class TrackingServer {
    private TrackingServer() {}

    public static void main(String[] arguments) {
        // Must be set before the first log record.
        System.setProperty("java.util.logging.manager", "org.jboss.logmanager.LogManager");
        SmallRyeConfig settings;
        TrackingServerConfig config;
        Optional<String> problem;
        try {
            settings = settings();
            config = settings.getConfigMapping(TrackingServerConfig.class);
            String host = settings.getValue("quarkus.http.host", String.class);
            int port = settings.getValue("quarkus.http.port", Integer.class);
            problem = StartCheck.problem(config, host)
                    .or(() -> ListenAddress.problem("LASTMILE_TRACKING_HOST", host, "LASTMILE_TRACKING_PORT", port));
        } catch (IllegalArgumentException | NoSuchElementException | ConfigValidationException e) {
            // The last line is the reason.
            end("A variable LASTMILE_TRACKING_… cannot be read: "
                    + e.getMessage()
                            .lines()
                            .reduce((first, last) -> last)
                            .orElse("")
                            .strip());
            return;
        }
        if (problem.isPresent()) {
            end(problem.get());
            return;
        }
        try {
            Database database = Database.open(config.data());
            System.setProperty("quarkus.datasource.jdbc.url", Database.url(config.data()));
            Quarkus.run(
                    null,
                    (code, failure) -> {
                        database.close();
                        System.exit(code);
                    },
                    arguments);
        } catch (UnusableException e) {
            end(e.getMessage());
        }
    }

    // As Quarkus is going to read them, as far as known before it starts; StartCheck checks again.
    private static SmallRyeConfig settings() {
        return new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .addDefaultSources()
                .addDiscoveredConverters()
                .withSources(PropertiesConfigSourceLoader.inClassPath(
                                "application.properties", 250, TrackingServer.class.getClassLoader())
                        .toArray(ConfigSource[]::new))
                .withMapping(TrackingServerConfig.class)
                .build();
    }

    private static void end(String message) {
        System.err.println(message);
        System.exit(1);
    }
}
