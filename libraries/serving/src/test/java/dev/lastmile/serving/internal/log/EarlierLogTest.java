package dev.lastmile.serving.internal.log;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lastmile.serving.fixture.RegistryResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

/**
 * A file that the first version (commit 959416d) wrote: three requests, one row each. A string of the second has a surrogate
 * without its other half, as that version stored it.
 */
@QuarkusTest
@TestProfile(EarlierLogTest.OnEarlierFile.class)
@QuarkusTestResource(RegistryResource.class)
class EarlierLogTest {
    @Inject
    LogStore store;

    @Inject
    LogWriter writer;

    /** A service whose log is a copy of that file. */
    public static class OnEarlierFile implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            try (InputStream packed = EarlierLogTest.class.getResourceAsStream("/log/first-version.mv.db.gz");
                    InputStream file = new GZIPInputStream(packed)) {
                Path folder = Files.createTempDirectory("earlier-log");
                Files.copy(file, folder.resolve("predictions.mv.db"));
                folder.toFile().deleteOnExit();
                return Map.of(
                        "lastmile.serving.log.file",
                        folder.resolve("predictions").toString(),
                        "lastmile.serving.log.retention",
                        "36500D");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @Test
    void isReadContinuedAndExpiresAlsoWhereARecordWasUnreadable() throws InterruptedException {
        PredictionLogTest.until(() -> writer.isOpen());

        JsonPath page = page(0, 10);
        assertThat(page.getString("log")).isEqualTo("720678e1-7fbb-4b52-b798-82b9e65bcb3d");
        assertThat(page.getList("predictions.sequence", Long.class)).containsExactly(1L, 2L, 3L);
        assertThat(page.getLong("next")).isEqualTo(3);
        assertThat(page.getLong("skipped")).isZero();
        JsonPath first = page.setRootPath("predictions[0]");
        assertThat(first.getString("id")).isEqualTo("01a233e7-abee-7f35-afae-efa39db54bf9");
        assertThat(first.getString("client_request_id")).isEqualTo("order 7");
        assertThat(first.getString("client")).isNull();
        assertThat(first.getString("time")).isEqualTo("2026-12-01T23:19:10.574Z");
        assertThat(first.getString("model")).isEqualTo("shop-classifier");
        assertThat(first.getInt("rows")).isEqualTo(2);
        assertThat(first.getString("outputs.prediction[0]")).isEqualTo("no");
        assertThat(page(0, 10).getString("predictions[1].inputs.color[0]")).isEqualTo("b\ufffde");

        store.write(PredictionLogTest.blocks(Instant.now(), 2), store.lastSequence());
        assertThat(page(1, 3).getList("predictions.sequence", Long.class)).containsExactly(2L, 3L, 4L);
        assertThat(page(0, 10).getList("predictions.model")).containsSubsequence("shop-classifier", "m");
        assertThat(given().get("/v1/predictions?after=3&seen=01a233e7-ad2f-7df2-ac30-5a7e120412c2")
                        .statusCode())
                .isEqualTo(200);
        assertThat(given().get("/v1/predictions?after=3&seen=01a233e7-abee-7f35-afae-efa39db54bf9")
                        .statusCode())
                .isEqualTo(409);

        assertThat(store.expire(Instant.parse("2026-12-01T23:19:10.843Z"))).isEqualTo(2);
        assertThat(page(0, 10).getList("predictions.sequence", Long.class)).containsExactly(3L, 4L, 5L);
    }

    private static JsonPath page(long after, int limit) {
        return PredictionLogTest.page(after, limit);
    }
}
