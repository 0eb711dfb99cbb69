package dev.lastmile.pipeline.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DesktopTest {
    @Test
    void aFileIsOpenedWhereThereIsADisplay() {
        assertThat(Desktop.of("Linux", Map.of("DISPLAY", ":0")).program()).contains("xdg-open");
        assertThat(Desktop.of("Linux", Map.of("WAYLAND_DISPLAY", "wayland-0")).program())
                .contains("xdg-open");
        assertThat(Desktop.of("Mac OS X", Map.of()).program()).contains("open");
        assertThat(Desktop.of("Linux", Map.of()).program()).isEmpty();
        assertThat(Desktop.of("Mac OS X", Map.of("SSH_CONNECTION", "1")).program())
                .isEmpty();
    }

    @Test
    void aProgramThatDoesNotExistIsNoFailure() {
        assertThatCode(() -> new Desktop(Optional.of("no-such-program-here")).open(Path.of("card.html")))
                .doesNotThrowAnyException();
    }
}
