package dev.lastmile.trackingserver.guard;

import jakarta.inject.Singleton;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.container.PreMatching;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.Provider;
import java.util.Set;

/** Keeps pages of other sites from using the server through a browser, as MLflow's own server does. */
@Provider
@Singleton
@PreMatching
public class BrowserGuard implements ContainerRequestFilter, ContainerResponseFilter {
    private static final Set<String> CHANGING = Set.of("POST", "PUT", "PATCH", "DELETE");
    // Probes address a machine by whatever name or number it has.
    private static final Set<String> OPEN_PATHS = Set.of("health", "version");

    private final HostCheck check;

    public BrowserGuard(HostCheck check) {
        this.check = check;
    }

    @Override
    public void filter(ContainerRequestContext request) {
        String host = request.getHeaderString(HttpHeaders.HOST);
        String path = request.getUriInfo().getPath().replaceFirst("^/", "");
        if (!OPEN_PATHS.contains(path) && !check.allows(host)) {
            refuse(
                    request,
                    "Invalid Host header - possible DNS rebinding attack detected. If " + host
                            + " is a name of this server, add it to LASTMILE_TRACKING_ALLOWED_HOSTS.");
            return;
        }
        String origin = request.getHeaderString("Origin");
        if (origin != null && CHANGING.contains(request.getMethod()) && !check.allowsOrigin(origin, host)) {
            refuse(request, "Cross-origin request blocked");
        }
    }

    @Override
    public void filter(ContainerRequestContext request, ContainerResponseContext response) {
        response.getHeaders().putSingle("X-Content-Type-Options", "nosniff");
        response.getHeaders().putSingle("X-Frame-Options", "SAMEORIGIN");
    }

    private static void refuse(ContainerRequestContext request, String reason) {
        request.abortWith(Response.status(Response.Status.FORBIDDEN)
                .type(MediaType.TEXT_PLAIN_TYPE)
                .entity(reason)
                .build());
    }
}
