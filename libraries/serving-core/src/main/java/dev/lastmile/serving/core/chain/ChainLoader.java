package dev.lastmile.serving.core.chain;

import dev.lastmile.onnx.Batch;
import dev.lastmile.onnx.GoldenRows;
import dev.lastmile.onnx.OnnxModelException;
import dev.lastmile.onnx.OnnxScorer;
import dev.lastmile.serving.core.ServingException;
import dev.lastmile.tracking.model.OnnxModelFolder;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** Opens the sessions of a pair, checks them and chooses the form in which they score. For one call of {@link #open}. */
final class ChainLoader {
    private final ChampionPair pair;
    private final ServedPart part;
    private final Path featuresFolder;
    private final Path modelFolder;
    private final Deque<OnnxScorer> opened = new ArrayDeque<>();
    private int widest = 1;

    ChainLoader(ChampionPair pair, ServedPart part, Path featuresFolder, Path modelFolder) {
        this.pair = pair;
        this.part = part;
        this.featuresFolder = featuresFolder;
        this.modelFolder = modelFolder;
    }

    ChampionChain open() {
        try {
            return checked();
        } catch (Throwable e) {
            opened.forEach(scorer -> closeAfter(e, scorer));
            throw e;
        }
    }

    private ChampionChain checked() {
        OnnxScorer features = scorer(pair.features(), featuresFolder, OnnxModelFolder.MODEL);
        OnnxScorer model = scorer(pair.model(), modelFolder, OnnxModelFolder.MODEL);
        List<InputColumn> inputs = InputColumns.of(ChainSignature.of(
                        pair,
                        features,
                        model,
                        ModelFolder.signature(pair.features(), featuresFolder),
                        ModelFolder.signature(pair.model(), modelFolder))
                .inputs());
        Optional<Batch> raw = goldenRows(pair.features(), featuresFolder, features);
        Optional<Batch> computed = goldenRows(pair.model(), modelFolder, model);
        RowStatusFilter featuresStatus =
                RowStatusFilter.of(pair.features(), features.metadata(), "make train-features");
        if (part == ServedPart.FEATURES) {
            close(model);
            measure(features);
            return chain(new SingleSession(features, inputs, featuresStatus), false, raw);
        }
        if (part == ServedPart.MODEL) {
            List<InputColumn> taken = InputColumns.of(ChainSignature.modelInputs(pair.model(), model));
            close(features);
            measure(model);
            return chain(new SingleSession(model, taken, modelStatus(model)), false, computed);
        }
        measure(features);
        measure(model);
        if (pair.model().chainDigest().isPresent()) {
            OnnxScorer merged = scorer(pair.model(), modelFolder, OnnxModelFolder.CHAIN);
            MergedGraph.requireEquivalent(pair, merged, features, model, raw);
            close(features);
            close(model);
            return chain(new SingleSession(merged, inputs, modelStatus(merged)), true, raw);
        }
        return chain(new TwoSessions(features, featuresStatus, model, modelStatus(model), inputs), false, raw);
    }

    private ChampionChain chain(ChainForm form, boolean merged, Optional<Batch> examples) {
        return new ChampionChain(pair, part, form, merged, examples, widest);
    }

    // A merged graph allocates what its two parts give and take, though it shows only its ends.
    private void measure(OnnxScorer scorer) {
        widest = Math.max(widest, ScoringMemory.widest(scorer.inputs()));
        widest = Math.max(widest, ScoringMemory.widest(scorer.outputs()));
    }

    private RowStatusFilter modelStatus(OnnxScorer scorer) {
        return RowStatusFilter.of(pair.model(), scorer.metadata(), "make pipeline");
    }

    private OnnxScorer scorer(ModelPin pin, Path folder, String name) {
        OnnxScorer scorer = ModelFolder.scorer(pin, folder, name);
        opened.push(scorer);
        return scorer;
    }

    private void close(OnnxScorer scorer) {
        opened.remove(scorer);
        scorer.close();
    }

    private static void closeAfter(Throwable failure, OnnxScorer scorer) {
        try {
            scorer.close();
        } catch (RuntimeException | Error e) {
            failure.addSuppressed(e);
        }
    }

    private Optional<Batch> goldenRows(ModelPin pin, Path folder, OnnxScorer scorer) {
        Optional<GoldenRows> golden = ModelFolder.goldenRows(pin, folder);
        try {
            golden.flatMap(rows -> rows.failure(scorer)).ifPresent(failure -> {
                throw new ServingException(pin + " is not what it was where it was trained: " + failure
                        + ". Train it again, or roll back.");
            });
        } catch (OnnxModelException e) {
            throw new ServingException(pin + ": " + e.getMessage(), e);
        }
        golden.ifPresent(rows -> widest = Math.max(widest, ScoringMemory.widest(rows.outputs())));
        return golden.map(GoldenRows::inputs);
    }
}
