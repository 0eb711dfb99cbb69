package dev.lastmile.serving.core.predict;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import dev.lastmile.serving.core.InvalidRequestException;
import dev.lastmile.serving.core.RefusedRequestException;
import dev.lastmile.serving.core.chain.InputColumn;
import dev.lastmile.serving.core.prediction.OutputJson;
import dev.lastmile.serving.core.prediction.Prediction;
import dev.lastmile.serving.core.prediction.PredictionLog.Caller;
import dev.lastmile.serving.core.prediction.Predictor;
import dev.lastmile.serving.core.prediction.ScoringCall;
import dev.lastmile.serving.core.protocol.ErrorJson;
import dev.lastmile.serving.core.protocol.ScoringProtocol;
import dev.lastmile.serving.core.protocol.ScoringRequest;
import dev.lastmile.serving.core.protocol.ScoringResponse;
import dev.lastmile.serving.core.request.RequestJson;
import dev.lastmile.serving.core.request.RequestTable;
import dev.lastmile.serving.core.request.RowReader;
import dev.lastmile.serving.core.request.Values;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The project's own protocol, {@code POST /predict}: one row of named fields, or a list of them. Stricter than MLflow's: a
 * field that the model does not have is rejected, since it is most often a misspelt one.
 */
public final class PredictProtocol implements ScoringProtocol {
    private final Predictor predictor;

    /** A protocol that scores with a predictor. */
    public PredictProtocol(Predictor predictor) {
        this.predictor = predictor;
    }

    @Override
    public void requireReadable(String contentType) {
        String type =
                contentType == null ? "" : contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        if (!type.equals("application/json")) {
            throw RefusedRequestException.unsupportedType(
                    (contentType == null ? "The request has no content type." : "The request is " + contentType + ".")
                            + " Send it as application/json.");
        }
    }

    /** An object for an object, a list for a list. */
    @Override
    public ScoringResponse score(ScoringRequest request) {
        JsonNode json = RequestJson.parse(request.body());
        try (ScoringCall call = predictor.begin(request.features())) {
            Prediction prediction = call.score(
                    new RowReader(call.inputs()).read(table(json, call.inputs())),
                    new Caller(request.requestId(), request.client()));
            return ScoringResponse.json(prediction, write(prediction, json.isArray()));
        }
    }

    @Override
    public byte[] error(RefusedRequestException e) {
        return ErrorJson.mlflow(e.code(), e.getMessage());
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
