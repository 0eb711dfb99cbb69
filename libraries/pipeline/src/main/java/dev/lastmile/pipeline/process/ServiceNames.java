package dev.lastmile.pipeline.process;

import dev.lastmile.tracking.model.ServingScope;

/** How the services of a project differ by their scope: process name, title in messages, prediction log and port. */
public record ServiceNames(ServingScope scope) {
    /** Name of the service's files. */
    String process() {
        return "serving" + suffix();
    }

    /** Name of the service in messages. */
    public String title() {
        return switch (scope) {
            case CHAIN -> "service";
            case FEATURES -> "service of the features";
            case MODEL -> "service of the model";
        };
    }

    /** File of the service's prediction log, given that of the chain's. */
    String logFile(String chain) {
        return chain + suffix();
    }

    /** Offset from the configured port. */
    int portOffset() {
        return scope == ServingScope.MODEL ? 1 : 0;
    }

    private String suffix() {
        return switch (scope) {
            case CHAIN -> "";
            case FEATURES -> "-features";
            case MODEL -> "-model";
        };
    }
}
