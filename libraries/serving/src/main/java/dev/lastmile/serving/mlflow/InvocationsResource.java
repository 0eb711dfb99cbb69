package dev.lastmile.serving.mlflow;

import dev.lastmile.onnx.Batch;
import dev.lastmile.serving.ChampionChain;
import dev.lastmile.serving.ClosedChainException;
import dev.lastmile.serving.InvalidRequestException;
import dev.lastmile.serving.ServingConfig;
import dev.lastmile.serving.champion.Champion;
import dev.lastmile.serving.champion.ServingState;
import dev.lastmile.serving.champion.ServingState.Serving;
import dev.lastmile.serving.champion.ServingState.Waiting;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.jboss.logging.Logger;

/** MLflow's scoring protocol. */
@Path("/invocations")
public class InvocationsResource {
    /** Header of an answer: the model that gave it, as {@code iris-classifier/3}. */
    public static final String MODEL = "X-Lastmile-Model";
    /** Header of an answer: the features that it was given, as {@code iris-features/2}. */
    public static final String FEATURES = "X-Lastmile-Features";

    private static final Logger LOG = Logger.getLogger(InvocationsResource.class);

    private final Champion champion;
    private final int maxBody;

    public InvocationsResource(Champion champion, ServingConfig config) {
        this.champion = champion;
        this.maxBody = Math.toIntExact(config.maxBody().asLongValue());
    }

    /** Scores the rows of one request. */
    @POST
    public Response invoke(@HeaderParam(HttpHeaders.CONTENT_TYPE) String contentType, InputStream body)
            throws IOException {
        Optional<String> refusal = ContentType.refusal(contentType);
        if (refusal.isPresent()) {
            return Response.status(Response.Status.UNSUPPORTED_MEDIA_TYPE)
                    .type(MediaType.TEXT_PLAIN_TYPE.withCharset("utf-8"))
                    .entity(refusal.get())
                    .build();
        }
        byte[] request = body.readNBytes(maxBody + 1);
        if (request.length > maxBody) {
            return ErrorBody.response(
                    413,
                    "REQUEST_LIMIT_EXCEEDED",
                    "The request is larger than " + maxBody + " bytes. Send fewer rows at a time, or raise"
                            + " LASTMILE_SERVING_MAX_BODY.");
        }
        for (int attempt = 1; attempt <= 2; attempt++) {
            try {
                return score(champion.state(), request);
            } catch (ClosedChainException e) {
                // Another champion came between, and answers now.
            }
        }
        return ErrorBody.response(
                503, "TEMPORARILY_UNAVAILABLE", "The model was replaced during the request. Send it again.");
    }

    private static Response score(ServingState state, byte[] request) {
        if (state instanceof Waiting waiting) {
            return ErrorBody.response(503, "TEMPORARILY_UNAVAILABLE", "No model is loaded. " + waiting.reason());
        }
        return score(((Serving) state).chain(), request);
    }

    private static Response score(ChampionChain chain, byte[] request) {
        try {
            Batch rows = new InvocationReader(chain.inputs()).read(request);
            byte[] answer = rows.rows() == 0 ? PredictionWriter.none() : PredictionWriter.write(chain.score(rows));
            return Response.ok(answer, MediaType.APPLICATION_JSON_TYPE)
                    .header(MODEL, chain.pair().model())
                    .header(FEATURES, chain.pair().features())
                    .build();
        } catch (InvalidRequestException e) {
            return ErrorBody.response(400, e.errorCode().name(), e.getMessage());
        } catch (ClosedChainException e) {
            throw e;
        } catch (RuntimeException e) {
            LOG.errorf(e, "%s failed", chain.pair());
            return ErrorBody.response(500, "INTERNAL_ERROR", chain.pair() + " failed. The service's log says why.");
        }
    }
}
