package dev.lastmile.trackingserver;

import dev.lastmile.trackingserver.config.TrackingServerConfig;
import io.quarkus.vertx.http.HttpServerStart;
import io.quarkus.vertx.http.HttpsServerStart;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.ObservesAsync;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jboss.logging.Logger;

/** Logs the address of the server and the folder of its data. */
@ApplicationScoped
class StartMessage {
    private static final Logger LOG = Logger.getLogger("dev.lastmile.trackingserver");

    private final TrackingServerConfig config;

    StartMessage(TrackingServerConfig config) {
        this.config = config;
    }

    void onStart(@ObservesAsync HttpServerStart start) {
        started("http", start.options().getHost(), "quarkus.http.port");
    }

    void onSecureStart(@ObservesAsync HttpsServerStart start) {
        started("https", start.options().getHost(), "quarkus.http.ssl-port");
    }

    // With port 0 only the property has the actual port.
    private void started(String scheme, String host, String port) {
        LOG.infof(
                "Tracking server on %s://%s:%d, data in %s",
                scheme,
                host.contains(":") ? "[" + host + "]" : host,
                ConfigProvider.getConfig().getValue(port, Integer.class),
                config.data().toAbsolutePath().normalize());
    }
}
