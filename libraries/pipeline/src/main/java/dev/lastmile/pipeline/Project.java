package dev.lastmile.pipeline;

import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A project on one machine.
 *
 * @param name names the tracking experiment, e.g. {@code iris}
 * @param root absolute folder that holds {@code data/} and {@code models/}
 * @param environment what configures it, normally {@link System#getenv()}
 */
public record Project(String name, Path root, Map<String, String> environment) {
    /** Names the folder of the project where it is not the working directory. */
    public static final String HOME_VARIABLE = "LASTMILE_HOME";

    private static final String CODE_VARIABLE = "LASTMILE_CODE";

    public Project {
        Objects.requireNonNull(name);
        root = root.toAbsolutePath().normalize();
        environment = Map.copyOf(environment);
    }

    /** The project in {@code LASTMILE_HOME}, by default the working directory. */
    public static Project fromEnvironment(String name, Map<String, String> environment) {
        return new Project(name, Path.of(environment.getOrDefault(HOME_VARIABLE, "")), environment);
    }

    /** A variable of the environment; empty text counts as not set. */
    public Optional<String> variable(String variable) {
        return Optional.ofNullable(environment.get(variable)).filter(value -> !value.isBlank());
    }

    /** The work tree that the code was built from; the launcher names it, since data may lie elsewhere. */
    public Path code() {
        return variable(CODE_VARIABLE).map(Path::of).orElse(root);
    }

    /** Where the embedded tracking server, the model cache, process ids and logs live. */
    public Path models() {
        return root.resolve("models");
    }
}
