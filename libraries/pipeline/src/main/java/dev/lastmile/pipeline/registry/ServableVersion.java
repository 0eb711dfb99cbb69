package dev.lastmile.pipeline.registry;

import dev.lastmile.contract.InputContract;
import dev.lastmile.onnx.GoldenRows;
import dev.lastmile.onnx.OnnxModel;
import dev.lastmile.pipeline.StepException;
import dev.lastmile.serving.core.ServingException;
import dev.lastmile.serving.core.check.ServingCheck;
import dev.lastmile.tracking.ModelVersion;
import dev.lastmile.tracking.model.ChampionPairRef;
import dev.lastmile.tracking.model.MlModel;
import dev.lastmile.tracking.model.ModelTags;
import dev.lastmile.tracking.model.ModelVersionRef;
import dev.lastmile.tracking.model.OnnxModelFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Requires that the service can serve a candidate, by the service's own loader, before there is a version of it. */
final class ServableVersion {
    /** What messages call a version that has no number yet. */
    private static final String CANDIDATE = "candidate";

    private final ModelRegistry registry;

    ServableVersion(ModelRegistry registry) {
        this.registry = registry;
    }

    /**
     * @param folder of the candidate, as it will be uploaded
     * @param tags of the version that it will be
     * @param features the version that it was trained on; empty for features
     * @param scratch an empty folder for the files of that version
     * @throws StepException if the service would reject it
     */
    void require(
            Candidate candidate, Path folder, Map<String, String> tags, Optional<ModelVersion> features, Path scratch) {
        ModelVersionRef ref = new ModelVersionRef(
                candidate.name(),
                CANDIDATE,
                candidate.onnx().digest(),
                Optional.ofNullable(tags.get(ModelTags.CHAIN_DIGEST)));
        try {
            if (features.isPresent()) {
                ChampionPairRef pair = new ChampionPairRef(ref, ModelVersionRef.of(features.get()));
                ServingCheck.requirePair(pair, downloaded(features.get(), scratch), folder);
            } else {
                ServingCheck.requireFeatures(ref, folder);
            }
        } catch (ServingException e) {
            throw new StepException(
                    candidate.name() + " is not registered: the service could not serve it. " + e.getMessage(), e);
        } catch (IOException e) {
            throw new StepException(
                    "The files of " + features.orElseThrow() + " cannot be written: " + e.getMessage(), e);
        }
    }

    // What the service reads; the Spark model can be large.
    private Path downloaded(ModelVersion features, Path folder) throws IOException {
        OnnxModel model = registry.onnx(features);
        Files.write(folder.resolve(OnnxModelFolder.MODEL), model.bytes());
        Files.write(folder.resolve(MlModel.FILE), registry.file(features, MlModel.FILE));
        for (String file : ModelTags.fileDigests(features.tags()).keySet()) {
            if (file.equals(GoldenRows.FILE) || file.equals(InputContract.FILE)) {
                Files.write(folder.resolve(file), registry.file(features, file));
            }
        }
        return folder;
    }
}
