package dev.lastmile.serving.core.internal.request;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class UnicodeTest {
    @Test
    void halvesOfSurrogatePairsAreReplaced() {
        assertThat(Unicode.repaired("{\"a\":\"é😀\"}")).isEqualTo("{\"a\":\"é😀\"}");
        assertThat(Unicode.repaired("\ud800x\udc00\ud83d\ude00\ud83d")).isEqualTo("\ufffdx\ufffd😀\ufffd");
    }
}
