package dev.lastmile.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lastmile.httpguard.fixture.Certificate;
import dev.lastmile.httpguard.fixture.CertificateResource;
import dev.lastmile.serving.core.fixture.RegistryServer;
import dev.lastmile.serving.fixture.Management;
import dev.lastmile.serving.fixture.RegistryResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.KeyStore;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(TlsTest.Ports.class)
@QuarkusTestResource(value = RegistryResource.class, restrictToAnnotatedClass = true)
@QuarkusTestResource(
        value = CertificateResource.class,
        initArgs = @ResourceArg(name = CertificateResource.PREFIX, value = "lastmile.serving"),
        restrictToAnnotatedClass = true)
class TlsTest {
    private static final String FLOWER = "{\"inputs\": {\"sepal_length\": [5.1], \"sepal_width\": [3.5],"
            + " \"petal_length\": [1.4], \"petal_width\": [0.2]}}";

    RegistryServer registry;
    KeyStore keys;

    @TestHTTPResource(value = "/", tls = true)
    URI address;

    /** A free port for HTTPS. */
    public static class Ports implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("quarkus.http.test-ssl-port", "0");
        }
    }

    @Test
    void theServiceSpeaksHttpsOnlyAndItsManagementPortHttp() throws Exception {
        RegistryResource.registerChampion(registry);
        HttpClient client =
                HttpClient.newBuilder().sslContext(Certificate.trusting(keys)).build();
        Instant end = Instant.now().plus(Duration.ofSeconds(20));
        while (status(client, get("v2/health/ready")) != 200) {
            assertThat(Instant.now()).isBefore(end);
            Thread.sleep(50);
        }

        HttpRequest flower = HttpRequest.newBuilder(address.resolve("invocations"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(FLOWER))
                .build();
        assertThat(address.getScheme()).isEqualTo("https");
        assertThat(status(client, flower)).isEqualTo(200);

        URI plain = URI.create("http://127.0.0.1:" + address.getPort() + "/ping");
        assertThatThrownBy(() -> status(
                        HttpClient.newHttpClient(),
                        HttpRequest.newBuilder(plain).build()))
                .isInstanceOf(IOException.class);
        assertThat(Management.get("/q/health/ready").statusCode()).isEqualTo(200);
    }

    private HttpRequest get(String path) {
        return HttpRequest.newBuilder(address.resolve(path)).build();
    }

    private static int status(HttpClient client, HttpRequest request) throws IOException, InterruptedException {
        return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    }
}
