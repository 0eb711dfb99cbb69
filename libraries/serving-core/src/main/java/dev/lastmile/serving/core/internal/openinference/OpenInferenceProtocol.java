package dev.lastmile.serving.core.internal.openinference;

import dev.lastmile.onnx.TensorSpec;
import dev.lastmile.serving.core.InvalidRequestException;
import dev.lastmile.serving.core.RequestRejectedException;
import dev.lastmile.serving.core.internal.chain.ChampionChain;
import dev.lastmile.serving.core.internal.champion.Champion;
import dev.lastmile.serving.core.internal.champion.ServingState.Serving;
import dev.lastmile.serving.core.internal.champion.ServingState.Waiting;
import dev.lastmile.serving.core.internal.openinference.InferenceRequest.WantedOutput;
import dev.lastmile.serving.core.internal.openinference.InferenceResponse.Output;
import dev.lastmile.serving.core.internal.prediction.Headers;
import dev.lastmile.serving.core.internal.prediction.Prediction;
import dev.lastmile.serving.core.internal.prediction.PredictionLog.Caller;
import dev.lastmile.serving.core.internal.prediction.Predictor;
import dev.lastmile.serving.core.internal.prediction.ScoringCall;
import dev.lastmile.serving.core.internal.prediction.ScoringRequest;
import dev.lastmile.serving.core.internal.protocol.ErrorJson;
import dev.lastmile.serving.core.internal.protocol.ScoringProtocol;
import dev.lastmile.serving.core.internal.protocol.ScoringResponse;
import dev.lastmile.serving.core.internal.request.RowsReader;
import dev.lastmile.serving.core.internal.request.ValueExcerpt;
import dev.lastmile.tracking.model.ModelVersionRef;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The Open Inference Protocol: the chain is one model, with the name of its last registered model. */
public final class OpenInferenceProtocol implements ScoringProtocol {
    private static final String BINARY = "application/octet-stream";
    private static final List<String> TYPES = List.of("application/json", BINARY);

    private final Champion champion;
    private final Predictor predictor;

    /** A protocol that scores with a predictor and describes its champion. */
    public OpenInferenceProtocol(Champion champion, Predictor predictor) {
        this.champion = champion;
        this.predictor = predictor;
    }

    /** Triton's clients send no type, others JSON or binary data; the types of HTML forms are rejected. */
    @Override
    public void requireReadable(String contentType) {
        if (contentType == null || contentType.isBlank()) {
            return;
        }
        String type = contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        if (!TYPES.contains(type) && !(type.startsWith("application/") && type.endsWith("+json"))) {
            throw RequestRejectedException.unsupportedType(
                    "This service reads " + TYPES + ", and the request is " + ValueExcerpt.cut(contentType) + ".");
        }
    }

    @Override
    public ScoringResponse score(ScoringRequest sent) {
        // Before the body is parsed: a wrong model is reported first.
        requireServed(chain(), sent.model(), sent.version());
        InferenceRequest request = InferenceRequest.parse(sent.body(), jsonLength(sent));
        try (ScoringCall call = predictor.begin(sent)) {
            requireServed(call.chain(), sent.model(), sent.version());
            List<Output> outputs = outputs(request, call.chain().outputs());
            RowsReader rows = new RowsReader(call.inputs(), call.limits(), sent.body().length);
            int count = new TensorReader(sent.body(), request).read(rows, call.inputs());
            Prediction prediction = call.score(
                    rows.batch(count),
                    new Caller(sent.requestId() == null ? request.id() : sent.requestId(), sent.client()));
            return response(
                    prediction,
                    new InferenceResponse(call.chain().served(), request.id()).write(outputs, prediction.outputs()));
        }
    }

    private static ScoringResponse response(Prediction prediction, InferenceResponse.Body body) {
        ScoringResponse json = ScoringResponse.json(prediction, body.bytes());
        if (!body.isBinary()) {
            return json;
        }
        Map<String, String> headers = new LinkedHashMap<>(json.headers());
        headers.put(Headers.JSON_LENGTH, Integer.toString(body.jsonLength()));
        return new ScoringResponse(BINARY, headers, body.bytes());
    }

    private static int jsonLength(ScoringRequest sent) {
        int length = sent.jsonLength();
        if (length < 0) {
            return sent.body().length;
        }
        if (length == 0 || length > sent.body().length) {
            throw InvalidRequestException.unreadable("The header " + Headers.JSON_LENGTH + " is " + length
                    + ", and the body has " + sent.body().length
                    + " bytes. Send the length of the JSON that the body begins with.");
        }
        return length;
    }

    @Override
    public byte[] error(RequestRejectedException e) {
        return ErrorJson.openInference(e.getMessage());
    }

    /**
     * The version that is served under a name.
     *
     * @param version empty for any
     * @throws RequestRejectedException with 404 for another model or version, with 503 without a model
     */
    public ModelVersionRef served(String model, String version) {
        return requireServed(chain(), model, version);
    }

    /**
     * The description of a model: its inputs and outputs, as JSON.
     *
     * @param version empty for any
     * @throws RequestRejectedException with 404 for another model or version, with 503 without a model
     */
    public byte[] metadata(String model, String version) {
        ChampionChain chain = chain();
        requireServed(chain, model, version);
        return ModelMetadata.of(chain);
    }

    private ChampionChain chain() {
        if (champion.state() instanceof Waiting waiting) {
            throw RequestRejectedException.unavailable("No model is loaded. " + waiting.reason());
        }
        return ((Serving) champion.state()).chain();
    }

    private static ModelVersionRef requireServed(ChampionChain chain, String model, String version) {
        ModelVersionRef ref = chain.served();
        if (!ref.name().equals(model) || !(version.isEmpty() || ref.version().equals(version))) {
            throw RequestRejectedException.unknown("Model " + model
                    + (version.isEmpty() ? "" : " version " + version) + " is not served here; " + ref.name()
                    + " version " + ref.version() + " is.");
        }
        return ref;
    }

    private static List<Output> outputs(InferenceRequest request, List<TensorSpec> given) {
        if (request.outputs().isEmpty()) {
            return given.stream()
                    .map(output -> new Output(output, request.binaryOutputs()))
                    .toList();
        }
        List<Output> outputs = new ArrayList<>();
        for (WantedOutput wanted : request.outputs()) {
            TensorSpec spec = given.stream()
                    .filter(output -> output.name().equals(wanted.name()))
                    .findFirst()
                    .orElseThrow(() -> InvalidRequestException.unfit("The model has no output "
                            + ValueExcerpt.cut(wanted.name()) + "; it has "
                            + given.stream().map(TensorSpec::name).toList() + "."));
            outputs.add(new Output(spec, wanted.binary() == null ? request.binaryOutputs() : wanted.binary()));
        }
        return outputs;
    }
}
