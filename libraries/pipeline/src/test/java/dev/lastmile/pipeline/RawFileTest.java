package dev.lastmile.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RawFileTest {
    private static final byte[] BYTES = "5.1,3.5,1.4,0.2,Iris-setosa\n".getBytes(StandardCharsets.UTF_8);
    private static final String SHA256 = new RawFile(BYTES, "a test").sha256();

    @Test
    void aBundledFileIsFoundByItsPathAndSaidByItsName() {
        RawFile bundled = RawFile.bundled(RawFileTest.class, "/dev/lastmile/pipeline/RawFileTest.class");

        assertThat(bundled.bytes()).startsWith(0xCA, 0xFE, 0xBA, 0xBE);
        assertThat(bundled.source()).isEqualTo("the bundled RawFileTest.class");
        assertThatThrownBy(() -> RawFile.bundled(RawFileTest.class, "/no/tulips.data"))
                .isInstanceOf(StepException.class)
                .hasMessageContaining("/no/tulips.data");
    }

    @Test
    void aDownloadIsTheSameBytes() throws Exception {
        HttpServer uci = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        uci.createContext("/iris.data", exchange -> {
            exchange.sendResponseHeaders(200, BYTES.length);
            exchange.getResponseBody().write(BYTES);
            exchange.close();
        });
        uci.start();
        try {
            URI address = URI.create("http://127.0.0.1:" + uci.getAddress().getPort());
            assertThat(RawFile.from(address.resolve("/iris.data"))
                            .verified(SHA256)
                            .source())
                    .isEqualTo(address + "/iris.data");
            assertThatThrownBy(() -> RawFile.from(address.resolve("/tulips.data")))
                    .isInstanceOf(StepException.class)
                    .hasMessage(address + "/tulips.data answered 404. Check the address given with --url.");

            URI secret =
                    URI.create("http://user:s3cret@" + address.getAuthority() + "/iris.data?signature=s3cret#s3cret");
            RawFile signed = RawFile.from(secret);
            assertThat(signed.source()).isEqualTo(address + "/iris.data");
            assertThatThrownBy(() -> signed.verified("00")).hasMessageNotContaining("s3cret");
            assertThatThrownBy(() -> RawFile.from(URI.create(secret.toString().replace("iris", "tulips"))))
                    .hasMessage(address + "/tulips.data answered 404. Check the address given with --url.");
        } finally {
            uci.stop(0);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://user:s3cret@127.0.0.1:1/iris.data?s3cret",
                "ftp://user:s3cret@127.0.0.1:1/iris.data?s3cret",
                "s3cret:s3cret",
                "s3cret"
            })
    void noMessageHasWhatMayBeSecretInAnAddress(String url) {
        assertThatThrownBy(() -> RawFile.from(URI.create(url)))
                .isInstanceOf(StepException.class)
                .hasMessageContaining("--url")
                .satisfies(failure -> {
                    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
                        assertThat(String.valueOf(cause.getMessage()))
                                .doesNotContain("/iris.data?s3cret", "user:s3cret");
                    }
                });
    }

    @Test
    void anotherDigestIsRefusedWithBothAndHowToMeanIt() {
        RawFile file = new RawFile("6,3,1,0.2,Iris-setosa".getBytes(StandardCharsets.UTF_8), "a mail");

        assertThatThrownBy(() -> file.verified(SHA256))
                .isInstanceOf(StepException.class)
                .hasMessage("The raw file from a mail has SHA-256 " + file.sha256() + ", expected "
                        + SHA256 + ". If the file is meant to be another one, pass --sha256="
                        + file.sha256() + ".");
    }

    @Test
    void aFileThatCannotBeReadIsNamed() {
        assertThatThrownBy(() -> RawFile.at(Path.of("/no/such/file")))
                .isInstanceOf(StepException.class)
                .hasMessageContaining("/no/such/file");
    }
}
