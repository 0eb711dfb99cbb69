package dev.lastmile.pipeline.compare;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lastmile.onnx.spark.OnnxTransformation;
import dev.lastmile.pipeline.StepException;
import dev.lastmile.pipeline.client.Prediction;
import dev.lastmile.pipeline.client.ScoringClient;
import dev.lastmile.pipeline.client.ScoringException;
import dev.lastmile.pipeline.request.RequestValue;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Scores rows in Spark and by a service, and compares them row by row: the same labels, the same numbers within a tolerance,
 * and the same rows rejected for the same reason.
 *
 * <p>Rows are streamed, a partition of the scored rows and a request at a time. A request that the service rejects is sent
 * again row by row.
 *
 * @param scoring the champion's features followed by its model, as batch scoring has them
 * @param inputs columns that a request has
 * @param keys columns that name a row in the report
 * @param rowsPerRequest at least 1
 * @param tolerance greatest difference of two numbers, relative to those above 1
 */
public record BatchRealtimeComparison(
        OnnxTransformation scoring, List<String> inputs, List<String> keys, int rowsPerRequest, double tolerance) {
    /** Sums in ONNX Runtime depend on the number of rows of a call in their last bits. */
    public static final double TOLERANCE = 1e-12;

    /** A name that no column of a contract has. */
    private static final String REJECTIONS = "rejections of batch scoring";

    private static final int BAD_REQUEST = 400;
    private static final ObjectMapper JSON = new ObjectMapper();

    public BatchRealtimeComparison {
        inputs = List.copyOf(inputs);
        keys = List.copyOf(keys);
        if (rowsPerRequest < 1) {
            throw new IllegalArgumentException("A request has at least 1 row, not " + rowsPerRequest + ".");
        }
    }

    /**
     * Compares rows.
     *
     * @param rows with the inputs and the keys
     * @param service of the same version
     * @param model the version that has to answer, such as {@code iris-classifier/3}
     * @throws StepException if the service serves another version, or cannot be reached
     */
    public ComparisonReport compare(Dataset<Row> rows, ScoringClient service, String model) {
        Iterator<Row> scored = scoring.withKeys(keys)
                .withArrays()
                .withRejections(REJECTIONS)
                .apply(rows)
                .toLocalIterator();
        RowComparison comparison = new RowComparison(tolerance, keys);
        List<Row> chunk = new ArrayList<>();
        while (scored.hasNext()) {
            chunk.add(scored.next());
            if (chunk.size() == rowsPerRequest || !scored.hasNext()) {
                compare(chunk, service, model, comparison);
                chunk.clear();
            }
        }
        return comparison.report();
    }

    private void compare(List<Row> chunk, ScoringClient service, String model, RowComparison comparison) {
        try {
            ScoringClient.Answer answer = service.score(request(chunk));
            requireVersion(answer.model(), model);
            List<Prediction> predictions = answer.predictions();
            for (int i = 0; i < chunk.size(); i++) {
                comparison.scored(chunk.get(i), rejections(chunk.get(i)), predictions.get(i));
            }
        } catch (ScoringException e) {
            if (e.status() != BAD_REQUEST) {
                throw new StepException(
                        e.status() == 0 ? e.getMessage() + ". Run: make deploy-realtime-model" : e.getMessage(), e);
            }
            if (chunk.size() == 1) {
                comparison.rejected(chunk.get(0), rejections(chunk.get(0)), e.reason());
                return;
            }
            chunk.forEach(row -> compare(List.of(row), service, model, comparison));
        }
    }

    private static void requireVersion(String served, String model) {
        if (!served.equals(model)) {
            throw new StepException("The service answers with " + served + ", and batch scoring is by " + model
                    + ". Run: make deploy-realtime-model");
        }
    }

    private static List<Rejection> rejections(Row row) {
        return Rejection.ofBatch(row.getAs(REJECTIONS));
    }

    private String request(List<Row> rows) {
        ObjectNode split = JSON.createObjectNode();
        inputs.forEach(split.putArray("columns")::add);
        ArrayNode data = split.putArray("data");
        for (Row row : rows) {
            ArrayNode cells = data.addArray();
            inputs.forEach(input -> cells.addPOJO(RequestValue.of(row.getAs(input))));
        }
        return JSON.createObjectNode().set("dataframe_split", split).toString();
    }
}
