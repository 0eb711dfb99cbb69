package dev.lastmile.trackingserver;

import dev.lastmile.trackingserver.Database.UnusableException;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import io.smallrye.config.ConfigValidationException;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.NoSuchElementException;
import java.util.Optional;

/** Starts the server. What keeps it from starting is one line on standard error and the exit code 1. */
@QuarkusMain
public class TrackingServer {
    private TrackingServer() {}

    public static void main(String[] arguments) {
        // Whatever logs first settles this for the process.
        System.setProperty("java.util.logging.manager", "org.jboss.logmanager.LogManager");
        TrackingServerConfig config;
        try {
            config = new SmallRyeConfigBuilder()
                    .addDefaultInterceptors()
                    .addDefaultSources()
                    .withMapping(TrackingServerConfig.class)
                    .build()
                    .getConfigMapping(TrackingServerConfig.class);
        } catch (IllegalArgumentException | NoSuchElementException | ConfigValidationException e) {
            // The last line is the reason; those before it say that there is one.
            end("A variable LASTMILE_TRACKING_… cannot be read: "
                    + e.getMessage()
                            .lines()
                            .reduce((first, last) -> last)
                            .orElse("")
                            .strip());
            return;
        }
        Optional<String> refusal =
                config.port() == 0 ? Optional.empty() : AddressCheck.refusal(config.host(), config.port());
        if (refusal.isPresent()) {
            end(refusal.get());
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

    private static void end(String message) {
        System.err.println(message);
        System.exit(1);
    }
}
