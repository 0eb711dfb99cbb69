package dev.lastmile.pipeline.step;

import dev.lastmile.pipeline.Project;
import dev.lastmile.pipeline.StepException;
import dev.lastmile.pipeline.internal.CommandMain;
import dev.lastmile.pipeline.process.TrackingServer;
import dev.lastmile.pipeline.run.Lineage;
import dev.lastmile.tracking.Run;
import dev.lastmile.tracking.RunStatus;
import dev.lastmile.tracking.TrackingClient;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Runs a step as a command: parses, opens the tracking run, cleans up after a killed predecessor, executes, ends the run.
 *
 * <p>Exit codes: 0 done, 1 failed with one line on standard error, 2 wrong arguments.
 */
public final class StepMain {
    /** The scheduler's own name for its run, which the tracking run is tagged with. */
    private static final String ORCHESTRATION_RUN = "LASTMILE_ORCHESTRATION_RUN";

    private StepMain() {}

    /**
     * What the {@code main} of a step calls: runs it and ends the process with its exit code. In a job of Databricks,
     * where the process is the cluster's and goes on, it returns, or throws if the step has failed.
     */
    public static void main(Supplier<Project> project, Step step, String... arguments) {
        exit(step.name(), run(project, step, arguments));
    }

    /**
     * Ends a command: the process with the exit code or, in a job of Databricks, nothing but the command.
     *
     * @param command its name
     * @throws StepException in a job of Databricks, if the code is not 0
     */
    public static void exit(String command, int code) {
        if (!StepRun.isOnDatabricks(System.getenv())) {
            CommandMain.exit(code);
        } else if (code != 0) {
            throw new StepException(command + " ended with exit code " + code + "; standard error says why.");
        }
    }

    /**
     * Runs the step.
     *
     * @param project asked for once the arguments are parsed, so that what is wrong with it is told as any failure is
     */
    public static int run(Supplier<Project> project, Step step, String... arguments) {
        return CommandMain.run(step, arguments, () -> run(project.get(), step));
    }

    /**
     * Runs a step whose arguments are parsed already.
     *
     * @throws Exception its failure, which the tracking run records
     */
    public static void run(Project project, Step step) throws Exception {
        Instant start = Instant.now();
        System.out.println(step.name());
        // Rejected here, before a run exists, if this Spark cannot work with this catalog.
        dev.lastmile.lake.LakeConfig.fromEnvironment(project.environment(), project.root());
        try (TrackingClient tracking = new TrackingServer(project).connect()) {
            String experiment = tracking.findOrCreateExperiment(project.name());
            CodeVersion code = CodeVersion.of(project);
            Run run = tracking.createRun(experiment, runName(step, start), tags(project, step, code));
            System.out.println("  run " + run.id());
            ScheduledExecutorService heartbeat = heartbeat(tracking, run.id());
            try (StepRun stepRun = new StepRun(project, step, tracking, run.id(), code)) {
                new KilledRuns(step, stepRun, experiment).end();
                step.execute(stepRun);
                tracking.endRun(run.id(), RunStatus.FINISHED);
            } catch (Throwable e) {
                recordFailure(tracking, run, e);
                throw e;
            } finally {
                heartbeat.shutdownNow();
            }
        }
        System.out.printf(
                Locale.ROOT,
                "  done in %.1f s%n",
                Duration.between(start, Instant.now()).toMillis() / 1000.0);
    }

    private static void recordFailure(TrackingClient tracking, Run run, Throwable failure) {
        try {
            tracking.setTag(run.id(), "lastmile.error", CommandMain.message(failure));
            tracking.endRun(run.id(), RunStatus.FAILED);
        } catch (RuntimeException e) {
            failure.addSuppressed(e); // a server that is gone is no news here: the step's own failure is what counts
        }
    }

    private static ScheduledExecutorService heartbeat(TrackingClient tracking, String runId) {
        ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "heartbeat");
            thread.setDaemon(true);
            return thread;
        });
        long period = RunOwner.SILENCE.toSeconds() / 5;
        executor.scheduleAtFixedRate(
                () -> {
                    try {
                        tracking.setTag(runId, RunOwner.HEARTBEAT, Instant.now().toString());
                    } catch (RuntimeException e) {
                        // A missed beat is made up by the next; the step itself reports a server that is gone.
                    }
                },
                period,
                period,
                TimeUnit.SECONDS);
        return executor;
    }

    private static Map<String, String> tags(Project project, Step step, CodeVersion code) {
        Map<String, String> tags = new HashMap<>(RunOwner.current().tags());
        tags.put(Lineage.STEP, step.name());
        tags.put(Lineage.CODE, code.toString());
        tags.put("mlflow.source.git.commit", code.commit());
        tags.put("mlflow.source.name", step.getClass().getName());
        tags.put("mlflow.source.type", "LOCAL");
        tags.put("mlflow.user", System.getProperty("user.name"));
        project.variable(ORCHESTRATION_RUN).ifPresent(run -> tags.put("lastmile.orchestration_run", run));
        return tags;
    }

    private static String runName(Step step, Instant start) {
        return step.name() + " " + start.truncatedTo(java.time.temporal.ChronoUnit.SECONDS);
    }
}
