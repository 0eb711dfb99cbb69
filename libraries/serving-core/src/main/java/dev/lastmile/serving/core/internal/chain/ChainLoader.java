package dev.lastmile.serving.core.internal.chain;

import dev.lastmile.onnx.Batch;
import dev.lastmile.onnx.GoldenRows;
import dev.lastmile.onnx.OnnxModelException;
import dev.lastmile.onnx.OnnxScorer;
import dev.lastmile.serving.core.ServingException;
import dev.lastmile.tracking.model.ChampionPairRef;
import dev.lastmile.tracking.model.ModelVersionRef;
import dev.lastmile.tracking.model.OnnxModelFolder;
import dev.lastmile.tracking.model.ServingScope;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** Opens and checks the sessions of a pair, and chooses how they score. For one call of {@link #open}. */
final class ChainLoader {
    private final ChampionPairRef pair;
    private final ServingScope scope;
    private final Path featuresFolder;
    private final Path modelFolder;
    private final Deque<OnnxScorer> opened = new ArrayDeque<>();
    private int widest = 1;

    ChainLoader(ChampionPairRef pair, ServingScope scope, Path featuresFolder, Path modelFolder) {
        this.pair = pair;
        this.scope = scope;
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
        Optional<RowContract> contract = ModelFolder.contract(pair.features(), featuresFolder, inputs);
        Optional<Batch> raw = goldenRows(pair.features(), featuresFolder, features);
        Optional<Batch> computed = goldenRows(pair.model(), modelFolder, model);
        RowStatusFilter featuresStatus =
                RowStatusFilter.of(pair.features(), features.metadata(), "make train-features");
        if (scope == ServingScope.FEATURES) {
            close(model);
            measure(features);
            return chain(new SingleSession(features, inputs, featuresStatus), false, raw, contract);
        }
        if (scope == ServingScope.MODEL) {
            List<InputColumn> modelInputs = InputColumns.of(ChainSignature.modelInputs(pair.model(), model));
            close(features);
            measure(model);
            return chain(
                    new SingleSession(model, modelInputs, modelStatus(model)),
                    false,
                    computed,
                    ModelFolder.contract(pair.model(), modelFolder, modelInputs));
        }
        measure(features);
        measure(model);
        if (pair.model().chainDigest().isPresent()) {
            OnnxScorer merged = scorer(pair.model(), modelFolder, OnnxModelFolder.CHAIN);
            MergedGraph.requireEquivalent(pair, merged, features, model, raw);
            close(features);
            close(model);
            return chain(new SingleSession(merged, inputs, modelStatus(merged)), true, raw, contract);
        }
        return chain(
                new TwoSessions(features, featuresStatus, model, modelStatus(model), inputs), false, raw, contract);
    }

    private ChampionChain chain(
            ChainScorer scorer, boolean merged, Optional<Batch> examples, Optional<RowContract> contract) {
        return new ChampionChain(pair, scope, scorer, merged, examples, contract, widest);
    }

    /** As {@link ChampionChain#requireServable}. */
    static void requireFeatures(ModelVersionRef ref, Path folder) {
        try (OnnxScorer scorer = ModelFolder.scorer(ref, folder, OnnxModelFolder.MODEL)) {
            List<InputColumn> inputs = ChainSignature.inputs(ref, scorer, ModelFolder.signature(ref, folder));
            RowStatusFilter.of(ref, scorer.metadata(), "make train-features");
            ModelFolder.contract(ref, folder, inputs);
            reproduced(ref, folder, scorer);
        }
    }

    // A merged graph also allocates the intermediate tensors, which are not among its inputs and outputs.
    private void measure(OnnxScorer scorer) {
        widest = Math.max(widest, ScoringMemory.widest(scorer.inputs()));
        widest = Math.max(widest, ScoringMemory.widest(scorer.outputs()));
    }

    private RowStatusFilter modelStatus(OnnxScorer scorer) {
        return RowStatusFilter.of(pair.model(), scorer.metadata(), "make pipeline");
    }

    private OnnxScorer scorer(ModelVersionRef ref, Path folder, String name) {
        OnnxScorer scorer = ModelFolder.scorer(ref, folder, name);
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

    private Optional<Batch> goldenRows(ModelVersionRef ref, Path folder, OnnxScorer scorer) {
        Optional<GoldenRows> golden = reproduced(ref, folder, scorer);
        golden.ifPresent(rows -> widest = Math.max(widest, ScoringMemory.widest(rows.outputs())));
        return golden.map(GoldenRows::inputs);
    }

    private static Optional<GoldenRows> reproduced(ModelVersionRef ref, Path folder, OnnxScorer scorer) {
        Optional<GoldenRows> golden = ModelFolder.goldenRows(ref, folder);
        try {
            golden.flatMap(rows -> rows.failure(scorer)).ifPresent(failure -> {
                throw new ServingException(
                        ref + " does not reproduce its golden rows: " + failure + ". Train it again, or roll back.");
            });
        } catch (OnnxModelException e) {
            throw new ServingException(ref + ": " + e.getMessage(), e);
        }
        return golden;
    }
}
