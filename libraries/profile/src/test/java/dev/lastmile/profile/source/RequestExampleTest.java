package dev.lastmile.profile.source;

import static dev.lastmile.profile.fixture.DataText.lines;
import static dev.lastmile.profile.fixture.DataText.profile;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lastmile.profile.decision.ProfileOptions;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RequestExampleTest {
    @TempDir
    private Path folder;

    @Test
    void theFeaturesOfTheFirstCompleteRowAreInTheTypesOfTheContract() {
        String request = profile(
                        folder,
                        lines(
                                "code,age,visits,plan,trial,day,label",
                                60,
                                i -> i + "," + (i < 3 ? "" : 20 + i * 7 % 40) + "," + i % 9 + ","
                                        + (i == 3 ? "NA" : "p" + i % 3) + ","
                                        + (i % 3 == 0 ? "Y" : "N") + "," + (1 + i * 7 % 28) + ".3.2024,"
                                        + (i * 7 % 5 > 2 ? "yes" : "no")))
                .request();

        assertThat(request)
                .isEqualTo("{\"dataframe_records\":[{\"age\":48.0,\"visits\":4,\"plan\":\"p1\",\"trial\":false,"
                        + "\"day\":\"2024-03-01\"}]}");
    }

    @Test
    void aColumnThatIsNullInEveryCompleteRowIsNull() {
        String request = profile(
                        folder,
                        ProfileOptions.label("label"),
                        lines(
                                "x,y,label",
                                40,
                                i -> (i % 2 == 0 ? i % 7 : "") + "," + (i % 2 == 1 ? i % 9 : "") + ","
                                        + (i * 7 % 5 > 2)))
                .request();

        assertThat(request).isEqualTo("{\"dataframe_records\":[{\"x\":0.0,\"y\":null}]}");
    }
}
