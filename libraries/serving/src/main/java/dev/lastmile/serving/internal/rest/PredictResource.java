package dev.lastmile.serving.internal.rest;

import dev.lastmile.serving.core.internal.predict.PredictProtocol;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The protocol of {@code POST /predict}: named fields in, named outputs out. */
@Path("/predict")
@Tag(name = "predict")
public class PredictResource {
    private final PredictProtocol protocol;
    private final RestScoring scoring;

    PredictResource(PredictProtocol protocol, RestScoring scoring) {
        this.protocol = protocol;
        this.scoring = scoring;
    }

    /** An object for an object, a list for a list. */
    @POST
    @Operation(operationId = "predict", summary = "Score one row of named fields, or a list of rows")
    @RequestBody(
            required = true,
            content = @Content(mediaType = MediaType.APPLICATION_JSON, schema = @Schema(ref = ModelSchemas.ROWS)))
    @APIResponse(
            responseCode = "200",
            description = "The model's outputs of each row",
            content =
                    @Content(mediaType = MediaType.APPLICATION_JSON, schema = @Schema(ref = ModelSchemas.PREDICTIONS)))
    public Response predict(@BeanParam ScoringHeaders headers, InputStream body) {
        return scoring.score(protocol, headers, body);
    }
}
