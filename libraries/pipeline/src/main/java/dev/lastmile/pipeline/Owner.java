package dev.lastmile.pipeline;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * The process behind a run, written to the run's tags, so that the next run can tell a killed one from a slow one.
 *
 * <p>On the same host the process table tells. From another host, or where another process has the id, only the
 * heartbeat does, and a run counts as dead after {@link #SILENCE} without one.
 */
record Owner(String host, long pid, String started) {
    static final String HOST = "lastmile.owner.host";
    static final String PID = "lastmile.owner.pid";
    static final String STARTED = "lastmile.owner.started";
    static final String HEARTBEAT = "lastmile.owner.heartbeat";
    static final Duration SILENCE = Duration.ofMinutes(5);

    static Owner current() {
        ProcessHandle self = ProcessHandle.current();
        return new Owner(hostName(), self.pid(), started(self));
    }

    Map<String, String> tags() {
        return Map.of(
                HOST,
                host,
                PID,
                Long.toString(pid),
                STARTED,
                started,
                HEARTBEAT,
                Instant.now().toString());
    }

    /** Whether the process that made the run with these tags is gone, as seen from here. */
    static boolean isGone(Map<String, String> tags, Instant now) {
        if (!tags.containsKey(PID)) {
            return false; // not one of our runs
        }
        if (hostName().equals(tags.get(HOST))) {
            Optional<ProcessHandle> process =
                    ProcessHandle.of(Long.parseLong(tags.get(PID))).filter(ProcessHandle::isAlive);
            if (process.isEmpty()) {
                return true;
            }
            if (started(process.get()).equals(tags.get(STARTED))) {
                return false;
            }
            // A stranger with the same id, or the clock was set: only the heartbeat tells.
        }
        return Instant.parse(tags.get(HEARTBEAT)).plus(SILENCE).isBefore(now);
    }

    private static String started(ProcessHandle process) {
        return process.info().startInstant().map(Instant::toString).orElse("unknown");
    }

    private static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }
}
