package dev.lastmile.serving.predict;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import dev.lastmile.serving.InputColumn;
import dev.lastmile.serving.InvalidRequestException;
import dev.lastmile.serving.RefusedRequestException;
import dev.lastmile.serving.mlflow.ErrorBody;
import dev.lastmile.serving.prediction.Headers;
import dev.lastmile.serving.prediction.OutputJson;
import dev.lastmile.serving.prediction.Prediction;
import dev.lastmile.serving.prediction.Predictor;
import dev.lastmile.serving.prediction.ScoringAnswer;
import dev.lastmile.serving.request.RequestBody;
import dev.lastmile.serving.request.RequestJson;
import dev.lastmile.serving.request.RequestTable;
import dev.lastmile.serving.request.RowReader;
import dev.lastmile.serving.request.ScoringRequest;
import dev.lastmile.serving.request.Values;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;

/**
 * Scores one row of named fields, or a list of them. Stricter than MLflow's protocol: a field that the model does not
 * have is refused, as it is most often another one, misspelt.
 */
@Path("/predict")
public class PredictResource {

    private final Predictor predictor;
    private final RequestBody bodies;

    public PredictResource(Predictor predictor, RequestBody bodies) {
        this.predictor = predictor;
        this.bodies = bodies;
    }

    /** An object for an object, a list for a list. */
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(operationId = "predict", summary = "Score one row of named fields, or a list of rows")
    @org.eclipse.microprofile.openapi.annotations.parameters.RequestBody(
            required = true,
            content = @Content(mediaType = MediaType.APPLICATION_JSON, schema = @Schema(ref = ModelSchemas.ROWS)))
    @APIResponse(
            responseCode = "200",
            description = "What the model says of each row",
            content =
                    @Content(mediaType = MediaType.APPLICATION_JSON, schema = @Schema(ref = ModelSchemas.PREDICTIONS)))
    public Response predict(
            @HeaderParam(Headers.FEATURES) String features,
            @HeaderParam(Headers.REQUEST_ID) String requestId,
            InputStream body) {
        try {
            return bodies.read(
                    body,
                    bytes -> answer(new ScoringRequest(MediaType.APPLICATION_JSON, features, requestId, bytes))
                            .response());
        } catch (RefusedRequestException e) {
            return ErrorBody.response(e.status(), e.code(), e.getMessage());
        }
    }

    /**
     * The same for a request whose body is JSON.
     *
     * @throws RefusedRequestException if it cannot be answered
     */
    public ScoringAnswer answer(ScoringRequest request) {
        JsonNode json = RequestJson.parse(request.body());
        Prediction prediction = predictor.predict(
                request.requestId(), request.features(), inputs -> new RowReader(inputs).read(table(json, inputs)));
        return ScoringAnswer.of(prediction, write(prediction, json.isArray()));
    }

    private static RequestTable table(JsonNode request, List<InputColumn> inputs) {
        List<JsonNode> rows = new ArrayList<>();
        if (request.isArray()) {
            request.forEach(rows::add);
            if (rows.isEmpty()) {
                throw InvalidRequestException.unreadable("The list has no rows. Send at least one.");
            }
        } else {
            rows.add(request);
        }
        Set<String> known = inputs.stream().map(InputColumn::name).collect(Collectors.toCollection(TreeSet::new));
        for (int row = 0; row < rows.size(); row++) {
            requireRow(rows.get(row), row, known);
        }
        return new RequestTable.Records(rows);
    }

    private static void requireRow(JsonNode row, int number, Set<String> known) {
        if (!row.isObject()) {
            throw InvalidRequestException.unreadable("Row " + number + " (counted from 0) is " + Values.kind(row)
                    + ". Send an object with the fields " + known + ", or a list of such objects.");
        }
        row.fieldNames().forEachRemaining(name -> {
            if (!known.contains(name)) {
                throw InvalidRequestException.unfit("Row " + number + " (counted from 0) has the field " + name
                        + ", which the model does not have; it has " + known + ".");
            }
        });
    }

    private static byte[] write(Prediction prediction, boolean list) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = OutputJson.JSON.createGenerator(bytes)) {
            if (list) {
                json.writeStartArray();
            }
            int rows = prediction.rows().rows();
            if (rows > 0) {
                OutputJson records = new OutputJson(prediction.outputs());
                for (int row = 0; row < rows; row++) {
                    records.write(json, row);
                }
            }
            if (list) {
                json.writeEndArray();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
        return bytes.toByteArray();
    }
}
