package dev.lastmile.trackingserver.run;

import dev.lastmile.trackingserver.protocol.ApiPaths;
import dev.lastmile.trackingserver.protocol.Parameters;
import dev.lastmile.trackingserver.run.Run.ModelOutput;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.io.InputStream;
import java.util.Map;

/** {@code runs/…} of the protocol: logging. */
@Path(ApiPaths.MLFLOW + "runs")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class RunLogResource {
    private final RunLog log;

    public RunLogResource(RunLog log) {
        this.log = log;
    }

    @POST
    @Path("log-metric")
    public Map<String, String> logMetric(InputStream body) {
        Parameters in = Parameters.read(body);
        log.log(in.runId(), Batch.metric(in));
        return Map.of();
    }

    @POST
    @Path("log-parameter")
    public Map<String, String> logParameter(InputStream body) {
        Parameters in = Parameters.read(body);
        log.log(in.runId(), Batch.param(in));
        return Map.of();
    }

    @POST
    @Path("set-tag")
    public Map<String, String> setTag(InputStream body) {
        Parameters in = Parameters.read(body);
        log.log(in.runId(), Batch.tag(in));
        return Map.of();
    }

    @POST
    @Path("delete-tag")
    public Map<String, String> deleteTag(InputStream body) {
        Parameters in = Parameters.read(body);
        log.deleteTag(in.runId(), in.required("key"));
        return Map.of();
    }

    @POST
    @Path("log-batch")
    public Map<String, String> logBatch(InputStream body) {
        Parameters in = Parameters.read(body);
        log.log(in.runId(), Batch.read(in));
        return Map.of();
    }

    @POST
    @Path("log-inputs")
    public Map<String, String> logInputs(InputStream body) {
        Parameters in = Parameters.readInputs(body);
        log.addInputs(
                in.runId(),
                RunInputs.read(in),
                in.objects("models").stream().map(RunInputs::modelId).toList());
        return Map.of();
    }

    @POST
    @Path("outputs")
    public Map<String, String> logOutputs(InputStream body) {
        Parameters in = Parameters.read(body);
        log.addModelOutputs(
                in.runId(),
                in.objects("models").stream()
                        .map(model -> new ModelOutput(
                                RunInputs.modelId(model), model.integer("step").orElse(0)))
                        .toList());
        return Map.of();
    }

    @POST
    @Path("log-model")
    public Map<String, String> logModel(InputStream body) {
        Parameters in = Parameters.read(body);
        log.recordModel(in.runId(), in.required("model_json"));
        return Map.of();
    }
}
