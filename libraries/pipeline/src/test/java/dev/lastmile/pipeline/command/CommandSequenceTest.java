package dev.lastmile.pipeline.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lastmile.pipeline.internal.CommandMain;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CommandSequenceTest {
    private final List<String> calls = new ArrayList<>();

    @Test
    void commandsRunInTheirOrderAndTheFirstGetsTheArguments() {
        assertThat(run(List.of("good", "good fixed word ", "good"), "a b", "--", "c"))
                .isZero();
        assertThat(calls).containsExactly("[good, a b, --, c]", "[good, fixed, word]", "[good]");
        assertThat(CommandMain.isInSequence()).isFalse();
    }

    @Test
    void verboseIsAnArgumentOfAll() {
        assertThat(run(List.of("good", "good word"), "-v")).isZero();
        assertThat(calls).containsExactly("[good, -v]", "[good, word, --verbose]");
    }

    @Test
    void theFirstThatFailsEndsTheSequenceWithItsExitCode() {
        assertThat(run(List.of("good", "bad", "good"))).isEqualTo(2);
        assertThat(calls).containsExactly("[good]", "[bad]");
        assertThat(CommandMain.isInSequence()).isFalse();
    }

    private int run(List<String> commands, String... further) {
        CommandSequence sequence = new CommandSequence();
        sequence.words = commands;
        return CommandMain.runInSequence(() -> sequence.run(List.of(further), words -> {
            calls.add(List.of(words).toString());
            CommandMain.exit(words[0].equals("bad") ? 2 : 0);
        }));
    }
}
