package dev.lastmile.trackingserver;

import io.quarkus.vertx.http.HttpServerStart;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.ObservesAsync;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jboss.logging.Logger;

/** Says where the server listens and where its data are. */
@ApplicationScoped
class StartMessage {
    private static final Logger LOG = Logger.getLogger("dev.lastmile.trackingserver");

    private final TrackingServerConfig config;

    StartMessage(TrackingServerConfig config) {
        this.config = config;
    }

    void onStart(@ObservesAsync HttpServerStart start) {
        LOG.infof(
                "Tracking server on http://%s:%d, data in %s",
                config.host(),
                // With the port 0 only this says which one it became.
                ConfigProvider.getConfig().getValue("quarkus.http.port", Integer.class),
                config.data().toAbsolutePath().normalize());
    }
}
