package dev.lastmile.httpguard;

import java.net.URI;
import java.util.Collection;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Rejects requests of other sites' pages through a browser on this machine: listening on loopback does not protect against
 * them. DNS rebinding shows in the Host header, cross-site requests in Origin or Sec-Fetch-Site.
 */
public final class BrowserRules {
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");
    private static final String ANY = "*";

    private final String hostsHint;
    private final String originsHint;
    private final Set<String> hosts = new HashSet<>(LOOPBACK);
    private final Set<String> origins = new HashSet<>();

    /**
     * @param hostsVariable the variable with further hosts, for messages
     * @param originsVariable the variable with further origins, for messages; empty if there is none
     * @param listening the address that the server listens on
     * @param hosts further host names of the server, with or without a port; {@code *} for all
     * @param origins pages that may use the server, such as {@code https://example.com}; {@code *} for all
     */
    public BrowserRules(
            String hostsVariable,
            Optional<String> originsVariable,
            String listening,
            Collection<String> hosts,
            Collection<String> origins) {
        this.hostsHint = " If it is one, add it to " + hostsVariable + ".";
        this.originsHint = originsVariable
                .map(variable -> " If they should, add it to " + variable + ".")
                .orElse(" Send the request from elsewhere.");
        this.hosts.add(lowerCase(listening));
        this.hosts.add("[" + lowerCase(listening) + "]");
        hosts.forEach(name -> this.hosts.add(lowerCase(name)));
        origins.forEach(origin -> this.origins.add(lowerCase(origin)));
    }

    /** Why a request is rejected; empty if it is accepted. Only browsers send the last two headers. */
    public Optional<Rejection> check(String host, String origin, String fetchSite) {
        if (host != null && !isOwn(host)) {
            return forbidden(
                    "The Host header is \"" + shortened(host) + "\", which is not a name of this server." + hostsHint);
        }
        if (origin != null && !isAllowed(origin, host)) {
            return forbidden("Pages of \"" + shortened(origin) + "\" may not use this server." + originsHint);
        }
        if (origin == null && "cross-site".equals(fetchSite)) {
            return forbidden(
                    "A page of another site sent this request, and did not say which. Send it from elsewhere.");
        }
        return Optional.empty();
    }

    /** Whether the configuration allows an origin. */
    public boolean isConfigured(String origin) {
        return origins.contains(ANY) || origins.contains(lowerCase(origin));
    }

    private boolean isOwn(String host) {
        String name = lowerCase(host);
        return hosts.contains(ANY) || hosts.contains(name) || hosts.contains(withoutPort(name));
    }

    // Pages of other servers on this machine, such as notebooks, may use the service.
    private boolean isAllowed(String origin, String host) {
        if (isConfigured(origin)) {
            return true;
        }
        try {
            URI uri = URI.create(origin);
            return uri.getHost() != null
                    && (LOOPBACK.contains(lowerCase(uri.getHost()))
                            || host != null && uri.getRawAuthority().equalsIgnoreCase(host));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static String withoutPort(String host) {
        int colon = host.lastIndexOf(':');
        return colon < 0 || host.endsWith("]") ? host : host.substring(0, colon);
    }

    private static Optional<Rejection> forbidden(String message) {
        return Optional.of(new Rejection(403, "PERMISSION_DENIED", message));
    }

    private static String lowerCase(String name) {
        return name.strip().toLowerCase(Locale.ROOT);
    }

    private static String shortened(String text) {
        return text.length() <= 100 ? text : text.substring(0, 100) + "…";
    }
}
