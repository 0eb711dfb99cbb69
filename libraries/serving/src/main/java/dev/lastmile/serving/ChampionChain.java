package dev.lastmile.serving;

import dev.lastmile.onnx.Batch;
import dev.lastmile.onnx.Column;
import dev.lastmile.onnx.GoldenRows;
import dev.lastmile.onnx.InvalidRowException;
import dev.lastmile.onnx.OnnxModelException;
import dev.lastmile.onnx.OnnxScorer;
import dev.lastmile.onnx.TensorSpec;
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
    private final List<InputColumn> inputs;
    private final List<TensorSpec> outputs;
    private final List<String> handedOver;
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
            ChainSignature signature,
            Optional<Batch> examples) {
        this.pair = pair;
        this.part = part;
        this.features = features;
        this.model = model;
        this.inputs = part == ServedPart.MODEL ? ChainSignature.handedOver(pair.model(), model) : signature.inputs();
        this.examples = examples;
        this.outputs = (part == ServedPart.FEATURES ? features : model)
                .outputs().stream()
                        .filter(output -> !output.name().equals(RowStatus.OUTPUT))
                        .toList();
        this.handedOver = model.inputs().stream().map(TensorSpec::name).toList();
        this.featuresStatus = RowStatus.of(pair.features(), features.metadata(), "make train-features");
        this.modelStatus = RowStatus.of(pair.model(), model.metadata(), "make pipeline");
    }

    /**
     * Loads both models and checks that each is what its signature says, that one takes what the other gives, and that
     * each says of its golden rows what it said where it was trained; a model that was registered without such rows is
     * not asked.
     *
     * @param part what answers; the other model is checked, and closed again
     * @param featuresFolder the features' model folder, with {@code MLmodel} and {@code model.onnx}
     * @param modelFolder the model's
     * @throws ServingException naming the model that does not fit
     */
    public static ChampionChain open(ChampionPair pair, ServedPart part, Path featuresFolder, Path modelFolder) {
        OnnxScorer features = scorer(pair.features(), featuresFolder);
        OnnxScorer model = null;
        try {
            model = scorer(pair.model(), modelFolder);
            ChainSignature signature = ChainSignature.of(
                    pair,
                    features,
                    model,
                    ModelFolder.signature(pair.features(), featuresFolder),
                    ModelFolder.signature(pair.model(), modelFolder));
            Optional<GoldenRows> raw = requireGolden(pair.features(), featuresFolder, features);
            Optional<GoldenRows> made = requireGolden(pair.model(), modelFolder, model);
            Optional<Batch> examples = (part == ServedPart.MODEL ? made : raw).map(GoldenRows::inputs);
            ChampionChain chain = new ChampionChain(pair, part, features, model, signature, examples);
            chain.closeWhatIsNotAsked();
            return chain;
        } catch (RuntimeException e) {
            features.close();
            if (model != null) {
                model.close();
            }
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
            Batch made = valid(featuresStatus, features.score(rows));
            if (part == ServedPart.FEATURES) {
                return made;
            }
            Map<String, Column> taken = new LinkedHashMap<>();
            handedOver.forEach(name -> taken.put(name, made.column(name)));
            return valid(modelStatus, model.score(Batch.of(taken)));
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
        if (part == ServedPart.FEATURES) {
            model.close();
        } else if (part == ServedPart.MODEL) {
            features.close();
        }
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

    private static OnnxScorer scorer(ModelPin pin, Path folder) {
        Path file = folder.resolve("model.onnx");
        try {
            return new OnnxScorer(Files.readAllBytes(file));
        } catch (IOException e) {
            throw new ServingException(pin + ": " + file + " cannot be read: " + e.getMessage(), e);
        } catch (RuntimeException e) {
            throw new ServingException(pin + " is not a graph that ONNX Runtime loads: " + e.getMessage(), e);
        }
    }
}
