package dev.lastmile.pipeline.process;

import dev.lastmile.pipeline.Project;
import dev.lastmile.pipeline.StepException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.util.stream.IntStream;

/** The ports of the servers that a project starts, each changed by a variable. */
final class Ports {
    private static final int TRIED = 100;

    private Ports() {}

    static int parse(Project project, String variable, int byDefault) {
        String text = project.variable(variable).orElse(Integer.toString(byDefault));
        try {
            int port = Integer.parseInt(text);
            if (port > 0 && port < 65536) {
                return port;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new StepException(variable + " is \"" + text + "\"; a port is a number from 1 to 65535.");
    }

    /** Where a server of this machine is called: on the host that it listens on, or on loopback if that is all of them. */
    static URI address(Project project, String scheme, String hostVariable, int port) {
        String host = project.variable(hostVariable)
                .filter(configured -> !configured.equals("0.0.0.0") && !configured.equals("::"))
                .orElse("127.0.0.1");
        return URI.create(scheme + "://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port);
    }

    /**
     * A port, or the next that is free if another process has it: one that the
     * system chooses would be of those for outgoing connections, one of which may take it before the server does.
     */
    static int freeOr(int port) {
        return IntStream.range(port, Math.min(port + TRIED, 65536))
                .filter(Ports::isFree)
                .findFirst()
                .orElseThrow(() -> new StepException(
                        "None of the ports from " + port + " to " + (port + TRIED - 1) + " is free on this machine."));
    }

    static void requireFree(int port, String what, String variable) {
        if (!isFree(port)) {
            throw new StepException("Port " + port + ", where the " + what
                    + " would listen, is taken by another process. Set " + variable + " to a free port.");
        }
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException taken) {
            return false;
        }
    }
}
