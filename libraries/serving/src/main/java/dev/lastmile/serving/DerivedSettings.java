package dev.lastmile.serving;

import dev.lastmile.httpguard.TlsSettings;
import io.quarkus.runtime.configuration.MemorySizeConverter;
import io.smallrye.config.ConfigSourceContext;
import io.smallrye.config.ConfigSourceFactory;
import io.smallrye.config.ConfigValue;
import io.smallrye.config.PropertiesConfigSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.config.spi.ConfigSource;

/** Quarkus settings that are derived from {@link ServingConfig} in ways that an expression cannot state. */
public final class DerivedSettings implements ConfigSourceFactory {
    /** Keeps Quarkus' own limit, whose response has no body, above ours. */
    private static final long BODY_MARGIN = 64 * 1024;

    private static final int LOWEST_ORDINAL = 90;
    private static final String DEFAULT_BODY = "10M";

    @Override
    public Iterable<ConfigSource> getConfigSources(ConfigSourceContext context) {
        Map<String, String> values = new HashMap<>();
        String body = value(context, "max-body");
        long bytes = new MemorySizeConverter()
                .convert(body.isEmpty() ? DEFAULT_BODY : body)
                .asLongValue();
        values.put("quarkus.http.limits.max-body-size", Long.toString(bytes + BODY_MARGIN));
        if (value(context, "models").equalsIgnoreCase(ModelSource.FETCH.name())) {
            values.put("quarkus.http.host-enabled", "false");
            values.put("quarkus.management.host-enabled", "false");
        }
        String origins = value(context, "allowed-origins");
        if (!origins.isEmpty()) {
            values.put("quarkus.http.cors.enabled", "true");
            values.put("quarkus.http.cors.origins", origins);
        }
        values.putAll(
                TlsSettings.of(value(context, "tls-cert"), value(context, "tls-key"), "${lastmile.serving.port}"));
        return List.of(new PropertiesConfigSource(values, "settings of the service", LOWEST_ORDINAL));
    }

    private static String value(ConfigSourceContext context, String key) {
        ConfigValue value = context.getValue("lastmile.serving." + key);
        return value == null || value.getValue() == null ? "" : value.getValue().strip();
    }
}
