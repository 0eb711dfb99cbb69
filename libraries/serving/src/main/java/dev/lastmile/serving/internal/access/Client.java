package dev.lastmile.serving.internal.access;

import io.vertx.ext.web.RoutingContext;

/** The name of the API key that authenticated a request, an attribute of the request. */
public final class Client {
    private static final String KEY = "lastmile.client";

    private Client() {}

    /** The name; null if the request is not authenticated. */
    public static String of(RoutingContext request) {
        return request.get(KEY);
    }

    static void authenticated(RoutingContext request, String name) {
        request.put(KEY, name);
    }
}
