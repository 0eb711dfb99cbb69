package dev.lastmile.trackingserver;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

class AddressCheckTest {
    @Test
    void aTakenPortNamesTheVariableThatChangesIt() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            assertThat(AddressCheck.refusal("127.0.0.1", taken.getLocalPort()))
                    .hasValueSatisfying(message -> assertThat(message)
                            .startsWith("Cannot listen on 127.0.0.1:" + taken.getLocalPort() + " (")
                            .endsWith("Stop what does, or set LASTMILE_TRACKING_PORT to a free port."));
        }
    }

    @Test
    void aFreePortIsFine() {
        assertThat(AddressCheck.refusal("127.0.0.1", 0)).isEmpty();
    }

    @Test
    void whatIsNoAddressOrNoPortIsToldWithItsVariable() {
        assertThat(AddressCheck.refusal("none.invalid", 5000))
                .hasValueSatisfying(message -> assertThat(message)
                        .startsWith(
                                "LASTMILE_TRACKING_HOST is none.invalid, which is not an address of this machine."));
        assertThat(AddressCheck.refusal("127.0.0.1", 70_000))
                .hasValueSatisfying(message ->
                        assertThat(message).startsWith("LASTMILE_TRACKING_PORT is 70000, which is no port."));
    }
}
