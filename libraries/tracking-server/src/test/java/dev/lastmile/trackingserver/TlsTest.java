package dev.lastmile.trackingserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lastmile.httpguard.fixture.Certificate;
import dev.lastmile.httpguard.fixture.CertificateResource;
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
import java.util.Map;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(TlsTest.Ports.class)
@QuarkusTestResource(
        value = CertificateResource.class,
        initArgs = @ResourceArg(name = CertificateResource.PREFIX, value = "lastmile.tracking"),
        restrictToAnnotatedClass = true)
class TlsTest {
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
    void theServerSpeaksHttpsOnly() throws Exception {
        HttpClient client =
                HttpClient.newBuilder().sslContext(Certificate.trusting(keys)).build();

        assertThat(address.getScheme()).isEqualTo("https");
        assertThat(status(client, address.resolve("api/2.0/mlflow/experiments/search")))
                .isEqualTo(200);
        URI plain = URI.create("http://127.0.0.1:" + address.getPort() + "/health");
        assertThatThrownBy(() -> status(HttpClient.newHttpClient(), plain)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> status(HttpClient.newHttpClient(), address)).isInstanceOf(IOException.class);
    }

    private static int status(HttpClient client, URI uri) throws IOException, InterruptedException {
        return client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }
}
