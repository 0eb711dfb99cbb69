package dev.lastmile.pipeline.process;

import java.util.List;

/** What a real-time service answers with: the whole chain, or one model of the pair, as two services that split it. */
public enum ServicePart {
    CHAIN("serving", "service", "predictions", 0),
    FEATURES("serving-features", "service of the features", "predictions-features", 0),
    MODEL("serving-model", "service of the model", "predictions-model", 1);

    /** The two that take the place of {@link #CHAIN}, in the order in which they are asked. */
    public static final List<ServicePart> SPLIT = List.of(FEATURES, MODEL);

    private final String process;
    private final String title;
    private final String logFile;
    private final int portOffset;

    ServicePart(String process, String title, String logFile, int portOffset) {
        this.process = process;
        this.title = title;
        this.logFile = logFile;
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

    /** Of its prediction log, in the data folder. */
    String logFile() {
        return logFile;
    }

    /** What is added to the configured port. */
    int portOffset() {
        return portOffset;
    }
}
