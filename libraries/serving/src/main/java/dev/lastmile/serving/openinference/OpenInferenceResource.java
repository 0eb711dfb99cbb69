package dev.lastmile.serving.openinference;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lastmile.onnx.TensorSpec;
import dev.lastmile.serving.ChampionChain;
import dev.lastmile.serving.InvalidRequestException;
import dev.lastmile.serving.ModelPin;
import dev.lastmile.serving.RefusedRequestException;
import dev.lastmile.serving.ServedPart;
import dev.lastmile.serving.ServingConfig;
import dev.lastmile.serving.champion.Champion;
import dev.lastmile.serving.champion.ServingState.Serving;
import dev.lastmile.serving.champion.ServingState.Waiting;
import dev.lastmile.serving.prediction.Headers;
import dev.lastmile.serving.prediction.Prediction;
import dev.lastmile.serving.prediction.Predictor;
import dev.lastmile.serving.prediction.ScoringAnswer;
import dev.lastmile.serving.request.RequestBody;
import dev.lastmile.serving.request.RowReader;
import dev.lastmile.serving.request.ScoringRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** The chain as one model, by the name of the registered model that it ends in. */
@Path("/v2")
public class OpenInferenceResource {
    private final Champion champion;
    private final Predictor predictor;
    private final RequestBody bodies;
    private final ServedPart part;
    private final String name;
    private final String version;

    public OpenInferenceResource(
            Champion champion,
            Predictor predictor,
            RequestBody bodies,
            ServingConfig config,
            @ConfigProperty(name = "quarkus.application.name") String name,
            @ConfigProperty(name = "quarkus.application.version") String version) {
        this.champion = champion;
        this.predictor = predictor;
        this.bodies = bodies;
        this.part = config.part();
        this.name = name;
        this.version = version;
    }

    /** The server's name and version. */
    @GET
    public Response server() {
        ObjectNode json = object().put("name", name).put("version", version);
        json.putArray("extensions");
        return ok(InferenceAnswer.bytes(json));
    }

    /** Whether the server runs. */
    @GET
    @Path("health/live")
    public Response live() {
        return ok(InferenceAnswer.bytes(object().put("live", true)));
    }

    /** Whether a model answers: 200, or 503. */
    @GET
    @Path("health/ready")
    public Response ready() {
        boolean ready = champion.state() instanceof Serving;
        return json(ready ? 200 : 503, InferenceAnswer.bytes(object().put("ready", ready)));
    }

    /** Whether this model answers. */
    @GET
    @Path("models/{model}/ready")
    public Response modelReady(@PathParam("model") String model) {
        return versionReady(model, "");
    }

    /** Whether this version answers. */
    @GET
    @Path("models/{model}/versions/{version}/ready")
    public Response versionReady(@PathParam("model") String model, @PathParam("version") String version) {
        return answered(() -> {
            ModelPin pin = chain(model, version).served();
            return InferenceAnswer.bytes(object().put("name", pin.name()).put("ready", true));
        });
    }

    /** What the model takes and gives. */
    @GET
    @Path("models/{model}")
    public Response metadata(@PathParam("model") String model) {
        return metadata(model, "");
    }

    /** The same of a version. */
    @GET
    @Path("models/{model}/versions/{version}")
    public Response metadata(@PathParam("model") String model, @PathParam("version") String version) {
        return answered(() -> InferenceAnswer.metadata(chain(model, version)));
    }

    /** Scores the rows of a request. */
    @POST
    @Path("models/{model}/infer")
    public Response infer(
            @PathParam("model") String model,
            @HeaderParam(Headers.FEATURES) String features,
            @HeaderParam(Headers.REQUEST_ID) String requestId,
            InputStream body) {
        return infer(model, "", features, requestId, body);
    }

    /** The same with a version. */
    @POST
    @Path("models/{model}/versions/{version}/infer")
    public Response infer(
            @PathParam("model") String model,
            @PathParam("version") String version,
            @HeaderParam(Headers.FEATURES) String features,
            @HeaderParam(Headers.REQUEST_ID) String requestId,
            InputStream body) {
        try {
            return bodies.read(
                    body,
                    bytes -> answer(
                                    model,
                                    version,
                                    new ScoringRequest(MediaType.APPLICATION_JSON, features, requestId, bytes))
                            .response());
        } catch (RefusedRequestException e) {
            return refused(e);
        }
    }

    /**
     * Scores the rows of a request.
     *
     * @param version empty if the request does not say it
     * @throws RefusedRequestException if it cannot be answered
     */
    public ScoringAnswer answer(String model, String version, ScoringRequest sent) {
        List<TensorSpec> given = chain(model, version).outputs();
        InferenceRequest request = InferenceRequest.parse(sent.body());
        List<TensorSpec> wanted = wanted(request.outputs(), given);
        Prediction prediction = predictor.predict(
                sent.requestId() == null ? request.id() : sent.requestId(),
                sent.features(),
                inputs -> new RowReader(inputs).read(request.table(inputs)));
        return ScoringAnswer.of(
                prediction,
                InferenceAnswer.inference(part.of(prediction.pair()), request.id(), wanted, prediction.outputs()));
    }

    private static List<TensorSpec> wanted(List<String> names, List<TensorSpec> given) {
        if (names.isEmpty()) {
            return given;
        }
        List<TensorSpec> wanted = new ArrayList<>();
        for (String name : names) {
            wanted.add(given.stream()
                    .filter(output -> output.name().equals(name))
                    .findFirst()
                    .orElseThrow(() -> InvalidRequestException.unfit("There is no output " + name + "; there are "
                            + given.stream().map(TensorSpec::name).toList() + ".")));
        }
        return wanted;
    }

    private ChampionChain chain(String model, String version) {
        if (champion.state() instanceof Waiting waiting) {
            throw RefusedRequestException.unavailable("No model is loaded. " + waiting.reason());
        }
        ChampionChain chain = ((Serving) champion.state()).chain();
        ModelPin pin = chain.served();
        if (!pin.name().equals(model) || !(version.isEmpty() || pin.version().equals(version))) {
            throw RefusedRequestException.unknown("There is no model " + model
                    + (version.isEmpty() ? "" : " version " + version) + " here; " + pin.name() + " version "
                    + pin.version() + " answers.");
        }
        return chain;
    }

    private static Response answered(Supplier<byte[]> body) {
        try {
            return ok(body.get());
        } catch (RefusedRequestException e) {
            return refused(e);
        }
    }

    private static Response refused(RefusedRequestException e) {
        return json(e.status(), InferenceAnswer.error(e.getMessage()));
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    private static Response ok(byte[] body) {
        return json(200, body);
    }

    private static Response json(int status, byte[] body) {
        return Response.status(status)
                .type(MediaType.APPLICATION_JSON_TYPE)
                .entity(body)
                .build();
    }
}
