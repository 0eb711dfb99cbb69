package dev.lastmile.pipeline.process;

import java.nio.file.Path;

/** The Java that this process runs on, for the processes that it starts. */
final class Java {
    private Java() {}

    static String executable() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }
}
