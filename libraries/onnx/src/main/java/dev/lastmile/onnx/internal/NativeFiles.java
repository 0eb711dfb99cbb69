package dev.lastmile.onnx.internal;

import java.io.File;
import java.lang.reflect.Field;
import java.nio.file.Path;

/**
 * Removes the folder that ONNX Runtime unpacks its libraries into.
 *
 * <p>ONNX Runtime asks for its folder to be deleted before the files in it, so that each JVM leaves an empty one behind.
 * Where the folder is not found, or a library in use cannot be deleted (Windows), it stays.
 */
public final class NativeFiles {
    private static boolean registered;

    private NativeFiles() {}

    /** To be called once ONNX Runtime is loaded; calling it again does nothing. */
    public static synchronized void deleteOnExit() {
        if (registered) {
            return;
        }
        registered = true;
        try {
            Field field = Class.forName("ai.onnxruntime.OnnxRuntime").getDeclaredField("tempDirectory");
            field.setAccessible(true);
            if (field.get(null) instanceof Path folder) {
                Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(folder), "onnxruntime-files-delete"));
            }
        } catch (ReflectiveOperationException | RuntimeException e) {
            // An empty folder is left, as it would be without this.
        }
    }

    private static void delete(Path folder) {
        File[] files = folder.toFile().listFiles();
        if (files != null) {
            for (File file : files) {
                file.delete();
            }
        }
        folder.toFile().delete();
    }
}
