package dev.lastmile.pipeline.process;

import java.util.List;

/** What a real-time service answers with: the whole chain, or one model of the pair, as two services that split it. */
public enum ServicePart {
    CHAIN("", "service", 0),
    FEATURES("-features", "service of the features", 0),
    MODEL("-model", "service of the model", 1);

    /** The two that take the place of {@link #CHAIN}, in the order in which they are asked. */
    public static final List<ServicePart> SPLIT = List.of(FEATURES, MODEL);

    private final String suffix;
    private final String title;
    private final int portOffset;

    ServicePart(String suffix, String title, int portOffset) {
        this.suffix = suffix;
        this.title = title;
        this.portOffset = portOffset;
    }

    /** Names the service's files. */
    String process() {
        return "serving" + suffix;
    }

    /** As messages name it. */
    public String title() {
        return title;
    }

    /** Its prediction log, given that of the chain. */
    String logFile(String chain) {
        return chain + suffix;
    }

    /** What is added to the configured port. */
    int portOffset() {
        return portOffset;
    }
}
