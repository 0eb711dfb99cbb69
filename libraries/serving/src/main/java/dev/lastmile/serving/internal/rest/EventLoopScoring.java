package dev.lastmile.serving.internal.rest;

import dev.lastmile.serving.ServingConfig;
import dev.lastmile.serving.core.RequestRejectedException;
import dev.lastmile.serving.core.internal.chain.InputColumn;
import dev.lastmile.serving.core.internal.champion.Champion;
import dev.lastmile.serving.core.internal.champion.ServingState.Serving;
import dev.lastmile.serving.core.internal.mlflow.MlflowProtocol;
import dev.lastmile.serving.core.internal.openinference.OpenInferenceProtocol;
import dev.lastmile.serving.core.internal.predict.PredictProtocol;
import dev.lastmile.serving.core.internal.prediction.Headers;
import dev.lastmile.serving.core.internal.prediction.ScoringRequest;
import dev.lastmile.serving.core.internal.protocol.ScoringProtocol;
import dev.lastmile.serving.core.internal.protocol.ScoringResponse;
import dev.lastmile.serving.core.internal.request.RequestMemory;
import dev.lastmile.serving.internal.access.Client;
import dev.lastmile.serving.internal.access.ErrorResponse;
import dev.lastmile.serving.internal.metrics.PredictionMetrics;
import dev.lastmile.tracking.model.ModelVersionRef;
import io.netty.buffer.Unpooled;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/**
 * The fast path: small requests for a fast model are scored on the event loop that has read them, without a change of
 * thread and without Jakarta REST. All others, and all requests of a project that has Jakarta REST filters, are routed to
 * the Jakarta REST resources, which call the same protocols.
 */
@ApplicationScoped
class EventLoopScoring {
    /** Before Jakarta REST, which Quarkus routes at 10,000, and after the filters, whose orders are negative. */
    private static final int ORDER = 1000;

    /** Maximum brackets of a request that do not begin a row: those of dataframe_split and its lists. */
    private static final int BRACKETS_AROUND = 4;

    private static final String JSON = "application/json";
    private static final String JSON_IN_UTF8 = "application/json; charset=utf-8";

    private final Champion champion;
    private final MlflowProtocol mlflow;
    private final PredictProtocol predict;
    private final OpenInferenceProtocol openInference;
    private final PredictionMetrics metrics;
    private final RequestMemory memory;
    private final ProjectFilters filters;
    private final long maxBytes;

    EventLoopScoring(
            Champion champion,
            MlflowProtocol mlflow,
            PredictProtocol predict,
            OpenInferenceProtocol openInference,
            PredictionMetrics metrics,
            RequestMemory memory,
            ProjectFilters filters,
            ServingConfig config) {
        this.champion = champion;
        this.mlflow = mlflow;
        this.predict = predict;
        this.openInference = openInference;
        this.metrics = metrics;
        this.memory = memory;
        this.filters = filters;
        this.maxBytes = config.eventLoopBody().asLongValue();
    }

    void register(@Observes Router router) {
        router.post("/invocations").order(ORDER).handler(context -> score(context, mlflow, null, ""));
        router.post("/predict").order(ORDER).handler(context -> score(context, predict, null, ""));
        router.post("/v2/models/*").order(ORDER).handler(this::infer);
    }

    private void infer(RoutingContext context) {
        if (champion.state() instanceof Serving serving) {
            ModelVersionRef ref = serving.chain().served();
            String path = context.request().path();
            String model = "/v2/models/" + ref.name();
            if (path.equals(model + "/infer")) {
                score(context, openInference, ref.name(), "");
                return;
            }
            if (path.equals(model + "/versions/" + ref.version() + "/infer")) {
                score(context, openInference, ref.name(), ref.version());
                return;
            }
        }
        context.next();
    }

    private void score(RoutingContext context, ScoringProtocol protocol, String model, String version) {
        HttpServerRequest request = context.request();
        if (!filters.any()
                && isSmallJson(request)
                && champion.state() instanceof Serving serving
                && serving.eventLoopSafe()) {
            request.body().onSuccess(body -> {
                byte[] bytes = body.getBytes();
                if (estimatedRows(bytes, required(serving)) <= serving.eventLoopRows()) {
                    respond(context, protocol, model, version, bytes);
                } else {
                    context.vertx()
                            .executeBlocking(
                                    () -> {
                                        respond(context, protocol, model, version, bytes);
                                        return null;
                                    },
                                    false);
                }
            });
            request.resume();
        } else {
            context.next();
        }
    }

    private boolean isSmallJson(HttpServerRequest request) {
        String type = request.getHeader(HttpHeaders.CONTENT_TYPE);
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        return (JSON.equals(type) || JSON_IN_UTF8.equalsIgnoreCase(type))
                && length != null
                && request.getHeader(HttpHeaders.CONTENT_ENCODING) == null
                && request.getHeader(Headers.JSON_LENGTH) == null
                && request.getHeader("Expect") == null // the body is sent only after 100 Continue
                && length.length() < 10
                && Long.parseLong(length) <= maxBytes;
    }

    /**
     * Estimates the rows of a body without parsing it, rarely too low: a row is a list or an object, or the columns are lists
     * of as many values, which commas separate.
     *
     * @param required number of columns that every request contains
     */
    static int estimatedRows(byte[] body, int required) {
        int brackets = 0;
        int commas = 0;
        for (byte b : body) {
            if (b == '[' || b == '{') {
                brackets++;
            } else if (b == ',') {
                commas++;
            }
        }
        return Math.max(1, Math.max(brackets - BRACKETS_AROUND, commas / Math.max(required, 1)));
    }

    private static int required(Serving serving) {
        int required = 0;
        for (InputColumn column : serving.chain().inputs()) {
            required += column.required() ? 1 : 0;
        }
        return required;
    }

    private void respond(RoutingContext context, ScoringProtocol protocol, String model, String version, byte[] body) {
        HttpServerRequest request = context.request();
        HttpServerResponse response = context.response();
        // A request that timed out has its response already.
        if (response.ended()) {
            return;
        }
        try (RequestMemory.Reservation reserved = memory.open()) {
            ScoringResponse scored = protocol.score(new ScoringRequest(
                    JSON,
                    model,
                    version,
                    request.getHeader(Headers.FEATURES),
                    request.getHeader(Headers.REQUEST_ID),
                    Client.of(context),
                    -1,
                    body,
                    reserved));
            scored.headers().forEach(response::putHeader);
            response.putHeader(HttpHeaders.CONTENT_TYPE, scored.contentType())
                    .end(Buffer.buffer(Unpooled.wrappedBuffer(scored.body())));
        } catch (RequestRejectedException e) {
            metrics.rejected(e.status());
            ErrorResponse.send(context, e.status(), e.code(), e.getMessage());
        } catch (RuntimeException e) {
            context.fail(e);
        }
    }
}
