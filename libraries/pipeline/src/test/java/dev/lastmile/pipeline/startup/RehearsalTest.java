package dev.lastmile.pipeline.startup;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class RehearsalTest {
    @Test
    void everyStepSucceeds() throws IOException {
        assertThat(Rehearsal.run()).isZero();
    }
}
