package dev.lastmile.pipeline.process;

import java.util.List;

/** What a real-time service answers with: the whole chain, or one model of the pair, as two services that split it. */
public enum ServicePart {
    CHAIN("serving", "service", 0),
    FEATURES("serving-features", "service of the features", 0),
    MODEL("serving-model", "service of the model", 1);

    /** The two that take the place of {@link #CHAIN}, in the order in which they are asked. */
    public static final List<ServicePart> SPLIT = List.of(FEATURES, MODEL);

    private final String process;
    private final String title;
    private final int portOffset;

    ServicePart(String process, String title, int portOffset) {
        this.process = process;
        this.title = title;
        this.portOffset = portOffset;
    }

    /** Names the service's files. */
    String process() {
        return process;
    }

    /** As messages name it. */
    public String title() {
        return title;
    }

    /** What is added to the configured port. */
    int portOffset() {
        return portOffset;
    }
}
