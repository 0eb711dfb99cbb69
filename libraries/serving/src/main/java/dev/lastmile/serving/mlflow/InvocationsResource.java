package dev.lastmile.serving.mlflow;

import dev.lastmile.onnx.Batch;
import dev.lastmile.serving.RefusedRequestException;
import dev.lastmile.serving.prediction.Headers;
import dev.lastmile.serving.prediction.Prediction;
import dev.lastmile.serving.prediction.Predictor;
import dev.lastmile.serving.prediction.ScoringAnswer;
import dev.lastmile.serving.request.RequestBody;
import dev.lastmile.serving.request.ScoringRequest;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;

/** MLflow's scoring protocol. */
@Path("/invocations")
public class InvocationsResource {
    private final Predictor predictor;
    private final RequestBody bodies;

    public InvocationsResource(Predictor predictor, RequestBody bodies) {
        this.predictor = predictor;
        this.bodies = bodies;
    }

    /** Scores the rows of one request. */
    @POST
    @Operation(operationId = "invocations", summary = "Score rows as MLflow's scoring server does")
    @org.eclipse.microprofile.openapi.annotations.parameters.RequestBody(
            required = true,
            description = "One of dataframe_split, dataframe_records, inputs and instances; or CSV with names first",
            content = {
                @Content(mediaType = MediaType.APPLICATION_JSON, schema = @Schema(type = SchemaType.OBJECT)),
                @Content(mediaType = "text/csv", schema = @Schema(type = SchemaType.STRING))
            })
    @APIResponse(
            responseCode = "200",
            description = "A record a row under predictions",
            content = @Content(mediaType = MediaType.APPLICATION_JSON, schema = @Schema(type = SchemaType.OBJECT)))
    public Response invoke(
            @HeaderParam(HttpHeaders.CONTENT_TYPE) String contentType,
            @HeaderParam(Headers.FEATURES) String features,
            @HeaderParam(Headers.REQUEST_ID) String requestId,
            InputStream body) {
        Optional<String> refusal = ContentType.refusal(contentType);
        if (refusal.isPresent()) {
            return Response.status(Response.Status.UNSUPPORTED_MEDIA_TYPE)
                    .type(MediaType.TEXT_PLAIN_TYPE.withCharset("utf-8"))
                    .entity(refusal.get())
                    .build();
        }
        try {
            return bodies.read(
                    body,
                    bytes -> answer(new ScoringRequest(contentType, features, requestId, bytes))
                            .response());
        } catch (RefusedRequestException e) {
            return ErrorBody.response(e.status(), e.code(), e.getMessage());
        }
    }

    /**
     * Scores the rows of one request.
     *
     * @param request of a type that {@link ContentType} does not refuse
     * @throws RefusedRequestException if it cannot be answered
     */
    public ScoringAnswer answer(ScoringRequest request) {
        Prediction prediction = predictor.predict(request.requestId(), request.features(), inputs -> {
            InvocationReader reader = new InvocationReader(inputs);
            return ContentType.isCsv(request.contentType())
                    ? reader.readCsv(request.body())
                    : reader.readJson(request.body());
        });
        Batch outputs = prediction.outputs();
        return ScoringAnswer.of(
                prediction, outputs == null ? PredictionWriter.none() : PredictionWriter.write(outputs));
    }
}
