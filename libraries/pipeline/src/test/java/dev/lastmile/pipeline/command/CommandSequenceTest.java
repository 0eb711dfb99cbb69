package dev.lastmile.pipeline.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lastmile.pipeline.StepException;
import dev.lastmile.pipeline.internal.CommandMain;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CommandSequenceTest {
    private static final List<String> CALLS = new ArrayList<>();

    /** Prints nothing and ends well. */
    public static final class Good {
        public static void main(String[] arguments) {
            CALLS.add("Good" + List.of(arguments));
            CommandMain.exit(0);
        }
    }

    /** Ends with the exit code that it is given. */
    public static final class Bad {
        public static void main(String[] arguments) {
            CALLS.add("Bad");
            CommandMain.exit(Integer.parseInt(arguments[0]));
            CALLS.add("what follows the end of a command");
        }
    }

    /** Throws. */
    public static final class Worse {
        public static void main(String[] arguments) {
            throw new StepException("It broke. Mend it.");
        }
    }

    private static final String GOOD = Good.class.getName();

    @BeforeEach
    void noCalls() {
        CALLS.clear();
    }

    @Test
    void commandsRunInTheirOrderAndTheFirstGetsTheArguments() {
        assertThat(CommandSequence.run(GOOD, GOOD + " fixed word ", GOOD, "--", "a b", "--", "c"))
                .isZero();
        assertThat(CALLS).containsExactly("Good[a b, --, c]", "Good[fixed, word]", "Good[]");
        assertThat(CommandMain.isInSequence()).isFalse();
    }

    @Test
    void verboseIsAnArgumentOfAll() {
        assertThat(CommandSequence.run(GOOD, GOOD + " word", "--", "-v")).isZero();
        assertThat(CALLS).containsExactly("Good[-v]", "Good[word, --verbose]");
    }

    @Test
    void theFirstThatFailsEndsTheSequenceWithItsExitCode() {
        assertThat(CommandSequence.run(GOOD, Bad.class.getName() + " 2", GOOD)).isEqualTo(2);
        assertThat(CALLS).containsExactly("Good[]", "Bad");
        assertThat(CommandSequence.run(Worse.class.getName(), GOOD)).isEqualTo(1);
        assertThat(CALLS).hasSize(2);
        assertThat(CommandMain.isInSequence()).isFalse();
    }
}
