package dev.lastmile.trackingserver;

import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import org.jboss.logging.Logger;

/** Says where the server listens and where its data are. */
@ApplicationScoped
class StartMessage {
    private static final Logger LOG = Logger.getLogger("dev.lastmile.trackingserver");

    private final TrackingServerConfig config;

    StartMessage(TrackingServerConfig config) {
        this.config = config;
    }

    void onStart(@Observes StartupEvent event) {
        LOG.infof(
                "Tracking server on http://%s:%d, data in %s",
                config.host(), config.port(), config.data().toAbsolutePath().normalize());
    }
}
