package dev.lastmile.pipeline.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lastmile.pipeline.StepException;
import dev.lastmile.tracking.ModelVersion;
import dev.lastmile.tracking.model.ModelTags;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileDigestsTest {
    // Of "flavors", as sha256sum prints it.
    private static final String FLAVORS = "sha256:2c0353b970a631e6d25c13394cb7f50a2acd82f0929ede79cddb49e238db2df1";

    @TempDir
    Path folder;

    @Test
    void aVersionIsTaggedWithTheFilesThatItHas() throws Exception {
        Files.writeString(folder.resolve("MLmodel"), "flavors");
        Files.writeString(folder.resolve("golden_rows.json"), "{}");
        Files.writeString(folder.resolve("requirements.txt"), "mlflow");

        Map<String, String> tags = FileDigests.tags(folder);

        assertThat(tags).containsOnlyKeys("lastmile.digest.MLmodel", "lastmile.digest.golden_rows.json");
        assertThat(tags).containsEntry("lastmile.digest.MLmodel", FLAVORS);
        assertThat(ModelTags.fileDigests(tags)).containsOnlyKeys("MLmodel", "golden_rows.json");
    }

    @Test
    void aFileThatWasChangedIsRejectedByNameAndOneWithoutADigestIsRead() {
        ModelVersion version = version(Map.of(ModelTags.fileDigest("input_example.json"), FLAVORS));

        assertThatCode(() -> FileDigests.require(version, "input_example.json", bytes("flavors")))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> FileDigests.require(version, "input_example.json", bytes("changed")))
                .isInstanceOf(StepException.class)
                .hasMessageStartingWith("input_example.json of trees version 3 has digest sha256:")
                .hasMessageEndingWith(
                        "but " + FLAVORS + " was registered. The artifact was changed; promote another version.");
        assertThatCode(() -> FileDigests.require(version(Map.of()), "input_example.json", bytes("anything")))
                .doesNotThrowAnyException();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static ModelVersion version(Map<String, String> tags) {
        return new ModelVersion("trees", "3", "READY", "run-1", "runs:/run-1/model", tags, List.of());
    }
}
