package dev.lastmile.trackingserver;

import dev.lastmile.httpguard.TlsSettings;
import dev.lastmile.trackingserver.config.TrackingServerConfig;
import io.smallrye.config.ConfigSourceContext;
import io.smallrye.config.ConfigSourceFactory;
import io.smallrye.config.ConfigValue;
import io.smallrye.config.PropertiesConfigSource;
import java.util.List;
import org.eclipse.microprofile.config.spi.ConfigSource;

/** Quarkus settings that are derived from {@link TrackingServerConfig} in ways that an expression cannot state. */
public final class DerivedSettings implements ConfigSourceFactory {
    private static final int BELOW_ALL_OTHERS = 90;

    @Override
    public Iterable<ConfigSource> getConfigSources(ConfigSourceContext context) {
        return List.of(new PropertiesConfigSource(
                TlsSettings.of(value(context, "tls-cert"), value(context, "tls-key"), "${lastmile.tracking.port}"),
                "settings of the tracking server",
                BELOW_ALL_OTHERS));
    }

    private static String value(ConfigSourceContext context, String key) {
        ConfigValue value = context.getValue("lastmile.tracking." + key);
        return value == null || value.getValue() == null ? "" : value.getValue().strip();
    }
}
