package dev.lastmile.pipeline.step;

import dev.lastmile.pipeline.internal.ProcessIdentity;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * The process behind a run, written to the run's tags, so that the next run can tell a killed one from a slow one.
 *
 * <p>Where the process was started on this host, in this boot and in this pid namespace, the process table tells. From
 * anywhere else, where process ids mean other processes, only the heartbeat does, and a run counts as dead after
 * {@link #SILENCE} without one.
 */
record RunOwner(String host, ProcessIdentity process) {
    static final String HOST = "lastmile.owner.host";
    static final String PID = "lastmile.owner.pid";
    static final String STARTED = "lastmile.owner.started";
    static final String BOOT = "lastmile.owner.boot";
    static final String NAMESPACE = "lastmile.owner.pid_namespace";
    static final String HEARTBEAT = "lastmile.owner.heartbeat";
    static final Duration SILENCE = Duration.ofMinutes(5);

    /** What can be known of the process that created a run. */
    enum State {
        /** It runs, or may do so. */
        ALIVE,
        GONE,
        /** No step of ours created the run. */
        NOT_OURS,
        /** The tags say that a step of ours created it, and cannot be read. */
        UNREADABLE
    }

    static RunOwner current() {
        return new RunOwner(hostName(), ProcessIdentity.current());
    }

    Map<String, String> tags() {
        Map<String, String> tags = new HashMap<>(Map.of(
                HOST,
                host,
                PID,
                Long.toString(process.pid()),
                STARTED,
                process.started(),
                BOOT,
                process.boot(),
                NAMESPACE,
                process.namespace(),
                HEARTBEAT,
                Instant.now().toString()));
        tags.values().removeIf(String::isEmpty); // on a system that has no such thing
        return tags;
    }

    /** What is known, as seen from here, of the process that created the run with these tags. */
    static State state(Map<String, String> tags, Instant now) {
        if (!tags.containsKey(PID)) {
            return State.NOT_OURS;
        }
        try {
            boolean silent = Instant.parse(tags.getOrDefault(HEARTBEAT, ""))
                    .plus(SILENCE)
                    .isBefore(now);
            ProcessIdentity.Standing standing = identity(tags).standing();
            if (!hostName().equals(tags.get(HOST)) || standing == ProcessIdentity.Standing.UNKNOWN) {
                return silent ? State.GONE : State.ALIVE;
            }
            return standing == ProcessIdentity.Standing.RUNNING ? State.ALIVE : State.GONE;
        } catch (DateTimeException | ArithmeticException | NumberFormatException e) {
            return State.UNREADABLE;
        }
    }

    /** The owner's tags among these, for a message. */
    static String text(Map<String, String> tags) {
        return PID + "=" + tags.get(PID) + ", " + HEARTBEAT + "=" + tags.getOrDefault(HEARTBEAT, "");
    }

    private static ProcessIdentity identity(Map<String, String> tags) {
        long pid = Long.parseLong(tags.get(PID));
        if (pid < 1) {
            throw new NumberFormatException(PID + " is " + pid);
        }
        return new ProcessIdentity(
                pid, tags.getOrDefault(STARTED, ""), tags.getOrDefault(BOOT, ""), tags.getOrDefault(NAMESPACE, ""));
    }

    private static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }
}
