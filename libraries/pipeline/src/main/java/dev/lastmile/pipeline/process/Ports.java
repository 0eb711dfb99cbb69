package dev.lastmile.pipeline.process;

import dev.lastmile.pipeline.Project;
import dev.lastmile.pipeline.StepException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** The ports of the servers that a project starts, each changed by a variable. */
final class Ports {
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

    static void requireFree(int port, String what, String variable) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        } catch (IOException e) {
            throw new StepException("Port " + port + ", where the " + what
                    + " would listen, is taken by another process. Set " + variable + " to a free port.");
        }
    }
}
