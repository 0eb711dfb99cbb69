package dev.lastmile.serving.internal.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ApiKeysTest {
    private static final String KEY = "0123456789abcdef";

    @Test
    void everyKeyHasAName() {
        ApiKeys keys = new ApiKeys(
                Optional.of(KEY), Optional.of(KEY + "0"), List.of("team-a=" + KEY + "a=", " team-b = " + KEY + "b "));

        assertThat(keys.problem()).isEmpty();
        assertThat(keys.required()).isTrue();
        assertThat(keys.nameOf(KEY)).hasValue("current");
        assertThat(keys.nameOf(KEY + "0")).hasValue("previous");
        assertThat(keys.nameOf(KEY + "a=")).hasValue("team-a");
        assertThat(keys.nameOf(KEY + "b")).hasValue("team-b");
        assertThat(keys.nameOf(KEY + "c")).isEmpty();
        assertThat(keys.nameOf("")).isEmpty();
    }

    @Test
    void lineBreaksAroundAKeyDoNotCount() {
        ApiKeys keys = new ApiKeys(Optional.of("\n" + KEY + "\r\n"), Optional.empty(), List.of());

        assertThat(keys.nameOf(KEY)).hasValue("current");
        assertThat(keys.nameOf(" " + KEY + " ")).hasValue("current");
    }

    @Test
    void aShortKeyIsAProblemThatDoesNotShowIt() {
        assertThat(new ApiKeys(Optional.of("secret\n"), Optional.empty(), List.of()).problem())
                .hasValue("LASTMILE_SERVING_API_KEY has 6 characters, and a key has at least 16. Make one with: openssl"
                        + " rand -hex 32");
        assertThat(new ApiKeys(Optional.of(KEY), Optional.of(" "), List.of()).problem())
                .hasValueSatisfying(problem ->
                        assertThat(problem).startsWith("LASTMILE_SERVING_API_KEY_PREVIOUS has 0 characters"));
        assertThat(new ApiKeys(Optional.empty(), Optional.empty(), List.of("team-a=secret")).problem())
                .hasValueSatisfying(problem -> assertThat(problem)
                        .startsWith("LASTMILE_SERVING_API_KEYS, team-a, has 6 characters")
                        .doesNotContain("secret"));
    }

    @Test
    void aNameIsNeededAndIsItsKeysOwn() {
        assertThat(new ApiKeys(Optional.empty(), Optional.empty(), List.of(KEY)).problem())
                .hasValueSatisfying(problem -> assertThat(problem)
                        .startsWith("LASTMILE_SERVING_API_KEYS has an entry without a name.")
                        .doesNotContain(KEY));
        assertThat(new ApiKeys(Optional.of(KEY), Optional.empty(), List.of("current=" + KEY)).problem())
                .hasValue("Two keys have the name current. Give each a unique one.");
    }

    @Test
    void withoutAKeyNoneIsRequired() {
        assertThat(new ApiKeys(Optional.empty(), Optional.empty(), List.of()).required())
                .isFalse();
    }
}
