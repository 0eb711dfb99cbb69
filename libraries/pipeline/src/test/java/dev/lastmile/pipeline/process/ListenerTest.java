package dev.lastmile.pipeline.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX)
class ListenerTest {
    @Test
    void aPortBelongsToTheProcessThatListensOnIt() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThat(Listener.isOf(ProcessHandle.current(), socket.getLocalPort()))
                    .isTrue();
        }
    }

    @Test
    void aProcessThatHasEndedListensOnNoPort() throws IOException, InterruptedException {
        Process ended = new ProcessBuilder("true").start();
        ended.waitFor();

        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThat(Listener.isOf(ended.toHandle(), socket.getLocalPort())).isFalse();
        }
    }
}
