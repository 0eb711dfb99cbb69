package dev.lastmile.trackingserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lastmile.trackingserver.config.TrackingServerConfig;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StartCheckTest {
    @Test
    void anAddressThatIsOpenNeedsASecondSetting() {
        for (String host : new String[] {"127.0.0.1", "localhost", "::1"}) {
            assertThat(StartCheck.problem(config(Map.of()), host)).as(host).isEmpty();
        }
        for (String host : new String[] {"0.0.0.0", "::", "10.0.0.1"}) {
            assertThat(StartCheck.problem(config(Map.of("host", host)), host))
                    .hasValueSatisfying(problem -> assertThat(problem)
                            .startsWith(
                                    "LASTMILE_TRACKING_HOST is " + host + ", which opens the server to the network.")
                            .contains("LASTMILE_TRACKING_NETWORK=true", "LASTMILE_TRACKING_WRITE_TOKEN"));
            assertThat(StartCheck.problem(config(Map.of("host", host, "network", "true")), host))
                    .isEmpty();
        }
    }

    @Test
    void whatQuarkusIsGoingToListenOnCounts() {
        assertThat(StartCheck.problem(config(Map.of()), "0.0.0.0"))
                .hasValueSatisfying(problem ->
                        assertThat(problem).startsWith("quarkus.http.host is 0.0.0.0, which opens the server"));
    }

    @Test
    void tokensAndCertificatesAreComplete() {
        assertThat(StartCheck.problem(config(Map.of("write-token", "short")), "127.0.0.1"))
                .hasValueSatisfying(problem -> assertThat(problem).startsWith("LASTMILE_TRACKING_WRITE_TOKEN has 5"));
        assertThat(StartCheck.problem(config(Map.of("tls-cert", "cert.pem")), "127.0.0.1"))
                .hasValue("LASTMILE_TRACKING_TLS_KEY is not set, and LASTMILE_TRACKING_TLS_CERT is. HTTPS needs both.");
    }

    private static TrackingServerConfig config(Map<String, String> settings) {
        SmallRyeConfigBuilder builder =
                new SmallRyeConfigBuilder().addDiscoveredConverters().withMapping(TrackingServerConfig.class);
        settings.forEach((key, value) ->
                builder.withSources(new PropertiesConfigSource(Map.of("lastmile.tracking." + key, value), key, 100)));
        return builder.build().getConfigMapping(TrackingServerConfig.class);
    }
}
