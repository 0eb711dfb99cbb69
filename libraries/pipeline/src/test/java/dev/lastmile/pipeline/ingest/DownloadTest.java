package dev.lastmile.pipeline.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.lastmile.pipeline.StepException;
import dev.lastmile.pipeline.ingest.text.TextFormat;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DownloadTest {
    private static final byte[] BYTES = "name,n\na,1\n".getBytes(StandardCharsets.UTF_8);

    @TempDir
    Path folder;

    private final List<String> requests = Collections.synchronizedList(new ArrayList<>());
    private HttpServer server;
    private String address;

    @BeforeEach
    void start() throws Exception {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            requests.add(exchange.getRequestURI().toString());
            String path = exchange.getRequestURI().getPath();
            if (path.equals("/moved.csv")) {
                exchange.getResponseHeaders().add("Location", "/a.csv");
                exchange.sendResponseHeaders(302, -1);
            } else if (path.endsWith("a.csv")) {
                exchange.sendResponseHeaders(200, BYTES.length);
                exchange.getResponseBody().write(BYTES);
            } else {
                exchange.sendResponseHeaders(404, -1);
            }
            exchange.close();
        });
        server.start();
        address = "http://127.0.0.1:" + server.getAddress().getPort();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void aDownloadIsTheSameBytesUnderItsDigestAndRedirectsAreFollowed() throws Exception {
        RawSource source = fetch(address + "/moved.csv", Map.of());

        Path file =
                Path.of(java.net.URI.create(source.downloaded().orElseThrow().location()));
        assertThat(file).hasBinaryContent(BYTES);
        assertThat(file.getFileName().toString()).hasSize(64).matches("[0-9a-f]+");
        assertThat(Files.list(folder)).containsExactly(file);
    }

    @Test
    void aFileWithTheExpectedDigestIsNotDownloadedAgain() {
        RawSource first = fetch(address + "/a.csv", Map.of());
        String digest = Path.of(
                        java.net.URI.create(first.downloaded().orElseThrow().location()))
                .getFileName()
                .toString();

        RawSource.text(address + "/a.csv", TextFormat.csv()).expecting(digest).fetched(folder, Map.of());

        assertThat(requests).hasSize(1);
    }

    @Test
    void aDownloadedSourceIsNotDownloadedAgainWithoutItsQuery() {
        RawSource source = fetch(address + "/a.csv?signature=s3cret", Map.of());

        assertThat(source.fetched(folder, Map.of())).isSameAs(source);
        assertThat(requests).containsExactly("/a.csv?signature=s3cret");
    }

    @Test
    void whatMayBeSecretIsNeitherInTheNameNorInAMessage() {
        String secret = address.replace("http://", "http://user:s3cret@");

        assertThat(fetch(secret + "/a.csv?signature=s3cret#s3cret", Map.of()).location())
                .isEqualTo(address + "/a.csv");
        assertThatThrownBy(() -> fetch(secret + "/none.csv?signature=s3cret", Map.of()))
                .isInstanceOf(StepException.class)
                .hasMessage(address + "/none.csv answered 404. Check the address given with --url.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://user:s3cret@127.0.0.1:1/iris.data?s3cret",
                "https://user:s3cret@127.0.0.1:1/iris.data?s3cret",
                "http://user:s3cret@bad host/iris.data?s3cret",
                "http://user:s3cret@/iris.data?s3cret"
            })
    void noMessageHasASecret(String url) {
        assertThatThrownBy(() -> fetch(url, Map.of()))
                .isInstanceOf(StepException.class)
                .hasMessageContaining("--url")
                .satisfies(failure -> {
                    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
                        assertThat(String.valueOf(cause.getMessage())).doesNotContain("s3cret");
                    }
                });
    }

    @Test
    void theProxyOfTheEnvironmentIsUsedUnlessTheHostIsExcluded() {
        Map<String, String> proxy = Map.of("http_proxy", address);

        fetch("http://data.example.test/a.csv", proxy);

        assertThat(requests).containsExactly("http://data.example.test/a.csv");
        assertThatThrownBy(() -> fetch(
                        "http://data.example.test/a.csv",
                        Map.of("HTTP_PROXY", address, "NO_PROXY", "localhost,.example.test")))
                .isInstanceOf(StepException.class)
                .hasMessageContaining("http://data.example.test/a.csv");
        assertThat(requests).hasSize(1);
    }

    private RawSource fetch(String url, Map<String, String> environment) {
        return RawSource.text(url, TextFormat.csv()).fetched(folder, environment);
    }
}
