package dev.lastmile.pipeline.compare;

import dev.lastmile.contract.DataContract;
import dev.lastmile.contract.InputContract;
import dev.lastmile.onnx.OnnxModel;
import dev.lastmile.pipeline.fixture.EveryModel;
import dev.lastmile.tracking.ModelVersion;
import dev.lastmile.tracking.model.ChampionPairRef;
import dev.lastmile.tracking.model.ModelVersionRef;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** An {@link EveryModel} in folders, as registration writes them. */
record EveryPair(
        ChampionPairRef ref,
        OnnxModel features,
        OnnxModel model,
        Path featuresFolder,
        Path modelFolder,
        DataContract contract) {
    static EveryPair train(Path folder) throws IOException {
        EveryModel trained = EveryModel.train();
        Path features = Files.createDirectory(folder.resolve("features"));
        trained.featuresCandidate().write(features, "run-1");
        Path model = Files.createDirectory(folder.resolve("model"));
        trained.modelCandidate(new ModelVersion(
                        "every-features",
                        "1",
                        "READY",
                        "run-1",
                        "runs:/run-1/model",
                        Map.of("lastmile.digest", trained.features().digest()),
                        List.of()))
                .write(model, "run-2");
        return new EveryPair(
                new ChampionPairRef(
                        new ModelVersionRef("every", "2", trained.model().digest()),
                        new ModelVersionRef(
                                "every-features", "1", trained.features().digest())),
                trained.features(),
                trained.model(),
                features,
                model,
                DataContract.parse("of every-features", Files.readString(features.resolve(InputContract.FILE))));
    }
}
