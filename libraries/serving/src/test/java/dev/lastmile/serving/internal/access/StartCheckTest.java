package dev.lastmile.serving.internal.access;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StartCheckTest {
    @Test
    void anOpenAddressNeedsAKey() {
        for (String host : new String[] {"127.0.0.1", "localhost", "::1", "127.0.0.2"}) {
            assertThat(StartCheck.exposure("LASTMILE_SERVING_HOST", host, false))
                    .as(host)
                    .isEmpty();
        }
        for (String host : new String[] {"0.0.0.0", "::", "10.0.0.1"}) {
            assertThat(StartCheck.exposure("LASTMILE_SERVING_HOST", host, true))
                    .as(host)
                    .isEmpty();
            assertThat(StartCheck.exposure("LASTMILE_SERVING_HOST", host, false))
                    .hasValueSatisfying(problem -> assertThat(problem)
                            .isEqualTo("LASTMILE_SERVING_HOST is " + host + ", which opens the service to the network"
                                    + " without a key. Set LASTMILE_SERVING_API_KEY, which clients send as"
                                    + " Authorization: Bearer <key>, or listen on 127.0.0.1."));
        }
    }
}
