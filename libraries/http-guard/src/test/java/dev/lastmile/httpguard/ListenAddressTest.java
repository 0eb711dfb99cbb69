package dev.lastmile.httpguard;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ListenAddressTest {
    @Test
    void aTakenPortNamesTheVariableThatChangesIt() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            assertThat(problem("127.0.0.1", taken.getLocalPort()))
                    .hasValueSatisfying(message -> assertThat(message)
                            .startsWith("Cannot listen on 127.0.0.1:" + taken.getLocalPort() + " (")
                            .endsWith("set LASTMILE_X_PORT to a free port.")
                            .doesNotContain("\n"));
        }
    }

    @Test
    void aFreePortIsFine() throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            port = free.getLocalPort();
        }

        assertThat(problem("127.0.0.1", port)).isEmpty();
        assertThat(problem("127.0.0.1", 0)).isEmpty();
    }

    @Test
    void whatIsNoAddressOrNoPortIsToldWithItsVariable() {
        assertThat(problem("no-such-host.invalid", 8080))
                .hasValueSatisfying(message -> assertThat(message)
                        .startsWith("LASTMILE_X_HOST is no-such-host.invalid, which is not an address"));
        for (int port : new int[] {-1, 70_000}) {
            assertThat(problem("127.0.0.1", port))
                    .hasValue("LASTMILE_X_PORT is " + port + ", and a port is a number up to 65535. Set it to one.");
        }
    }

    @Test
    void loopbackHasMoreThanOneName() {
        for (String host : new String[] {"127.0.0.1", "localhost", "::1", "127.0.0.2"}) {
            assertThat(ListenAddress.isLoopback(host)).as(host).isTrue();
        }
        for (String host : new String[] {"0.0.0.0", "::", "10.0.0.1"}) {
            assertThat(ListenAddress.isLoopback(host)).as(host).isFalse();
        }
    }

    private static Optional<String> problem(String host, int port) {
        return ListenAddress.problem("LASTMILE_X_HOST", host, "LASTMILE_X_PORT", port);
    }
}
