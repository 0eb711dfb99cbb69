package dev.lastmile.pipeline.step;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lastmile.pipeline.step.RunOwner.State;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RunOwnerTest {
    private static final Instant NOW = Instant.now();
    private static final String NOBODY = Long.toString(Integer.MAX_VALUE - 7L);

    @Test
    void aProcessThatRunsHereIsAliveHoweverLongItIsSilent() {
        assertThat(state(RunOwner.current().tags())).isEqualTo(State.ALIVE);
        assertThat(state(silent(RunOwner.current().tags()))).isEqualTo(State.ALIVE);
    }

    @Test
    void aProcessIdThatNobodyHasIsGone() {
        assertThat(state(changed(RunOwner.PID, NOBODY))).isEqualTo(State.GONE);
    }

    @Test
    void aProcessIdThatAStrangerGotLaterIsGone() {
        assertThat(state(changed(RunOwner.STARTED, "1"))).isEqualTo(State.GONE);
    }

    @ParameterizedTest
    @CsvSource({
        RunOwner.HOST + ", another-host",
        RunOwner.BOOT + ", 00000000-0000-0000-0000-000000000000",
        RunOwner.NAMESPACE + ", pid:[1]",
        RunOwner.BOOT + ",",
        RunOwner.STARTED + ",",
    })
    void whereProcessIdsMeanOtherProcessesOnlyTheHeartbeatTells(String tag, String value) {
        Map<String, String> elsewhere = changed(tag, value);
        elsewhere.put(RunOwner.PID, NOBODY);

        assertThat(state(elsewhere)).isEqualTo(State.ALIVE);
        assertThat(state(silent(elsewhere))).isEqualTo(State.GONE);
    }

    @Test
    void aRunThatIsNotOursIsLeftAlone() {
        assertThat(state(Map.of("mlflow.user", "ada"))).isEqualTo(State.NOT_OURS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"abc", "", "-1", "0", "1.5", "99999999999999999999"})
    void aProcessIdThatIsNoneIsUnreadable(String pid) {
        assertThat(state(changed(RunOwner.PID, pid))).isEqualTo(State.UNREADABLE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"yesterday", "", "+1000000000-12-31T23:59:59.999999999Z"})
    void aHeartbeatThatIsNoTimeIsUnreadable(String heartbeat) {
        assertThat(state(changed(RunOwner.HEARTBEAT, heartbeat))).isEqualTo(State.UNREADABLE);
        assertThat(state(Map.of(RunOwner.PID, "1"))).isEqualTo(State.UNREADABLE);
    }

    private static State state(Map<String, String> tags) {
        return RunOwner.state(tags, NOW);
    }

    private static Map<String, String> silent(Map<String, String> tags) {
        Map<String, String> silent = new HashMap<>(tags);
        silent.put(
                RunOwner.HEARTBEAT, NOW.minus(RunOwner.SILENCE).minusSeconds(1).toString());
        return silent;
    }

    private static Map<String, String> changed(String tag, String value) {
        Map<String, String> tags = new HashMap<>(RunOwner.current().tags());
        if (value == null) {
            tags.remove(tag);
        } else {
            tags.put(tag, value);
        }
        return tags;
    }
}
