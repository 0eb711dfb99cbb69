package dev.lastmile.serving;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AddressCheckTest {
    @Test
    void anOpenAddressNeedsAKey() {
        for (String host : new String[] {"127.0.0.1", "localhost", "::1", "127.0.0.2"}) {
            assertThat(AddressCheck.openness("LASTMILE_SERVING_HOST", host, false))
                    .as(host)
                    .isEmpty();
        }
        for (String host : new String[] {"0.0.0.0", "::", "10.0.0.1"}) {
            assertThat(AddressCheck.openness("LASTMILE_SERVING_HOST", host, true))
                    .as(host)
                    .isEmpty();
            assertThat(AddressCheck.openness("LASTMILE_SERVING_HOST", host, false))
                    .hasValueSatisfying(problem -> assertThat(problem)
                            .isEqualTo("LASTMILE_SERVING_HOST is " + host + ", which opens the service to the network"
                                    + " without a key. Set LASTMILE_SERVING_API_KEY, which clients send as"
                                    + " Authorization: Bearer <key>, or listen on 127.0.0.1."));
        }
    }

    @Test
    void aTakenPortNamesTheVariableThatChangesIt() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            assertThat(refusal("127.0.0.1", taken.getLocalPort()))
                    .hasValueSatisfying(message -> assertThat(message)
                            .startsWith("Cannot listen on 127.0.0.1:" + taken.getLocalPort() + " (")
                            .endsWith("set LASTMILE_SERVING_PORT to a free port.")
                            .doesNotContain("\n"));
        }
    }

    @Test
    void aFreePortIsFine() throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            port = free.getLocalPort();
        }

        assertThat(refusal("127.0.0.1", port)).isEmpty();
    }

    @Test
    void anUnknownHostNamesTheVariableThatChangesIt() {
        assertThat(refusal("no-such-host.invalid", 8080))
                .hasValueSatisfying(message -> assertThat(message)
                        .startsWith("LASTMILE_SERVING_HOST is no-such-host.invalid, which is not an address"));
    }

    private static Optional<String> refusal(String host, int port) {
        return AddressCheck.refusal("LASTMILE_SERVING_HOST", host, "LASTMILE_SERVING_PORT", port);
    }
}
