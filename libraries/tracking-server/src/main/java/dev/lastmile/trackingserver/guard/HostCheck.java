package dev.lastmile.trackingserver.guard;

import dev.lastmile.trackingserver.TrackingServerConfig;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Knows the names by which the server may be addressed.
 *
 * <p>A browser on this machine can be made to send requests here under the name of any site, which would then read the
 * answers (DNS rebinding); such a request has that site's name in its Host header.
 */
@ApplicationScoped
public class HostCheck {
    private static final List<String> LOOPBACK = List.of("localhost", "127.0.0.1", "[::1]");

    private final Set<String> names = new HashSet<>(LOOPBACK);

    public HostCheck(TrackingServerConfig config) {
        names.add(config.host().toLowerCase(Locale.ROOT));
        names.add("[" + config.host().toLowerCase(Locale.ROOT) + "]");
        config.allowedHosts()
                .ifPresent(more -> more.forEach(name -> names.add(name.strip().toLowerCase(Locale.ROOT))));
    }

    /** Whether a Host header names this server; {@code *} among the names allows all. */
    boolean allows(String header) {
        if (header == null || header.isEmpty()) {
            return false;
        }
        String host = header.toLowerCase(Locale.ROOT);
        return names.contains("*") || names.contains(host) || names.contains(host.replaceFirst(":\\d+$", ""));
    }

    /** Whether a page may change data here: one of this server, or of another server on this machine. */
    boolean allowsOrigin(String origin, String hostHeader) {
        try {
            URI uri = URI.create(origin);
            return uri.getHost() != null
                    && (LOOPBACK.contains(uri.getHost().toLowerCase(Locale.ROOT))
                            || uri.getRawAuthority().equalsIgnoreCase(hostHeader));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
