package dev.lastmile.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OwnerTest {
    private static final Instant NOW = Instant.now();

    @Test
    void aProcessThatRunsHereIsNotGone() {
        assertThat(Owner.isGone(Owner.current().tags(), NOW)).isFalse();
    }

    @Test
    void aProcessIdThatNobodyHasIsGone() {
        assertThat(Owner.isGone(changed(Owner.PID, Long.toString(Integer.MAX_VALUE - 7L)), NOW))
                .isTrue();
    }

    @Test
    void aProcessIdThatAStrangerGotLaterIsGoneOnceTheHeartbeatIsSilent() {
        Map<String, String> stranger = changed(Owner.STARTED, "2001-01-01T00:00:00Z");
        assertThat(Owner.isGone(stranger, NOW)).isFalse();

        stranger.put(Owner.HEARTBEAT, NOW.minus(Owner.SILENCE).minusSeconds(1).toString());
        assertThat(Owner.isGone(stranger, NOW)).isTrue();
    }

    @Test
    void onAnotherHostOnlyTheHeartbeatTells() {
        Map<String, String> elsewhere = changed(Owner.HOST, "another-host");
        elsewhere.put(Owner.HEARTBEAT, NOW.minusSeconds(60).toString());
        assertThat(Owner.isGone(elsewhere, NOW)).isFalse();

        elsewhere.put(Owner.HEARTBEAT, NOW.minus(Owner.SILENCE).minusSeconds(1).toString());
        assertThat(Owner.isGone(elsewhere, NOW)).isTrue();
    }

    @Test
    void aRunThatIsNotOursIsLeftAlone() {
        assertThat(Owner.isGone(Map.of("mlflow.user", "ada"), NOW)).isFalse();
    }

    private static Map<String, String> changed(String tag, String value) {
        Map<String, String> tags = new HashMap<>(Owner.current().tags());
        tags.put(tag, value);
        return tags;
    }
}
