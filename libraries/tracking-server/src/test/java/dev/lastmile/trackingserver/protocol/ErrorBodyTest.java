package dev.lastmile.trackingserver.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ErrorBodyTest {
    @Test
    void aMessageIsNotAsLongAsWhatWasSent() {
        assertThat(message("x".repeat(2000))).isEqualTo("x".repeat(2000));
        assertThat(message("x".repeat(5_000_000))).isEqualTo("x".repeat(2000) + "…");
    }

    @Test
    void aMessageHasWholeCharactersOnly() {
        assertThat(message("a\ud800b\udc00")).isEqualTo("a?b?");
        assertThat(message("x".repeat(1999) + "😀😀")).isEqualTo("x".repeat(1999) + "?…");
        assertThat(message("ä😀")).isEqualTo("ä😀");
    }

    @Test
    void anExcerptIsCutBetweenCharacters() {
        assertThat(Excerpt.of("x".repeat(200))).isEqualTo("x".repeat(200));
        assertThat(Excerpt.of("x".repeat(201))).isEqualTo("x".repeat(200) + "…");
        assertThat(Excerpt.of("x".repeat(199) + "😀😀")).isEqualTo("x".repeat(199) + "…");
    }

    private static String message(String text) {
        return new ErrorBody(ErrorCode.BAD_REQUEST, text).message();
    }
}
