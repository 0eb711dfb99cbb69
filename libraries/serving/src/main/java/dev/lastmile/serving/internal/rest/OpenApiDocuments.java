package dev.lastmile.serving.internal.rest;

import dev.lastmile.serving.core.internal.chain.ChampionChain;
import dev.lastmile.serving.core.internal.champion.Champion;
import dev.lastmile.serving.core.internal.champion.ServingState.Serving;
import io.quarkus.smallrye.openapi.runtime.OpenApiConstants;
import io.quarkus.smallrye.openapi.runtime.OpenApiDocumentService;
import io.smallrye.openapi.runtime.io.Format;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The OpenAPI document, cached per champion: Quarkus builds it for every request, which takes a thousand times as long as
 * the rest of the request, so that a few clients could use up all processors.
 */
@ApplicationScoped
class OpenApiDocuments {
    private static final int BEFORE_QUARKUS = -1;

    private final Champion champion;
    private final OpenApiDocumentService documents;
    private final Map<Format, Cached> cache = new ConcurrentHashMap<>();

    OpenApiDocuments(Champion champion, OpenApiDocumentService documents) {
        this.champion = champion;
        this.documents = documents;
    }

    private record Cached(ChampionChain chain, Buffer text) {}

    void register(@Observes Router router) {
        for (String path : List.of("/q/openapi", "/q/openapi.json", "/q/openapi.yaml", "/q/openapi.yml")) {
            router.route(path)
                    .method(HttpMethod.GET)
                    .method(HttpMethod.HEAD)
                    .order(BEFORE_QUARKUS)
                    .handler(this::respond);
        }
    }

    private void respond(RoutingContext context) {
        Format format = format(context);
        Cached known = cache.get(format);
        if (known != null && known.chain() == chain()) {
            send(context, format, known.text());
            return;
        }
        // Sequentially, so that only one of many requests builds the document.
        context.vertx()
                .executeBlocking(() -> document(format))
                .onSuccess(text -> send(context, format, text))
                .onFailure(context::fail);
    }

    private Buffer document(Format format) {
        ChampionChain chain = chain();
        return cache.compute(
                        format,
                        (key, known) -> known != null && known.chain() == chain
                                ? known
                                : new Cached(
                                        chain,
                                        Buffer.buffer(
                                                documents.getDocument(OpenApiConstants.DEFAULT_DOCUMENT_NAME, key))))
                .text();
    }

    private ChampionChain chain() {
        return champion.state() instanceof Serving serving ? serving.chain() : null;
    }

    /** The format by path, header or parameter, as in Quarkus' handler; YAML by default. */
    private static Format format(RoutingContext context) {
        String path = context.normalizedPath();
        if (path.endsWith(".json")) {
            return Format.JSON;
        }
        if (path.endsWith(".yaml") || path.endsWith(".yml")) {
            return Format.YAML;
        }
        String accept = context.request().getHeader(HttpHeaders.ACCEPT);
        List<String> wanted = context.queryParam("format");
        boolean json = accept != null && accept.contains(Format.JSON.getMimeType())
                || !wanted.isEmpty() && wanted.get(0).equalsIgnoreCase("json");
        return json ? Format.JSON : Format.YAML;
    }

    private static void send(RoutingContext context, Format format, Buffer text) {
        context.response()
                .putHeader(HttpHeaders.CONTENT_TYPE, format.getMimeType() + ";charset=UTF-8")
                .end(text);
    }
}
