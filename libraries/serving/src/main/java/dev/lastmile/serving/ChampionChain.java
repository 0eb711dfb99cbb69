package dev.lastmile.serving;

import dev.lastmile.onnx.Batch;
import dev.lastmile.onnx.Column;
import dev.lastmile.onnx.GoldenRows;
import dev.lastmile.onnx.InvalidRowException;
import dev.lastmile.onnx.OnnxModelException;
import dev.lastmile.onnx.OnnxScorer;
import dev.lastmile.onnx.TensorSpec;
import dev.lastmile.tracking.model.OnnxModelFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * A champion pair that scores raw rows, the features' graph and then the model's; or one of the two alone.
 *
 * <p>Thread-safe. It holds native memory until it is closed; {@link #close} waits for the rows that are being scored.
 */
public final class ChampionChain implements AutoCloseable {
    private final ChampionPair pair;
    private final ServedPart part;
    private final OnnxScorer features;
    private final OnnxScorer model;
    private final Optional<OnnxScorer> merged;
    private final List<InputColumn> inputs;
    private final List<TensorSpec> outputs;
    private final Optional<Batch> examples;
    private final RowStatus featuresStatus;
    private final RowStatus modelStatus;
    private final ReadWriteLock lock = new ReentrantReadWriteLock();
    private boolean closed;

    private ChampionChain(
            ChampionPair pair,
            ServedPart part,
            OnnxScorer features,
            OnnxScorer model,
            Optional<OnnxScorer> merged,
            ChainSignature signature,
            Optional<Batch> examples) {
        this.pair = pair;
        this.part = part;
        this.features = features;
        this.model = model;
        this.merged = merged;
        this.inputs = part == ServedPart.MODEL ? ChainSignature.handedOver(pair.model(), model) : signature.inputs();
        this.examples = examples;
        this.outputs = (part == ServedPart.FEATURES ? features : model)
                .outputs().stream()
                        .filter(output -> !output.name().equals(RowStatus.OUTPUT))
                        .toList();
        this.featuresStatus = RowStatus.of(pair.features(), features.metadata(), "make train-features");
        // As one graph the two have one status, with the codes of both.
        this.modelStatus = RowStatus.of(pair.model(), merged.orElse(model).metadata(), "make pipeline");
    }

    /**
     * Loads both models and checks that each is what its signature says, that one takes what the other gives, and that
     * each says of its golden rows what it said where it was trained; a model that was registered without such rows is
     * not asked. Where the model came with a graph that has both, that one answers, once it is sure that it says of the
     * features' golden rows what the two say in turn.
     *
     * @param part what answers; the other model is checked, and closed again
     * @param featuresFolder the features' model folder, with {@code MLmodel} and {@code model.onnx}
     * @param modelFolder the model's
     * @throws ServingException naming the model that does not fit
     */
    public static ChampionChain open(ChampionPair pair, ServedPart part, Path featuresFolder, Path modelFolder) {
        OnnxScorer features = ModelFolder.scorer(pair.features(), featuresFolder, OnnxModelFolder.MODEL);
        OnnxScorer model = null;
        Optional<OnnxScorer> merged = Optional.empty();
        try {
            model = ModelFolder.scorer(pair.model(), modelFolder, OnnxModelFolder.MODEL);
            ChainSignature signature = ChainSignature.of(
                    pair,
                    features,
                    model,
                    ModelFolder.signature(pair.features(), featuresFolder),
                    ModelFolder.signature(pair.model(), modelFolder));
            Optional<GoldenRows> raw = requireGolden(pair.features(), featuresFolder, features);
            Optional<GoldenRows> made = requireGolden(pair.model(), modelFolder, model);
            Optional<Batch> examples = (part == ServedPart.MODEL ? made : raw).map(GoldenRows::inputs);
            if (part == ServedPart.CHAIN && pair.model().chainDigest().isPresent()) {
                merged = Optional.of(ModelFolder.scorer(pair.model(), modelFolder, OnnxModelFolder.CHAIN));
                MergedGraph.requireSame(pair, merged.get(), features, model, examples);
            }
            ChampionChain chain = new ChampionChain(pair, part, features, model, merged, signature, examples);
            chain.closeWhatIsNotAsked();
            return chain;
        } catch (RuntimeException e) {
            features.close();
            if (model != null) {
                model.close();
            }
            merged.ifPresent(OnnxScorer::close);
            throw e;
        }
    }

    /** The versions that answer. */
    public ChampionPair pair() {
        return pair;
    }

    /** The version that a client asks by its name. */
    public ModelPin served() {
        return part.of(pair);
    }

    /** Whether one graph has both models, so that rows cross ONNX Runtime once. */
    public boolean isMerged() {
        return merged.isPresent();
    }

    /** What a row is made of, in the order of the signature. */
    public List<InputColumn> inputs() {
        return inputs;
    }

    /** Rows as {@link #inputs} has them, which the first model that is asked was asked in training; empty if they came without. */
    public Optional<Batch> examples() {
        return examples;
    }

    /** What an answer is made of: the outputs of the last model that is asked, but its row status. */
    public List<TensorSpec> outputs() {
        return outputs;
    }

    /**
     * Scores rows.
     *
     * @param rows the columns of {@link #inputs}, at least one row
     * @return the model's outputs but its row status, in the order of the rows
     * @throws InvalidRequestException naming a row that the features cannot be made of, or that cannot be classified
     * @throws ClosedChainException if the chain is closed
     */
    public Batch score(Batch rows) {
        lock.readLock().lock();
        try {
            if (closed) {
                throw new ClosedChainException(pair + " is closed");
            }
            if (part == ServedPart.MODEL) {
                return valid(modelStatus, model.score(rows));
            }
            if (merged.isPresent()) {
                return valid(modelStatus, merged.get().score(rows));
            }
            Batch made = valid(featuresStatus, features.score(rows));
            return part == ServedPart.FEATURES ? made : valid(modelStatus, model.score(handedOver(made, model)));
        } catch (InvalidRowException e) {
            throw InvalidRequestException.unfit(e.getMessage());
        } finally {
            lock.readLock().unlock();
        }
    }

    @Override
    public void close() {
        lock.writeLock().lock();
        try {
            if (!closed) {
                closed = true;
                features.close();
                model.close();
                merged.ifPresent(OnnxScorer::close);
            }
        } finally {
            lock.writeLock().unlock();
        }
    }

    private static Batch valid(RowStatus status, Batch scored) {
        status.requireValid(scored);
        return RowStatus.without(scored);
    }

    private void closeWhatIsNotAsked() {
        if (part == ServedPart.FEATURES || merged.isPresent()) {
            model.close();
        }
        if (part == ServedPart.MODEL || merged.isPresent()) {
            features.close();
        }
    }

    /** What a model takes of what the one before it has made. */
    static Batch handedOver(Batch made, OnnxScorer model) {
        Map<String, Column> taken = new LinkedHashMap<>();
        model.inputs().forEach(input -> taken.put(input.name(), made.column(input.name())));
        return Batch.of(taken);
    }

    private static Optional<GoldenRows> requireGolden(ModelPin pin, Path folder, OnnxScorer scorer) {
        Path file = folder.resolve(GoldenRows.FILE);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            GoldenRows golden = GoldenRows.read(Files.readAllBytes(file));
            golden.failure(scorer).ifPresent(failure -> {
                throw new ServingException(pin + " is not what it was where it was trained: " + failure
                        + ". Train it again, or roll back.");
            });
            return Optional.of(golden);
        } catch (IOException e) {
            throw new ServingException(pin + ": " + file + " cannot be read: " + e.getMessage(), e);
        } catch (OnnxModelException e) {
            throw new ServingException(pin + ": " + e.getMessage(), e);
        }
    }
}
