package dev.lastmile.serving.scoring;

import dev.lastmile.serving.ModelPin;
import dev.lastmile.serving.RefusedRequestException;
import dev.lastmile.serving.ServingConfig;
import dev.lastmile.serving.access.Refusal;
import dev.lastmile.serving.champion.Champion;
import dev.lastmile.serving.champion.ServingState.Serving;
import dev.lastmile.serving.mlflow.InvocationsResource;
import dev.lastmile.serving.openinference.OpenInferenceResource;
import dev.lastmile.serving.predict.PredictResource;
import dev.lastmile.serving.prediction.Headers;
import dev.lastmile.serving.prediction.ScoringAnswer;
import dev.lastmile.serving.request.ScoringRequest;
import io.netty.buffer.Unpooled;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;

/**
 * The short way to the resources that score: a small request for a model that is quick is answered where it was read, on
 * the event loop, without a change of thread and without Jakarta REST. All others go on to Jakarta REST.
 */
@ApplicationScoped
class EventLoopScoring {
    /** Before Jakarta REST, which Quarkus has at 10,000, and after the filters, which have negative ones. */
    private static final int ORDER = 1000;

    private static final String JSON_IN_UTF8 = "application/json; charset=utf-8";

    /** Answers, or refuses with an exception. */
    private interface Scoring {
        ScoringAnswer answer(ScoringRequest request);
    }

    private final Champion champion;
    private final InvocationsResource invocations;
    private final PredictResource predict;
    private final OpenInferenceResource inference;
    private final long mostBytes;

    EventLoopScoring(
            Champion champion,
            InvocationsResource invocations,
            PredictResource predict,
            OpenInferenceResource inference,
            ServingConfig config) {
        this.champion = champion;
        this.invocations = invocations;
        this.predict = predict;
        this.inference = inference;
        this.mostBytes = config.eventLoopBody().asLongValue();
    }

    void register(@Observes Router router) {
        router.post("/invocations").order(ORDER).handler(context -> score(context, invocations::answer));
        router.post("/predict").order(ORDER).handler(context -> score(context, predict::answer));
        router.post("/v2/models/*").order(ORDER).handler(this::infer);
    }

    private void infer(RoutingContext context) {
        if (champion.state() instanceof Serving serving) {
            ModelPin pin = serving.chain().served();
            String path = context.request().path();
            String model = "/v2/models/" + pin.name();
            if (path.equals(model + "/infer")) {
                score(context, request -> inference.answer(pin.name(), "", request));
                return;
            }
            if (path.equals(model + "/versions/" + pin.version() + "/infer")) {
                score(context, request -> inference.answer(pin.name(), pin.version(), request));
                return;
            }
        }
        context.next();
    }

    private void score(RoutingContext context, Scoring scoring) {
        HttpServerRequest request = context.request();
        if (isSmallJson(request) && champion.state() instanceof Serving serving && serving.quick()) {
            request.body().onSuccess(body -> answer(context, scoring, body));
            request.resume();
        } else {
            context.next();
        }
    }

    private boolean isSmallJson(HttpServerRequest request) {
        String type = request.getHeader(HttpHeaders.CONTENT_TYPE);
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        return (MediaType.APPLICATION_JSON.equals(type) || JSON_IN_UTF8.equalsIgnoreCase(type))
                && length != null
                && request.getHeader("Expect") == null // a body that is sent only when it is asked for
                && length.length() < 10
                && Long.parseLong(length) <= mostBytes;
    }

    private static void answer(RoutingContext context, Scoring scoring, Buffer body) {
        HttpServerRequest request = context.request();
        HttpServerResponse response = context.response();
        // One that took too long has been told so.
        if (response.ended()) {
            return;
        }
        try {
            ScoringAnswer answer = scoring.answer(new ScoringRequest(
                    MediaType.APPLICATION_JSON,
                    request.getHeader(Headers.FEATURES),
                    request.getHeader(Headers.REQUEST_ID),
                    body.getBytes()));
            answer.headers().forEach(response::putHeader);
            response.putHeader(HttpHeaders.CONTENT_TYPE, MediaType.APPLICATION_JSON)
                    .end(Buffer.buffer(Unpooled.wrappedBuffer(answer.body())));
        } catch (RefusedRequestException e) {
            Refusal.send(context, e.status(), e.code(), e.getMessage());
        } catch (RuntimeException e) {
            context.fail(e);
        }
    }
}
