package dev.lastmile.pipeline.step;

import dev.lastmile.lake.DatasetName;
import java.util.List;
import picocli.CommandLine.Command;

/**
 * One arrow of the pipeline: reads datasets and models, makes others, and is one tracking run.
 *
 * <p>A step is a picocli {@code @Command}. It never opens a session, a client or a run itself: all of it comes in with
 * the {@link StepRun}.
 */
public interface Step {
    /** The name of the command, its make target and its runs, e.g. {@code raw-data}: by default that of the annotation. */
    default String name() {
        return getClass().getAnnotation(Command.class).name();
    }

    /** The datasets that the step publishes; what a killed run of it left half written there is dropped. */
    default List<DatasetName> outputs() {
        return List.of();
    }

    /**
     * Does the work.
     *
     * @throws Exception any failure; its message is what the user reads, so it says what is wrong, then what to do
     */
    void execute(StepRun run) throws Exception;
}
