package dev.lastmile.httpguard;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BrowserRulesTest {
    private static final String OWN = "127.0.0.1:8080";

    private final BrowserRules rules = new BrowserRules(
            "LASTMILE_SERVING_ALLOWED_HOSTS",
            Optional.empty(),
            "192.0.2.1",
            Set.of("model.example"),
            Set.of("https://app.example"));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "LOCALHOST:8080",
                "127.0.0.1:1",
                "[::1]",
                "[::1]:8080",
                "192.0.2.1:8080",
                "model.example:80"
            })
    void itsOwnNamesAreServed(String host) {
        assertThat(rules.check(host, null, null)).isEmpty();
        assertThat(rules.check(host, "http://" + host, "same-origin")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"evil.example", "evil.example:8080", "127.0.0.1.evil.example", "", "localhost.evil.example:1"})
    void otherNamesAreRejected(String host) {
        assertThat(rules.check(host, null, null))
                .hasValueSatisfying(rejection -> assertThat(rejection.message())
                        .contains("\"" + host + "\"")
                        .endsWith("add it to LASTMILE_SERVING_ALLOWED_HOSTS."));
    }

    @ParameterizedTest
    @CsvSource({
        "https://evil.example, cross-site",
        "null, cross-site",
        "http://127.0.0.1.evil.example, ",
        "file://, ",
        "not an origin, ",
        ", cross-site"
    })
    void pagesOfOtherSitesAreRejected(String origin, String site) {
        assertThat(rules.check(OWN, origin, site).map(Rejection::status)).hasValue(403);
    }

    @ParameterizedTest
    @CsvSource({
        "http://127.0.0.1:8080, same-origin",
        "http://localhost:8888, cross-site",
        "https://app.example, cross-site",
        ", same-origin",
        ", none",
        ", "
    })
    void ownAndConfiguredPagesAreServed(String origin, String site) {
        assertThat(rules.check(OWN, origin, site)).isEmpty();
    }

    @Test
    void aClientWithoutAHostHeaderIsNoBrowser() {
        assertThat(rules.check(null, null, null)).isEmpty();
    }
}
