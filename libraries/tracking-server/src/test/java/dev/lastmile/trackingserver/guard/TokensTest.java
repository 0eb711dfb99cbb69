package dev.lastmile.trackingserver.guard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lastmile.httpguard.Rejection;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokensTest {
    private static final String READ = "a-token-that-reads";
    private static final String WRITE = "a-token-that-writes";

    private final Tokens tokens = new Tokens(Optional.of(READ), Optional.of(WRITE + "\n"), 1000);

    @Test
    void oneTokenReadsAndTheOtherWritesToo() {
        assertThat(status("Bearer " + READ, true)).isZero();
        assertThat(status("Bearer " + READ, false)).isEqualTo(403);
        assertThat(status("Bearer " + WRITE, true)).isZero();
        assertThat(status("Bearer " + WRITE, false)).isZero();
    }

    @Test
    void browsersSendATokenAsThePassword() {
        assertThat(status("Basic " + base64("anybody:" + WRITE), false)).isZero();
        assertThat(status("basic " + base64(":" + READ), true)).isZero();
        assertThat(status("Basic " + base64(READ + ":"), true)).isEqualTo(401);
        assertThat(tokens.check(null, true, "192.0.2.1"))
                .hasValueSatisfying(rejection -> assertThat(rejection.headers())
                        .containsEntry(
                                "WWW-Authenticate", "Basic realm=\"tracking server\", charset=\"UTF-8\", Bearer"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Bearer",
                "Bearer ",
                "Bearer x",
                "Bearer a-token-that-reads2",
                "Basic",
                "Basic !",
                "Basic eA==",
                "Digest a-token-that-reads",
                "a-token-that-reads"
            })
    void whatIsNoTokenGetsNothing(String header) {
        assertThat(status(header, true)).isEqualTo(401);
    }

    @Test
    void attemptsAreLimitedAndAValidTokenIsAlwaysTaken() {
        Tokens few = new Tokens(Optional.empty(), Optional.of(WRITE), 2);
        assertThat(few.check("Bearer x", true, "192.0.2.1").map(Rejection::status))
                .hasValue(401);
        assertThat(few.check("Bearer x", true, "192.0.2.1").map(Rejection::status))
                .hasValue(401);
        assertThat(few.check("Bearer x", true, "192.0.2.1")).hasValueSatisfying(rejection -> {
            assertThat(rejection.status()).isEqualTo(429);
            assertThat(rejection.headers()).containsKey("Retry-After");
        });
        assertThat(few.check("Bearer " + WRITE, false, "192.0.2.1")).isEmpty();
        assertThat(few.check("Bearer x", true, "192.0.2.2").map(Rejection::status))
                .hasValue(401);
    }

    @Test
    void withoutTokensNoneIsRequired() {
        assertThat(new Tokens(Optional.empty(), Optional.empty(), 30).check(null, false, "192.0.2.1"))
                .isEmpty();
    }

    @Test
    void whatIsWrongWithTheConfigurationIsSaidWithoutTheTokens() {
        assertThat(tokens.problem()).isEmpty();
        assertThat(new Tokens(Optional.of(READ), Optional.empty(), 30).problem())
                .hasValue(
                        "LASTMILE_TRACKING_READ_TOKEN is set, and LASTMILE_TRACKING_WRITE_TOKEN is not, so that nobody"
                                + " could write. Set both, or LASTMILE_TRACKING_WRITE_TOKEN alone.");
        assertThat(new Tokens(Optional.of(READ), Optional.of(" " + READ), 30).problem())
                .hasValueSatisfying(problem -> assertThat(problem)
                        .startsWith("LASTMILE_TRACKING_READ_TOKEN and LASTMILE_TRACKING_WRITE_TOKEN are the same.")
                        .doesNotContain(READ));
        assertThat(new Tokens(Optional.empty(), Optional.of("short"), 30).problem())
                .hasValueSatisfying(problem -> assertThat(problem)
                        .startsWith("LASTMILE_TRACKING_WRITE_TOKEN has 5 characters")
                        .doesNotContain("short"));
    }

    private int status(String header, boolean reads) {
        return tokens.check(header, reads, "192.0.2.1").map(Rejection::status).orElse(0);
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
