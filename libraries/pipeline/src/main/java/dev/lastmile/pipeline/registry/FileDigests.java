package dev.lastmile.pipeline.registry;

import dev.lastmile.contract.InputContract;
import dev.lastmile.onnx.GoldenRows;
import dev.lastmile.pipeline.StepException;
import dev.lastmile.tracking.ModelVersion;
import dev.lastmile.tracking.model.MlModel;
import dev.lastmile.tracking.model.ModelTags;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Digests of the files of a version that are read besides its graphs. */
final class FileDigests {
    private static final List<String> FILES =
            List.of(MlModel.FILE, GoldenRows.FILE, InputContract.FILE, ModelRegistry.INPUT_EXAMPLE);

    private FileDigests() {}

    /** The tags of a version whose files are in a folder. */
    static Map<String, String> tags(Path folder) {
        Map<String, String> tags = new LinkedHashMap<>();
        for (String name : FILES) {
            Path file = folder.resolve(name);
            if (Files.exists(file)) {
                tags.put(ModelTags.fileDigest(name), of(read(file)));
            }
        }
        return tags;
    }

    /**
     * Checks a file that was read.
     *
     * @throws StepException if it is not what was registered; a version without a digest of it is not checked
     */
    static void require(ModelVersion version, String name, byte[] content) {
        String expected = version.tags().get(ModelTags.fileDigest(name));
        if (expected != null && !expected.equals(of(content))) {
            throw new StepException(name + " of " + version.name() + " version " + version.version() + " has digest "
                    + of(content) + ", but " + expected
                    + " was registered. The artifact was changed; promote another version.");
        }
    }

    private static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new StepException(file + " cannot be read: " + e.getMessage(), e);
        }
    }

    private static String of(byte[] content) {
        try {
            return "sha256:"
                    + HexFormat.of()
                            .formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
