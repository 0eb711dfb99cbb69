package dev.lastmile.pipeline.registry;

import dev.lastmile.contract.DataContract;
import dev.lastmile.contract.InputContract;
import dev.lastmile.lake.Snapshot;
import dev.lastmile.onnx.OnnxChain;
import dev.lastmile.onnx.OnnxModel;
import dev.lastmile.onnx.OnnxModelException;
import dev.lastmile.onnx.spark.OnnxTransformation;
import dev.lastmile.pipeline.Project;
import dev.lastmile.pipeline.StepException;
import dev.lastmile.pipeline.run.Lineage;
import dev.lastmile.pipeline.run.RunLog;
import dev.lastmile.tracking.ModelVersion;
import dev.lastmile.tracking.TrackingClient;
import dev.lastmile.tracking.model.ChampionPair;
import dev.lastmile.tracking.model.ChampionPairException;
import dev.lastmile.tracking.model.ModelTags;
import dev.lastmile.tracking.model.OnnxModelFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The registered models of a project.
 *
 * <p>A version exists only once all its files are on the server, and carries its tags from the moment that it exists:
 * a kill at any place leaves either no version or a whole one.
 */
public final class ModelRegistry {
    /** The alias that batch scoring and the service resolve. */
    public static final String CHAMPION = "champion";
    /** Rows that a version takes, as a request has them. */
    public static final String INPUT_EXAMPLE = "input_example.json";
    /** Where a model lies in its run's artifacts. */
    static final String ARTIFACT = "model";

    private static final String READY = "READY";

    private final TrackingClient tracking;
    private final Promotions promotions;

    public ModelRegistry(Project project, TrackingClient tracking) {
        this.tracking = tracking;
        this.promotions = new Promotions(project, tracking);
    }

    /** Decisions on who is champion. */
    public Promotions promotions() {
        return promotions;
    }

    /**
     * Uploads a model and registers it as the next version. One that was trained on features gets a graph of both beside
     * it, {@code chain.onnx}, if they can be merged.
     *
     * @param log of the run that has trained the model; the version names it as its source
     * @throws StepException if its parity report has not passed, or the service could not serve it; nothing is uploaded then
     *     but the report
     */
    public ModelVersion register(RunLog log, Candidate candidate) {
        Path folder = log.temporaryFolder(ARTIFACT);
        candidate.write(folder, log.runId());
        log.uploadArtifact(ARTIFACT + "/" + Candidate.PARITY, folder.resolve(Candidate.PARITY));
        if (!candidate.parity().passed()) {
            throw new StepException(
                    candidate.name() + " is not registered: its ONNX form differs from what was trained. "
                            + candidate.parity().summary() + ". The report is parity.json of run " + log.runId() + ".");
        }
        Map<String, String> tags = new LinkedHashMap<>(candidate.tags());
        chain(log, candidate).ifPresent(chain -> {
            write(folder.resolve(OnnxModelFolder.CHAIN), chain.bytes());
            tags.put(ModelTags.CHAIN_DIGEST, chain.digest());
        });
        tags.putAll(FileDigests.tags(folder));
        Optional<ModelVersion> features = Optional.ofNullable(candidate.tags().get(ModelTags.FEATURES_NAME))
                .map(name -> version(name, candidate.tags().get(ModelTags.FEATURES_VERSION)));
        new ServableVersion(this).require(candidate, folder, tags, features, log.temporaryFolder("features"));
        log.uploadArtifacts(ARTIFACT, folder);
        tags.put(ModelTags.DIGEST, candidate.onnx().digest());
        tags.put(ModelTags.PARITY, ModelTags.PASSED);
        tracking.findOrCreateRegisteredModel(candidate.name());
        ModelVersion version = tracking.createModelVersion(candidate.name(), log.runId(), ARTIFACT, tags);
        log.report("registered " + version.name() + " version " + version.version());
        return version;
    }

    /**
     * A version by its number.
     *
     * @throws StepException if there is none
     */
    public ModelVersion version(String name, String version) {
        return tracking.modelVersion(name, version)
                .orElseThrow(() ->
                        new StepException("There is no version " + version + " of " + name + ". Run: make models"));
    }

    /**
     * The newest version that passed parity.
     *
     * @param madeBy the make target that registers it, named when there is none yet
     */
    public ModelVersion newest(String name, String madeBy) {
        if (tracking.registeredModel(name).isPresent()) {
            for (ModelVersion version : tracking.modelVersions(name)) {
                if (READY.equals(version.status())
                        && ModelTags.PASSED.equals(version.tags().get(ModelTags.PARITY))) {
                    return version;
                }
            }
        }
        throw new StepException("There is no registered model " + name + " yet. Run: make " + madeBy);
    }

    /**
     * The features version that a snapshot was made by, as its summary says.
     *
     * @throws StepException if it names none, or the registry has another model under that version now
     */
    public ModelVersion madeBy(Snapshot snapshot, String features) {
        String number = snapshot.summary().get(Lineage.modelKey(features));
        if (number == null) {
            throw new StepException("Snapshot " + snapshot.id() + " of " + snapshot.dataset() + " does not say which "
                    + features + " made it. Run: make interim-data");
        }
        ModelVersion version = version(features, number);
        if (!Lineage.isMadeBy(snapshot, version)) {
            throw new StepException("Snapshot " + snapshot.id() + " of " + snapshot.dataset() + " was made by "
                    + features + " " + number + " with digest "
                    + snapshot.summary().get(Lineage.digestKey(features))
                    + ", which this registry does not have. Run: make interim-data");
        }
        return version;
    }

    /**
     * The champion and its features.
     *
     * @param madeBy the make target that makes a champion, named when there is none yet
     */
    public ChampionPair requireChampion(String model, String madeBy) {
        return champion(model)
                .orElseThrow(() -> new StepException("There is no champion of " + model
                        + " yet: none was trained, or none has passed the gate. Run: make " + madeBy));
    }

    /** The champion and its features, if a champion has been chosen. */
    public Optional<ChampionPair> champion(String model) {
        return championVersion(model).map(this::pair);
    }

    /** The champion alone, whether or not its features are there. */
    public Optional<ModelVersion> championVersion(String model) {
        return tracking.modelVersionByAlias(model, CHAMPION);
    }

    /**
     * A model version with the features that its tags name.
     *
     * @throws StepException if it names none, does not have their digest, or they are not what it was trained on
     */
    public ChampionPair pair(ModelVersion model) {
        try {
            return ChampionPair.resolve(tracking, model);
        } catch (ChampionPairException e) {
            throw new StepException(e.getMessage(), e);
        }
    }

    /**
     * Loads the ONNX form of a version.
     *
     * @throws StepException if the bytes are not those that were registered, or do not contain the whole model
     */
    public OnnxModel onnx(ModelVersion version) {
        OnnxModel model = new OnnxModel(tracking.downloadModelFile(version, OnnxModelFolder.MODEL));
        String expected = version.tags().get(ModelTags.DIGEST);
        if (expected == null) {
            throw new StepException(version.name() + " version " + version.version() + " has no tag " + ModelTags.DIGEST
                    + ", so its file cannot be verified. Promote another version, or set the tag to " + model.digest()
                    + " if that is the digest of the file that you trained.");
        }
        if (!expected.equals(model.digest())) {
            throw new StepException("model.onnx of " + version.name() + " version " + version.version()
                    + " has digest " + model.digest() + ", but " + expected
                    + " was registered. The artifact was changed; promote another version.");
        }
        try {
            model.requireSelfContained();
        } catch (OnnxModelException e) {
            throw new StepException(version.name() + " version " + version.version() + ": " + e.getMessage(), e);
        }
        return model;
    }

    /**
     * Reads a file of a version that is not one of its graphs.
     *
     * @throws StepException if it is not what was registered; one that was registered without a digest is not checked
     */
    public byte[] file(ModelVersion version, String name) {
        byte[] content = tracking.downloadModelFile(version, name);
        FileDigests.require(version, name, content);
        return content;
    }

    /**
     * The contract of a version's inputs.
     *
     * @return empty for a version without columns, or of a Lastmile that did not store it
     * @throws StepException if it is not what was registered, or cannot be read
     */
    public Optional<DataContract> contract(ModelVersion version) {
        return ModelTags.fileDigests(version.tags()).containsKey(InputContract.FILE)
                ? Optional.of(ModelContracts.parse(
                        version.name() + "/" + version.version(), file(version, InputContract.FILE)))
                : Optional.empty();
    }

    /**
     * Batch scoring by a version, as the service scores: rows have to satisfy the contract that it was registered with, and
     * what a model predicts from features has to be finite.
     *
     * @throws StepException if the bytes are not those that were registered
     */
    public OnnxTransformation scoring(ModelVersion version) {
        OnnxTransformation scoring = OnnxTransformation.of(onnx(version));
        Optional<DataContract> contract = contract(version);
        if (contract.isPresent()) {
            scoring = scoring.withContract(contract.get());
        }
        return version.tags().containsKey(ModelTags.FEATURES_NAME)
                ? scoring.withFiniteOutputs(version.name() + "/" + version.version())
                : scoring;
    }

    private Optional<OnnxModel> chain(RunLog log, Candidate candidate) {
        String features = candidate.tags().get(ModelTags.FEATURES_NAME);
        if (features == null) {
            return Optional.empty();
        }
        OnnxModel first = onnx(version(features, candidate.tags().get(ModelTags.FEATURES_VERSION)));
        try {
            return Optional.of(OnnxChain.merge(List.of(first, candidate.onnx())));
        } catch (OnnxModelException e) {
            log.report("the service will ask " + features + " and " + candidate.name() + " in turn, not as one graph: "
                    + e.getMessage());
            return Optional.empty();
        }
    }

    private static void write(Path file, byte[] bytes) {
        try {
            Files.write(file, bytes);
        } catch (IOException e) {
            throw new StepException(file + " cannot be written: " + e.getMessage(), e);
        }
    }
}
