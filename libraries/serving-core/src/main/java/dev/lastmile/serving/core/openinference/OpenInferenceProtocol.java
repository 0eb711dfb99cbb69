package dev.lastmile.serving.core.openinference;

import dev.lastmile.onnx.TensorSpec;
import dev.lastmile.serving.core.InvalidRequestException;
import dev.lastmile.serving.core.RefusedRequestException;
import dev.lastmile.serving.core.chain.ChampionChain;
import dev.lastmile.serving.core.chain.ModelPin;
import dev.lastmile.serving.core.champion.Champion;
import dev.lastmile.serving.core.champion.ServingState.Serving;
import dev.lastmile.serving.core.champion.ServingState.Waiting;
import dev.lastmile.serving.core.prediction.Prediction;
import dev.lastmile.serving.core.prediction.PredictionLog.Caller;
import dev.lastmile.serving.core.prediction.Predictor;
import dev.lastmile.serving.core.prediction.ScoringCall;
import dev.lastmile.serving.core.protocol.ErrorJson;
import dev.lastmile.serving.core.protocol.ScoringProtocol;
import dev.lastmile.serving.core.protocol.ScoringRequest;
import dev.lastmile.serving.core.protocol.ScoringResponse;
import dev.lastmile.serving.core.request.RowReader;
import java.util.ArrayList;
import java.util.List;

/** The Open Inference Protocol: the chain as one model, named as the registered model that it ends in. */
public final class OpenInferenceProtocol implements ScoringProtocol {
    private final Champion champion;
    private final Predictor predictor;

    /** A protocol that scores with a predictor and describes its champion. */
    public OpenInferenceProtocol(Champion champion, Predictor predictor) {
        this.champion = champion;
        this.predictor = predictor;
    }

    @Override
    public void requireReadable(String contentType) {}

    @Override
    public ScoringResponse score(ScoringRequest sent) {
        // Before the body is parsed, so that a client learns of a wrong model first.
        requireServed(chain(), sent);
        InferenceRequest request = InferenceRequest.parse(sent.body());
        try (ScoringCall call = predictor.begin(sent.features())) {
            requireServed(call.chain(), sent);
            List<TensorSpec> wanted = wanted(request.outputs(), call.chain().outputs());
            Prediction prediction = call.score(
                    new RowReader(call.inputs()).read(request.table(call.inputs())),
                    new Caller(sent.requestId() == null ? request.id() : sent.requestId(), sent.client()));
            return ScoringResponse.json(
                    prediction,
                    InferenceAnswer.inference(call.chain().served(), request.id(), wanted, prediction.outputs()));
        }
    }

    @Override
    public byte[] error(RefusedRequestException e) {
        return ErrorJson.openInference(e.getMessage());
    }

    /**
     * The version that is served under a name.
     *
     * @param version empty for any
     * @throws RefusedRequestException with 404 for another model or version, with 503 without a model
     */
    public ModelPin served(String model, String version) {
        return requireServed(chain(), model, version);
    }

    /**
     * The description of a model: its inputs and outputs, as JSON.
     *
     * @param version empty for any
     * @throws RefusedRequestException with 404 for another model or version, with 503 without a model
     */
    public byte[] metadata(String model, String version) {
        ChampionChain chain = chain();
        requireServed(chain, model, version);
        return InferenceAnswer.metadata(chain);
    }

    private ChampionChain chain() {
        if (champion.state() instanceof Waiting waiting) {
            throw RefusedRequestException.unavailable("No model is loaded. " + waiting.reason());
        }
        return ((Serving) champion.state()).chain();
    }

    private static void requireServed(ChampionChain chain, ScoringRequest request) {
        requireServed(chain, request.model(), request.version());
    }

    private static ModelPin requireServed(ChampionChain chain, String model, String version) {
        ModelPin pin = chain.served();
        if (!pin.name().equals(model) || !(version.isEmpty() || pin.version().equals(version))) {
            throw RefusedRequestException.unknown("There is no model " + model
                    + (version.isEmpty() ? "" : " version " + version) + " here; " + pin.name() + " version "
                    + pin.version() + " answers.");
        }
        return pin;
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
}
