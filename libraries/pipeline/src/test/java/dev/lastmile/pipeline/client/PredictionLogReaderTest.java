package dev.lastmile.pipeline.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.lastmile.pipeline.client.PredictionLogReader.Page;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PredictionLogReaderTest {
    private HttpServer server;
    private int status = 200;
    private String body = "";
    private String asked = "";

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void aPageIsWhatTheServiceHasAfterAPlace() {
        body =
                "{\"log\": \"one\", \"predictions\": [{\"sequence\": 6, \"id\": \"a\"}, {\"sequence\": 7, \"id\": \"b\"}], \"next\": 7}";

        Page page = reader("secret").page(5, 100, Optional.empty());

        assertThat(asked).isEqualTo("/v1/predictions?after=5&limit=100 Bearer secret");
        assertThat(page.log()).isEqualTo("one");
        assertThat(page.predictions()).hasSize(2);
        assertThat(page.next()).isEqualTo(7);
        assertThat(page.skipped()).isZero();
        assertThat(page.lastId()).contains("b");
    }

    @Test
    void theRecordThatWasSeenLastIsNamed() {
        body = "{\"log\": \"one\", \"predictions\": [{\"sequence\": 6, \"id\": \"a\"}], \"next\": 8, \"skipped\": 2}";

        Page page = reader("secret").page(5, 100, Optional.of("z"));

        assertThat(asked).startsWith("/v1/predictions?after=5&limit=100&seen=z ");
        assertThat(page.skipped()).isEqualTo(2);
        assertThat(page.lastId()).isEmpty();
    }

    @Test
    void whatTheServiceSaysAgainstItIsPassedOn() {
        status = 404;
        body = "This service logs no predictions.";

        assertThatThrownBy(() -> reader(null).page(0, 1, Optional.empty()))
                .isInstanceOf(ScoringException.class)
                .hasMessageEndingWith(" answered 404: This service logs no predictions.");
    }

    @Test
    void aServiceThatIsAwayOrIsNoneIsNamed() {
        for (String wrong : List.of("localhost", "localhost:8080", "file:///etc/passwd", "")) {
            assertThatThrownBy(() -> new PredictionLogReader(URI.create(wrong), Optional.empty()))
                    .hasMessageStartingWith("'" + wrong + "' is not the address of a service.");
        }
        body = "<html>";
        assertThatThrownBy(() -> reader(null).page(0, 1, Optional.empty()))
                .hasMessageContaining("did not answer in JSON");

        server.stop(0);
        assertThatThrownBy(() -> reader(null).page(0, 1, Optional.empty()))
                .hasMessageContaining(address().toString())
                .hasMessageContaining("cannot be reached. Start it, or correct its address.");
    }

    private PredictionLogReader reader(String key) {
        return new PredictionLogReader(address(), Optional.ofNullable(key));
    }

    private URI address() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    private void answer(HttpExchange exchange) throws IOException {
        asked = exchange.getRequestURI() + " " + exchange.getRequestHeaders().getFirst("Authorization");
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }
}
