package dev.lastmile.tracking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.mlflow.api.proto.Service;
import org.mlflow.tracking.MlflowClient;

/** What the client does with a server, whichever it is: runs and artifacts, the model registry, and MLflow's own client. */
abstract class TrackingContract extends RunContract {
    @Test
    void aModelGoesUpAndComesBackWhole() throws IOException {
        Path model = model();
        String id = newRun();
        List<String> seen = new ArrayList<>();

        client.uploadArtifacts(id, "model", model, (file, done, total) -> seen.add(done + "/" + total + " " + file));
        String name = "iris-features-" + UUID.randomUUID();
        client.findOrCreateRegisteredModel(name);
        ModelVersion version = client.createModelVersion(name, id, "model", Map.of("lastmile.digest", "sha256:0"));
        client.downloadModel(version, folder.resolve("down"));

        assertThat(seen)
                .containsExactly(
                        "1/4 MLmodel",
                        "2/4 model.onnx",
                        "3/4 sparkml/metadata/_SUCCESS",
                        "4/4 sparkml/metadata/part-00000");
        assertThat(version.version()).isEqualTo("1");
        assertThat(version.status()).isEqualTo("READY");
        assertThat(version.runId()).isEqualTo(id);
        assertThat(version.source()).isEqualTo(client.run(id).artifactUri() + "/model");
        assertThat(version.tags()).isEqualTo(Map.of("lastmile.digest", "sha256:0"));
        for (String file :
                List.of("MLmodel", "model.onnx", "sparkml/metadata/_SUCCESS", "sparkml/metadata/part-00000")) {
            assertThat(folder.resolve("down").resolve(file)).hasSameBinaryContentAs(model.resolve(file));
            assertThat(client.downloadModelFile(version, file)).isEqualTo(Files.readAllBytes(model.resolve(file)));
        }
        assertThat(folder).isDirectoryNotContaining("glob:**/.down*");
    }

    @Test
    void aVersionWithoutFilesIsToldAndLeavesNoFolder() {
        String name = "empty-" + UUID.randomUUID();
        client.findOrCreateRegisteredModel(name);
        ModelVersion version = client.createModelVersion(name, newRun(), "model", Map.of());

        assertThatThrownBy(() -> client.downloadModel(version, folder.resolve("down")))
                .isInstanceOf(TrackingException.class)
                .hasMessageStartingWith(name + " version 1 has no files on the server");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void versionsComeHighestFirst() {
        String name = "it's-" + UUID.randomUUID();
        client.findOrCreateRegisteredModel(name);
        String id = newRun();
        for (int i = 0; i < 11; i++) {
            client.createModelVersion(name, id, "model", Map.of("number", Integer.toString(i + 1)));
        }

        List<ModelVersion> versions = client.modelVersions(name);

        assertThat(versions)
                .extracting(ModelVersion::version)
                .containsExactly("11", "10", "9", "8", "7", "6", "5", "4", "3", "2", "1");
        assertThat(versions)
                .allSatisfy(version -> assertThat(version.tags()).isEqualTo(Map.of("number", version.version())));
        assertThat(client.modelVersions("nobody-" + unique)).isEmpty();
    }

    @Test
    void anAliasStandsForOneVersionAtATime() {
        String name = "aliased-" + UUID.randomUUID();
        client.findOrCreateRegisteredModel(name);
        String id = newRun();
        client.createModelVersion(name, id, "model", Map.of());
        client.createModelVersion(name, id, "model", Map.of());

        client.setAlias(name, "champion", "1");
        assertThat(client.modelVersionByAlias(name, "champion"))
                .hasValueSatisfying(version -> assertThat(version.version()).isEqualTo("1"));
        client.setAlias(name, "champion", "2");
        client.setAlias(name, "challenger", "2");

        assertThat(client.modelVersionByAlias(name, "champion")).hasValueSatisfying(version -> {
            assertThat(version.version()).isEqualTo("2");
            assertThat(version.aliases()).containsExactlyInAnyOrder("champion", "challenger");
        });
        assertThat(client.modelVersion(name, "1").orElseThrow().aliases()).isEmpty();
        assertThat(client.registeredModel(name).orElseThrow().aliases())
                .isEqualTo(Map.of("champion", "2", "challenger", "2"));

        client.deleteAlias(name, "champion");
        client.deleteAlias(name, "champion");

        assertThat(client.modelVersionByAlias(name, "champion")).isEmpty();
        assertThat(client.registeredModel(name).orElseThrow().aliases()).isEqualTo(Map.of("challenger", "2"));
    }

    @Test
    void whatIsNotRegisteredIsEmptyAndNoError() {
        String name = "known-" + UUID.randomUUID();
        client.findOrCreateRegisteredModel(name);

        assertThat(client.registeredModel("nobody-" + unique)).isEmpty();
        assertThat(client.modelVersion("nobody-" + unique, "1")).isEmpty();
        assertThat(client.modelVersion(name, "1")).isEmpty();
        assertThat(client.modelVersionByAlias("nobody-" + unique, "champion")).isEmpty();
        assertThat(client.modelVersionByAlias(name, "champion")).isEmpty();
    }

    @Test
    void anAliasForAVersionThatDoesNotExistIsRejected() {
        String name = "known-" + UUID.randomUUID();
        client.findOrCreateRegisteredModel(name);

        assertThatThrownBy(() -> client.setAlias(name, "champion", "99"))
                .isInstanceOfSatisfying(
                        TrackingException.class, e -> assertThat(e.errorCode()).isEqualTo("RESOURCE_DOES_NOT_EXIST"));
    }

    @Test
    void registeredModelsAndVersionsHaveTags() {
        String name = "tagged-" + UUID.randomUUID();
        client.findOrCreateRegisteredModel(name);
        client.createModelVersion(name, newRun(), "model", Map.of("kept", "yes"));

        client.setRegisteredModelTag(name, "team", "flowers");
        client.setModelVersionTag(name, "1", "lastmile.parity", "passed");
        client.setModelVersionTag(name, "1", "kept", "changed");

        assertThat(client.findOrCreateRegisteredModel(name).tags()).isEqualTo(Map.of("team", "flowers"));
        assertThat(client.modelVersion(name, "1").orElseThrow().tags())
                .isEqualTo(Map.of("lastmile.parity", "passed", "kept", "changed"));
        assertThat(client.registeredModels()).extracting(RegisteredModel::name).contains(name);
    }

    @Test
    void mlflowsOwnJavaClientReadsTheSame() {
        Run ours = client.createRun(experiment, "for the peer", Map.of("lastmile.step", "peer"));
        client.logBatch(ours.id(), Map.of("accuracy", 0.96), Map.of("seed", "42"), Map.of());
        client.endRun(ours.id(), RunStatus.FINISHED);
        String name = "peer-" + UUID.randomUUID();
        client.findOrCreateRegisteredModel(name);
        client.createModelVersion(name, ours.id(), "model", Map.of("lastmile.digest", "sha256:0"));

        try (MlflowClient peer = new MlflowClient(server().toString())) {
            Service.Run run = peer.getRun(ours.id());
            assertThat(run.getInfo().getRunName()).isEqualTo("for the peer");
            assertThat(run.getInfo().getStatus()).isEqualTo(Service.RunStatus.FINISHED);
            assertThat(run.getInfo().getEndTime())
                    .isEqualTo(client.run(ours.id()).end().orElseThrow().toEpochMilli());
            assertThat(run.getData().getMetrics(0).getValue()).isEqualTo(0.96);
            assertThat(run.getData().getParams(0).getValue()).isEqualTo("42");
            assertThat(run.getData().getTagsList())
                    .anySatisfy(tag ->
                            assertThat(tag.getKey() + "=" + tag.getValue()).isEqualTo("lastmile.step=peer"));
            assertThat(peer.getExperimentByName("contract " + unique)
                            .orElseThrow()
                            .getExperimentId())
                    .isEqualTo(experiment);
            assertThat(peer.getModelVersion(name, "1").getSource()).isEqualTo(ours.artifactUri() + "/model");
        }
    }

    private Path model() throws IOException {
        Path model = folder.resolve("up");
        Files.createDirectories(model.resolve("sparkml/metadata"));
        Files.writeString(model.resolve("MLmodel"), "flavors:\n  onnx:\n    data: model.onnx\n");
        Files.write(model.resolve("model.onnx"), new byte[] {1, 2, 3});
        Files.createFile(model.resolve("sparkml/metadata/_SUCCESS"));
        Files.write(model.resolve("sparkml/metadata/part-00000"), "{}\n".getBytes(StandardCharsets.UTF_8));
        return model;
    }
}
