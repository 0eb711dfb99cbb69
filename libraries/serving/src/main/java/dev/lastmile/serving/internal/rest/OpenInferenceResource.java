package dev.lastmile.serving.internal.rest;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lastmile.serving.core.RequestRejectedException;
import dev.lastmile.serving.core.internal.champion.Champion;
import dev.lastmile.serving.core.internal.champion.ServingState.Serving;
import dev.lastmile.serving.core.internal.openinference.OpenInferenceProtocol;
import dev.lastmile.tracking.model.ModelVersionRef;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The Open Inference Protocol: the chain is one model, with the name of its last registered model. */
@Path("/v2")
@Tag(name = "open-inference")
public class OpenInferenceResource {
    private final Champion champion;
    private final OpenInferenceProtocol protocol;
    private final RestScoring scoring;
    private final String name;
    private final String version;

    OpenInferenceResource(
            Champion champion,
            OpenInferenceProtocol protocol,
            RestScoring scoring,
            @ConfigProperty(name = "quarkus.application.name") String name,
            @ConfigProperty(name = "quarkus.application.version") String version) {
        this.champion = champion;
        this.protocol = protocol;
        this.scoring = scoring;
        this.name = name;
        this.version = version;
    }

    /** The server's name and version. */
    @GET
    @Operation(operationId = "serverMetadata", summary = "Describe the server")
    public Response server() {
        ObjectNode json = object().put("name", name).put("version", version);
        json.putArray("extensions").add("binary_tensor_data");
        return json(200, json);
    }

    /** Whether the server runs. */
    @GET
    @Path("health/live")
    @Operation(operationId = "serverLive", summary = "Report whether the server is live")
    public Response live() {
        return json(200, object().put("live", true));
    }

    /** Whether a model is served: 200, or 503. */
    @GET
    @Path("health/ready")
    @Operation(operationId = "serverReady", summary = "Report whether a model is served")
    public Response ready() {
        boolean ready = champion.state() instanceof Serving;
        return json(ready ? 200 : 503, object().put("ready", ready));
    }

    /** Whether this model is served. */
    @GET
    @Path("models/{model}/ready")
    @Operation(operationId = "modelReady", summary = "Report whether a model is served")
    public Response modelReady(@PathParam("model") String model) {
        return versionReady(model, "");
    }

    /** Whether this version is served. */
    @GET
    @Path("models/{model}/versions/{version}/ready")
    @Operation(operationId = "modelVersionReady", summary = "Report whether a version of a model is served")
    public Response versionReady(@PathParam("model") String model, @PathParam("version") String version) {
        return described(() -> {
            ModelVersionRef ref = protocol.served(model, version);
            return bytes(object().put("name", ref.name()).put("ready", true));
        });
    }

    /** The model's inputs and outputs. */
    @GET
    @Path("models/{model}")
    @Operation(operationId = "modelMetadata", summary = "Describe the inputs and outputs of a model")
    public Response metadata(@PathParam("model") String model) {
        return metadata(model, "");
    }

    /** The same of a version. */
    @GET
    @Path("models/{model}/versions/{version}")
    @Operation(operationId = "modelVersionMetadata", summary = "Describe the inputs and outputs of a version")
    public Response metadata(@PathParam("model") String model, @PathParam("version") String version) {
        return described(() -> protocol.metadata(model, version));
    }

    /** Scores the rows of a request. */
    @POST
    @Path("models/{model}/infer")
    @Operation(operationId = "infer", summary = "Score rows by the Open Inference Protocol")
    public Response infer(@PathParam("model") String model, @BeanParam ScoringHeaders headers, InputStream body) {
        return scoring.score(protocol, model, "", headers, body);
    }

    /** The same with a version. */
    @POST
    @Path("models/{model}/versions/{version}/infer")
    @Operation(operationId = "inferVersion", summary = "Score rows with a version of the model")
    public Response infer(
            @PathParam("model") String model,
            @PathParam("version") String version,
            @BeanParam ScoringHeaders headers,
            InputStream body) {
        return scoring.score(protocol, model, version, headers, body);
    }

    private Response described(Supplier<byte[]> body) {
        try {
            return json(200, body.get());
        } catch (RequestRejectedException e) {
            return json(e.status(), protocol.error(e));
        }
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    private static byte[] bytes(ObjectNode json) {
        return json.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static Response json(int status, ObjectNode body) {
        return json(status, bytes(body));
    }

    private static Response json(int status, byte[] body) {
        return Response.status(status)
                .type(MediaType.APPLICATION_JSON_TYPE)
                .entity(body)
                .build();
    }
}
