package dev.lastmile.profile.source;

import static dev.lastmile.profile.fixture.DataText.lines;
import static dev.lastmile.profile.fixture.DataText.profile;
import static dev.lastmile.profile.fixture.DataText.properties;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lastmile.contract.Role;
import dev.lastmile.profile.DataFile;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelSourceTest {
    @TempDir
    private Path folder;

    private String model(String rare, String frequent) {
        return profile(folder, lines("x,label", 200, i -> i * 7 % 13 + "," + (i % 10 == 0 ? rare : frequent)))
                .model("com.acme");
    }

    @ParameterizedTest
    @CsvSource({"True,False,true", "Yes,No,Yes", "1,0,1", "1.50,0.50,1.5", "TRUE,FALSE,true"})
    void aRarePositiveClassGetsAThresholdByTheNameThatTheModelKnowsItBy(String rare, String frequent, String name) {
        assertThat(model(rare, frequent))
                .contains(".withThreshold(ThresholdRule.largestF1().of(\"" + name + "\"))")
                .contains("here the area under precision and recall");
    }

    @Test
    void blanksAroundClassesAreNoPartOfThem() {
        DataFile file =
                profile(folder, lines("x, label", 200, i -> i * 7 % 13 + "," + (i % 10 == 0 ? " >50K" : " <=50K ")));

        assertThat(file.model("com.acme")).contains(".withThreshold(ThresholdRule.largestF1().of(\">50K\"))");
        assertThat(properties(file)).contains("trim=true");
        assertThat(file.contract("lake.raw.data")
                        .column(Role.LABEL)
                        .orElseThrow()
                        .values()
                        .allowed())
                .containsExactly("<=50K", ">50K");
    }

    @Test
    void balancedClassesGetNone() {
        assertThat(profile(folder, lines("x,label", 200, i -> i * 7 % 13 + "," + (i % 3 == 0 ? "a" : "b")))
                        .model("com.acme"))
                .doesNotContain("Threshold")
                .contains("GBTClassifier", "here log loss");
    }

    @Test
    void moreClassesAndNumbersHaveAModelOfTheirOwn() {
        assertThat(profile(folder, lines("x,label", 200, i -> i * 7 % 13 + "," + "abc".charAt(i % 3)))
                        .model("com.acme"))
                .contains("RandomForestClassifier");
        assertThat(profile(folder, lines("x,label", 200, i -> i * 7 % 13 + "," + i * i % 97 * 0.5))
                        .model("com.acme"))
                .contains("GBTRegressor", "here the root mean squared error");
    }
}
