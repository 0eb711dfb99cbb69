package dev.lastmile.pipeline.command;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * The person's desktop, as far as a file can be opened on it. Java's own, {@code java.awt.Desktop}, needs a JDK that is not
 * headless.
 *
 * @param program that opens a file; empty on a machine without a desktop
 */
record Desktop(Optional<String> program) {
    /** @param environment names the display */
    static Desktop of(Map<String, String> environment) {
        return of(System.getProperty("os.name"), environment);
    }

    static Desktop of(String system, Map<String, String> environment) {
        boolean remote = environment.containsKey("SSH_CONNECTION") || environment.containsKey("CI");
        if (system.startsWith("Mac")) {
            return new Desktop(remote ? Optional.empty() : Optional.of("open"));
        }
        boolean display = environment.containsKey("DISPLAY") || environment.containsKey("WAYLAND_DISPLAY");
        return new Desktop(display ? Optional.of("xdg-open") : Optional.empty());
    }

    /** Opens a file if it can; the file's path has been printed, so one that does not open is no failure. */
    void open(Path file) {
        program.ifPresent(name -> {
            try {
                new ProcessBuilder(name, file.toString())
                        .redirectErrorStream(true)
                        .redirectOutput(Redirect.DISCARD)
                        .start();
            } catch (IOException e) {
                System.out.println("open it in a browser: " + name + " is not on the path");
            }
        });
    }
}
