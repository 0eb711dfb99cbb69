package dev.lastmile.serving.internal.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lastmile.httpguard.Rejection;
import dev.lastmile.httpguard.RequestSize;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BodyRulesTest {
    private static final RequestSize SMALL = new RequestSize(10);
    private static final RequestSize CHUNKED = new RequestSize(RequestSize.UNKNOWN);

    private final BodyRules rules = new BodyRules(100);

    @ParameterizedTest
    @CsvSource({
        "POST, /invocations",
        "POST, /predict",
        "POST, /v2/models/m/infer",
        "POST, /v2/models/m/versions/1/infer",
        "POST, /v2/repository/index",
        "POST, /of/a/user",
        "PUT, /of/a/user",
        "DELETE, /of/a/user"
    })
    void bodiesAreReadWhereTheyMean(String method, String path) {
        assertThat(rules.check(method, path, SMALL)).isEmpty();
        assertThat(rules.check(method, path, CHUNKED)).isEmpty();
        assertThat(rules.check(method, path, new RequestSize(101)).map(Rejection::status))
                .hasValue(413);
    }

    @ParameterizedTest
    @CsvSource({
        "PUT, /invocations, 405",
        "GET, /invocations, 405",
        "BREW, /v2/models/m/infer, 405",
        "POST, /ping, 413",
        "POST, /v2/health/live, 413",
        "PUT, /v1/predictions, 413",
        "POST, /q/openapi, 413",
        "GET, /of/a/user, 413",
        "HEAD, /of/a/user, 413",
        "BREW, /of/a/user, 413"
    })
    void otherBodiesAreRejected(String method, String path, int status) {
        for (RequestSize size : new RequestSize[] {SMALL, CHUNKED}) {
            assertThat(rules.check(method, path, size).map(Rejection::status)).hasValue(status);
        }
        assertThat(rules.check(method, path, new RequestSize(0))).isEqualTo(Optional.empty());
    }
}
