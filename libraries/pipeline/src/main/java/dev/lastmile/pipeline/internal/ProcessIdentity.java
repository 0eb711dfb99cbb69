package dev.lastmile.pipeline.internal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Names one process: an id alone is given to another process sooner or later, at the latest after a reboot, and means
 * another process in each container.
 *
 * @param pid the id, as its own pid namespace has it
 * @param started when it was started: the kernel's clock ticks since the boot on Linux, the time that {@code ps} prints
 *     elsewhere; neither changes when the clock is set
 * @param boot the id of the boot; empty if this system has none, which means that no process can be recognised
 * @param namespace the pid namespace; empty on a system without them
 */
public record ProcessIdentity(long pid, String started, String boot, String namespace) {
    private static final Path PROC = Path.of("/proc");
    /** Fields of {@code /proc/<pid>/stat} after the command: state is the first, the start the twentieth. */
    private static final int START_FIELD = 19;

    private static final String BOOT = readBoot();
    private static final String NAMESPACE = readNamespace();

    public ProcessIdentity {
        Objects.requireNonNull(started);
        Objects.requireNonNull(boot);
        Objects.requireNonNull(namespace);
    }

    /** What can be known of a process from here. */
    public enum Standing {
        /** It is the process that has the id now. */
        RUNNING,
        /** No process has the id, or another one has it. */
        ENDED,
        /** It belongs to another boot, another machine or another container, or is not described well enough. */
        UNKNOWN
    }

    /** This process. */
    public static ProcessIdentity current() {
        long pid = ProcessHandle.current().pid();
        return new ProcessIdentity(pid, started(pid), BOOT, NAMESPACE);
    }

    /** The boot of this process, which those that it starts have too. */
    public static String currentBoot() {
        return BOOT;
    }

    /** The pid namespace of this process, which those that it starts have too. */
    public static String currentNamespace() {
        return NAMESPACE;
    }

    /** Whether the process runs. */
    public Standing standing() {
        if (pid < 1 || started.isEmpty() || !isHere()) {
            return Standing.UNKNOWN;
        }
        if (ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isEmpty()) {
            return Standing.ENDED;
        }
        String now = started(pid);
        return now.equals(started) ? Standing.RUNNING : now.isEmpty() ? Standing.UNKNOWN : Standing.ENDED;
    }

    /** Whether ids of processes mean here what they meant where this one was named. */
    public boolean isHere() {
        return !boot.isEmpty() && boot.equals(BOOT) && namespace.equals(NAMESPACE);
    }

    /** The process, if it runs. */
    public Optional<ProcessHandle> handle() {
        // The handle first: it stays with the process that has the id now.
        Optional<ProcessHandle> handle = pid < 1 ? Optional.empty() : ProcessHandle.of(pid);
        return handle.filter(process -> standing() == Standing.RUNNING);
    }

    private static String started(long pid) {
        if (!Files.exists(PROC.resolve("self/stat"))) {
            return output(Map.of("LC_ALL", "C", "TZ", "UTC"), "ps", "-o", "lstart=", "-p", Long.toString(pid));
        }
        // The command is in parentheses, and can have any characters in it.
        String stat = text(PROC.resolve(pid + "/stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ");
        return fields.length > START_FIELD ? fields[START_FIELD] : "";
    }

    private static String readBoot() {
        String boot = text(PROC.resolve("sys/kernel/random/boot_id"));
        return boot.isEmpty() ? output(Map.of(), "sysctl", "-n", "kern.bootsessionuuid") : boot;
    }

    private static String readNamespace() {
        try {
            return Files.readSymbolicLink(PROC.resolve("self/ns/pid")).toString();
        } catch (IOException | UnsupportedOperationException e) {
            return "";
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1).strip();
        } catch (IOException e) {
            return "";
        }
    }

    private static String output(Map<String, String> environment, String... command) {
        try {
            ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
            builder.environment().putAll(environment);
            Process process = builder.start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            boolean ended = process.waitFor(10, TimeUnit.SECONDS);
            return ended && process.exitValue() == 0 ? output.strip().replaceAll("\\s+", " ") : "";
        } catch (IOException e) {
            return "";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "";
        }
    }
}
