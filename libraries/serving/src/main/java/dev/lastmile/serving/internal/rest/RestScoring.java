package dev.lastmile.serving.internal.rest;

import dev.lastmile.httpguard.InFlightRequest;
import dev.lastmile.serving.core.RequestRejectedException;
import dev.lastmile.serving.core.internal.prediction.ScoringRequest;
import dev.lastmile.serving.core.internal.protocol.ScoringProtocol;
import dev.lastmile.serving.core.internal.protocol.ScoringResponse;
import dev.lastmile.serving.core.internal.request.HeldBytes;
import dev.lastmile.serving.core.internal.request.RequestMemory;
import dev.lastmile.serving.internal.access.Client;
import dev.lastmile.serving.internal.metrics.PredictionMetrics;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.InputStream;

/** The adapter between Jakarta REST and the protocols: reads bodies, and creates responses of predictions and errors. */
@Singleton
class RestScoring {
    /** Bytes of a response that socket buffers usually hold; more is kept in memory for slow clients. */
    private static final int LARGE = 64 * 1024;

    private final RequestBody bodies;
    private final RequestMemory memory;
    private final PredictionMetrics metrics;
    private final CurrentVertxRequest request;

    RestScoring(RequestBody bodies, RequestMemory memory, PredictionMetrics metrics, CurrentVertxRequest request) {
        this.bodies = bodies;
        this.memory = memory;
        this.metrics = metrics;
        this.request = request;
    }

    /** Scores a request whose path names no model. */
    Response score(ScoringProtocol protocol, ScoringHeaders headers, InputStream body) {
        return score(protocol, null, "", headers, body);
    }

    /**
     * Scores a request.
     *
     * @param model the model in the path; null without one
     * @param version the version in the path; empty without one
     */
    Response score(ScoringProtocol protocol, String model, String version, ScoringHeaders headers, InputStream body) {
        try (InFlightRequest inFlight = InFlightRequest.working(request.getCurrent());
                RequestMemory.Reservation reserved = memory.open();
                DecodedBody plain = ContentEncoding.of(headers.contentEncoding).decode(body)) {
            protocol.requireReadable(headers.contentType);
            return response(
                    protocol.score(new ScoringRequest(
                            headers.contentType,
                            model,
                            version,
                            headers.features,
                            headers.requestId,
                            Client.of(request.getCurrent()),
                            headers.jsonLength(),
                            bodies.read(plain, reserved),
                            reserved)),
                    reserved);
        } catch (RequestRejectedException e) {
            metrics.rejected(e.status());
            Response.ResponseBuilder response = Response.status(e.status())
                    .type(MediaType.APPLICATION_JSON_TYPE)
                    .entity(protocol.error(e));
            return e.status() == 415
                    ? response.header(HttpHeaders.ACCEPT_ENCODING, ContentEncoding.ACCEPTED)
                            .build()
                    : response.build();
        }
    }

    private static Response response(ScoringResponse scored, RequestMemory.Reservation reserved) {
        Response.ResponseBuilder response = Response.ok(scored.body(), scored.contentType());
        if (scored.body().length > LARGE) {
            HeldBytes held = reserved.hold(scored.body());
            response.entity((StreamingOutput) held::writeTo).header(HttpHeaders.CONTENT_LENGTH, held.length());
        }
        scored.headers().forEach(response::header);
        return response.build();
    }
}
