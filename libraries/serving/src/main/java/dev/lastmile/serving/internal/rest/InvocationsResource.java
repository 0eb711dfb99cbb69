package dev.lastmile.serving.internal.rest;

import dev.lastmile.serving.core.internal.mlflow.MlflowProtocol;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** MLflow's scoring protocol. */
@Path("/invocations")
@Tag(name = "mlflow")
public class InvocationsResource {
    private final MlflowProtocol protocol;
    private final RestScoring scoring;

    InvocationsResource(MlflowProtocol protocol, RestScoring scoring) {
        this.protocol = protocol;
        this.scoring = scoring;
    }

    /** Scores the rows of one request. */
    @POST
    @Operation(operationId = "score", summary = "Score rows as MLflow's scoring server does")
    @RequestBody(
            required = true,
            description = "One of dataframe_split, dataframe_records, inputs and instances; or CSV with a header line",
            content = {
                @Content(mediaType = MediaType.APPLICATION_JSON, schema = @Schema(type = SchemaType.OBJECT)),
                @Content(mediaType = "text/csv", schema = @Schema(type = SchemaType.STRING))
            })
    @APIResponse(
            responseCode = "200",
            description = "One record per row under predictions",
            content = @Content(mediaType = MediaType.APPLICATION_JSON, schema = @Schema(type = SchemaType.OBJECT)))
    public Response invoke(@BeanParam ScoringHeaders headers, InputStream body) {
        return scoring.score(protocol, headers, body);
    }
}
