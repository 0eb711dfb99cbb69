package dev.lastmile.serving.internal.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lastmile.serving.core.fixture.RegistryServer;
import dev.lastmile.serving.fixture.RegistryResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@QuarkusTestResource(RegistryResource.class)
class EncodingTest {
    /** Of src/test/resources/application.properties: 100K. */
    private static final int MAX_BODY = 102_400;

    private static final String FLOWER = "{\"inputs\": {\"sepal_length\": [5.1], \"sepal_width\": [3.5],"
            + " \"petal_length\": [1.4], \"petal_width\": [0.2]}}";

    private final HttpClient http = HttpClient.newHttpClient();

    RegistryServer registry;

    private interface Compression {
        OutputStream to(OutputStream out) throws IOException;
    }

    @BeforeEach
    void aModelIsServed() throws InterruptedException {
        RegistryResource.untilTheChampionAnswers(registry);
    }

    @Test
    void compressedBodiesAreScoredAsPlainOnes() throws Exception {
        String plain = post(null, FLOWER.getBytes()).body();

        assertThat(plain).contains("predictions");
        assertThat(post("identity", FLOWER.getBytes()).body()).isEqualTo(plain);
        assertThat(post("gzip", gzip(FLOWER)).body()).isEqualTo(plain);
        assertThat(post("X-GZIP", gzip(FLOWER)).body()).isEqualTo(plain);
        assertThat(post("deflate", zlib(FLOWER)).body()).isEqualTo(plain);
        assertThat(post("deflate", rawDeflate(FLOWER)).body()).isEqualTo(plain);
    }

    @Test
    void theDecompressedSizeIsLimited() throws Exception {
        String most = " ".repeat(MAX_BODY - FLOWER.length()) + FLOWER;

        for (String encoding : new String[] {"gzip", "deflate"}) {
            assertThat(post(encoding, compressed(encoding, most)).statusCode()).isEqualTo(200);
            for (String larger : new String[] {" " + most, " ".repeat(50_000_000)}) {
                HttpResponse<String> rejected = post(encoding, compressed(encoding, larger));

                assertThat(rejected.statusCode()).isEqualTo(413);
                assertThat(rejected.body()).contains("larger than 102400 bytes");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"br", "zstd", "compress", "gzip, gzip", "gzip,deflate", "nonsense"})
    void otherEncodingsAreRejectedByName(String encoding) throws Exception {
        HttpResponse<String> rejected = post(encoding, gzip(FLOWER));

        assertThat(rejected.statusCode()).isEqualTo(415);
        assertThat(rejected.body()).contains("The request's encoding is \\\"" + encoding + "\\\"");
        assertThat(rejected.headers().firstValue("Accept-Encoding")).hasValue("gzip, deflate");
    }

    @Test
    void corruptAndTruncatedDataAreBadRequests() throws Exception {
        for (String encoding : new String[] {"gzip", "deflate"}) {
            byte[] good = compressed(encoding, FLOWER);
            byte[] corrupt = good.clone();
            Arrays.fill(corrupt, good.length / 2, good.length, (byte) 0x55);
            for (byte[] bad : new byte[][] {
                FLOWER.getBytes(), corrupt, Arrays.copyOf(good, good.length - 5), Arrays.copyOf(good, 1), {}
            }) {
                HttpResponse<String> rejected = post(encoding, bad);

                assertThat(rejected.statusCode()).as(rejected.body()).isEqualTo(400);
                assertThat(rejected.body()).contains("The request's " + encoding + " data are corrupt or cut off");
            }
        }
    }

    private HttpResponse<String> post(String encoding, byte[] body) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + RestAssured.port + "/invocations"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(body));
        if (encoding != null) {
            request.header("Content-Encoding", encoding);
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static byte[] compressed(String encoding, String text) {
        return encoding.equals("gzip") ? gzip(text) : zlib(text);
    }

    private static byte[] gzip(String text) {
        return compressed(GZIPOutputStream::new, text);
    }

    private static byte[] zlib(String text) {
        return compressed(DeflaterOutputStream::new, text);
    }

    private static byte[] rawDeflate(String text) {
        return compressed(out -> new DeflaterOutputStream(out, new Deflater(Deflater.DEFAULT_COMPRESSION, true)), text);
    }

    private static byte[] compressed(Compression compression, String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream out = compression.to(bytes)) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
