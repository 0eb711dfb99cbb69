package dev.lastmile.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.lastmile.it.Sandbox.Outcome;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What is wrong outside the code ends a step with one line that names it, exit code 1, and unchanged data. */
@Tag("ci")
class BadInputIT {
    private static final String GOOD = "5.1,3.5,1.4,0.2,Iris-setosa\n";

    private static final Sandbox SANDBOX = new Sandbox();
    private static Observer observer;
    private static String before;

    @BeforeAll
    static void aProjectWithRawDataOnly() throws Exception {
        SANDBOX.run("raw-data").succeeded();
        observer = new Observer(SANDBOX);
        before = observer.state();
    }

    @AfterEach
    void dataAreUnchanged() throws Exception {
        SANDBOX.without("MLFLOW_TRACKING_URI").with("LASTMILE_SPARK_MASTER", "local[2]");
        assertThat(observer.state()).isEqualTo(before);
    }

    @AfterAll
    static void stop() {
        observer.close();
        SANDBOX.close();
    }

    @Test
    void aMissingColumnIsNamedWithItsLine() throws Exception {
        rawData(GOOD + "5.1,3.5,1.4,Iris-setosa\n").failedSaying("line 2", "the rule is 5 columns (4 are there)");
    }

    @Test
    void aWordForANumberIsNamedWithItsColumnAndLine() throws Exception {
        rawData(GOOD + GOOD + "5.1,wide,1.4,0.2,Iris-setosa\n")
                .failedSaying("line 3", "column sepal_width is \"wide\"", "type double");
    }

    @Test
    void anEmptyFileIsRefused() throws Exception {
        rawData("").failedSaying("is empty");
    }

    @Test
    void aSpeciesThatTheContractDoesNotKnowIsNamedWithItsRow() throws Exception {
        rawData(GOOD + "5.1,3.5,1.4,0.2,Iris-sibirica\n")
                .failedSaying("lake.raw.iris", "species", "Iris-sibirica", "allowed");
    }

    @Test
    void aMeasurementOutOfRangeIsNamedWithItsRow() throws Exception {
        rawData(GOOD + "5.1,3.5,-1.4,0.2,Iris-setosa\n").failedSaying("lake.raw.iris", "petal_length", "-1.4", "min");
    }

    @Test
    void aWrongChecksumIsRefusedWithBothDigests() throws Exception {
        Path file = write(GOOD);
        SANDBOX.run("raw-data", "--file=" + file).failedSaying("SHA-256 " + sha256(file), "expected 6f608b71");
    }

    @Test
    void aFileThatIsNotThereIsNamed() {
        SANDBOX.run("raw-data", "--file=/no/such/file").failedSaying("/no/such/file", "--file");
    }

    @Test
    void aDownloadThatFailsSaysWhatToDo() {
        SANDBOX.run("raw-data", "--url=http://127.0.0.1:1/iris.data")
                .failedSaying("http://127.0.0.1:1/iris.data", "bundled copy");
    }

    @Test
    void anUnknownOptionIsAnErrorWithTheUsage() {
        Outcome outcome = SANDBOX.run("raw-data", "--colour=blue");
        assertThat(outcome.exitCode()).isEqualTo(2);
        assertThat(outcome.errors()).contains("--colour=blue").contains("Usage: bin/step raw-data");
    }

    @Test
    void aTrackingServerThatIsDownIsNamedAndNothingIsStarted() {
        SANDBOX.with("MLFLOW_TRACKING_URI", "http://127.0.0.1:1");
        SANDBOX.run("raw-data").failedSaying("http://127.0.0.1:1", "MLFLOW_TRACKING_URI");
    }

    @Test
    void aTrackingServerThatAnswers500IsNamed() throws IOException {
        HttpServer broken = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        broken.createContext("/", exchange -> {
            boolean health = exchange.getRequestURI().getPath().equals("/health");
            exchange.sendResponseHeaders(health ? 200 : 500, -1);
            exchange.close();
        });
        broken.start();
        try {
            String address = "http://127.0.0.1:" + broken.getAddress().getPort();
            SANDBOX.with("MLFLOW_TRACKING_URI", address).with("MLFLOW_HTTP_REQUEST_MAX_RETRIES", "1");
            SANDBOX.run("raw-data").failedSaying(address, "500");
        } finally {
            SANDBOX.without("MLFLOW_HTTP_REQUEST_MAX_RETRIES");
            broken.stop(0);
        }
    }

    @Test
    void modelsThatDoNotExistAreNamedWithWhatMakesThem() {
        SANDBOX.run("interim-data").failedSaying("iris-features", "make train-features");
        SANDBOX.run("interim-data", "--features=7").failedSaying("version 7 of iris-features");
        SANDBOX.run("train-model").failedSaying("lake.interim.iris_features", "make interim-data");
        SANDBOX.run("processed-data").failedSaying("iris-model", "make train-model");
        SANDBOX.run("promote", "--version=9").failedSaying("version 9 of iris-model");
        SANDBOX.run("promote", "--model=iris-features", "--version=1").failedSaying("Only iris-model");
        SANDBOX.run("deploy").failedSaying("iris-model", "make train-model");
        SANDBOX.run("rollback").failedSaying("no champion");
        SANDBOX.run("score").failedSaying("make deploy-realtime-model");
    }

    @Test
    void aFileCatalogOnAClusterIsRefusedBeforeAnyWork() {
        SANDBOX.with("LASTMILE_SPARK_MASTER", "spark://127.0.0.1:7077");
        SANDBOX.run("raw-data").failedSaying("spark://127.0.0.1:7077", "LASTMILE_CATALOG_URI");
    }

    @Test
    void aTakenPortNamesTheVariableThatChangesIt() throws IOException {
        try (Sandbox other = new Sandbox();
                ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            other.with("LASTMILE_TRACKING_PORT", Integer.toString(taken.getLocalPort()));
            other.run("raw-data").failedSaying("Port " + taken.getLocalPort(), "LASTMILE_TRACKING_PORT");
            assertThat(other.home().resolve("data")).doesNotExist();
        }
    }

    private static Outcome rawData(String text) throws Exception {
        Path file = write(text);
        return SANDBOX.run("raw-data", "--file=" + file, "--sha256=" + sha256(file));
    }

    private static Path write(String text) throws IOException {
        return Files.writeString(SANDBOX.home().resolve("raw.csv"), text);
    }

    private static String sha256(Path file) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
    }
}
