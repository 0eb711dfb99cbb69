package dev.lastmile.it;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** SIGKILL anywhere in any step. */
@Tag("long")
class RandomKillIT {
    private static final int KILLS = 30;

    @Test
    void stepsKilledAtRandomLeaveNothingHalfMadeAndSucceedWhenRunAgain() {
        long seed = Long.getLong("kill.seed", System.nanoTime());
        Random random = new Random(seed);
        try (Sandbox sandbox = new Sandbox()) {
            sandbox.pipeline();
            try (Observer observer = new Observer(sandbox)) {
                for (int kill = 0; kill < KILLS; kill++) {
                    String step = Sandbox.PIPELINE.get(random.nextInt(Sandbox.PIPELINE.size()));
                    boolean killed = sandbox.killAfter(Duration.ofMillis(random.nextInt(8_000)), step);
                    System.out.println(
                            "seed " + seed + ", kill " + kill + ": " + step + (killed ? " killed" : " had ended"));
                    observer.nothingIsHalfMade();
                    sandbox.run(step).succeeded();
                    observer.nothingIsHalfMade();
                }
                sandbox.pipeline();
            }
        }
    }
}
