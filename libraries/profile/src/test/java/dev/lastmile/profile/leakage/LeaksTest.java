package dev.lastmile.profile.leakage;

import static dev.lastmile.profile.fixture.DataText.decision;
import static dev.lastmile.profile.fixture.DataText.lines;
import static dev.lastmile.profile.fixture.DataText.profile;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lastmile.contract.Role;
import dev.lastmile.profile.DataFile;
import dev.lastmile.profile.decision.Treatment;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LeaksTest {
    @TempDir
    private Path folder;

    @Test
    void aNumberThatDeterminesTheClassIsExcludedAndFirstInTheSummary() {
        Random random = new Random(1);
        DataFile file = profile(folder, lines("age,refund,label", 300, i -> {
            boolean churned = random.nextInt(3) == 0;
            return random.nextInt(50) + "," + (churned ? 100 + random.nextInt(90) : random.nextInt(90)) + ","
                    + (churned ? "yes" : "no");
        }));

        assertThat(decision(file, "refund").treatment()).isEqualTo(Treatment.LEAK);
        assertThat(decision(file, "age").treatment()).isEqualTo(Treatment.NUMERIC);
        assertThat(file.summary().get(0))
                .startsWith("LEAK: refund alone determines the label (AUC 1.0000 on held-out rows): excluded.");
        assertThat(file.request()).doesNotContain("refund");
        var column = file.contract("lake.raw.data").column("refund").orElseThrow();
        assertThat(column.role()).isEqualTo(Role.IGNORE);
        assertThat(column.comment()).startsWith("not a feature, it leaks: refund alone determines");
    }

    @Test
    void aTextThatDeterminesTheClassIsExcluded() {
        Random random = new Random(2);
        DataFile file = profile(folder, lines("age,status,label", 300, i -> {
            int state = random.nextInt(4);
            return random.nextInt(50) + "," + new String[] {"left", "gone", "here", "new"}[state] + "," + (state < 2);
        }));

        assertThat(decision(file, "status").treatment()).isEqualTo(Treatment.LEAK);
    }

    @Test
    void nullsThatDetermineTheClassAreALeak() {
        Random random = new Random(3);
        DataFile file = profile(folder, lines("age,ended,label", 300, i -> {
            boolean churned = random.nextInt(3) == 0;
            return random.nextInt(50) + "," + (churned ? random.nextInt(90) : "") + "," + (churned ? "yes" : "no");
        }));

        assertThat(decision(file, "ended").treatment()).isEqualTo(Treatment.LEAK);
    }

    @Test
    void aSumOfTwoThatIsTheLabelIsExcluded() {
        Random random = new Random(4);
        DataFile file = profile(folder, lines("age,casual,registered,label", 400, i -> {
            int casual = random.nextInt(500);
            int registered = random.nextInt(500);
            return random.nextInt(50) + "," + casual + "," + registered + "," + (casual + registered);
        }));

        assertThat(decision(file, "casual").treatment()).isEqualTo(Treatment.LEAK);
        assertThat(decision(file, "registered").treatment()).isEqualTo(Treatment.LEAK);
        assertThat(decision(file, "age").treatment()).isEqualTo(Treatment.NUMERIC);
        assertThat(file.summary().get(0))
                .startsWith("LEAK: the sum of casual and registered determines the label (R² ");
    }

    @Test
    void aFunctionOfTheNumericLabelIsExcluded() {
        Random random = new Random(5);
        DataFile file = profile(folder, lines("age,logged,label", 400, i -> {
            double wage = 20 + random.nextInt(4000) / 10.0;
            return random.nextInt(50) + "," + Math.log(wage) + "," + wage;
        }));

        assertThat(decision(file, "logged").treatment()).isEqualTo(Treatment.LEAK);
        assertThat(file.decisions().leaks())
                .singleElement()
                .extracting(Leak::columns)
                .asString()
                .isEqualTo("[logged]");
    }

    @Test
    void aDifferenceOfTwoDatesThatIsTheLabelIsExcluded() {
        java.time.LocalDate start = java.time.LocalDate.of(2024, 1, 1);
        DataFile file = profile(
                folder,
                lines(
                        "began,ended,x,label",
                        200,
                        i -> start.plusDays(i * 37 % 300) + "," + start.plusDays(i * 37 % 300 + 5 + i * i % 97) + ","
                                + i * 7 % 13 + "," + (5 + i * i % 97)));

        assertThat(file.summary().get(0))
                .startsWith("LEAK: the difference of began and ended determines the label (R² 1.0000");
        assertThat(decision(file, "began").treatment()).isEqualTo(Treatment.LEAK);
        assertThat(decision(file, "ended").treatment()).isEqualTo(Treatment.LEAK);
    }

    @Test
    void aDifferenceOfTwoNumbersThatDecidesOnTheClassIsExcluded() {
        Random random = new Random(3);
        String text = lines("home,away,x,label", 400, i -> {
            int home = random.nextInt(7);
            int away = random.nextInt(7);
            return home + "," + away + "," + i * 7 % 13 + "," + (home > away ? "won" : "not");
        });

        assertThat(profile(folder, text).summary().get(0))
                .startsWith("LEAK: the difference of home and away determines the label (AUC 1.0000");
    }

    @Test
    void aLabelThatRisesWithTheDateDoesNotLeakFromIt() {
        java.time.LocalDate start = java.time.LocalDate.of(2024, 1, 1);
        DataFile file =
                profile(folder, lines("day,x,label", 200, i -> start.plusDays(i) + "," + i * 7 % 13 + "," + (i + 0.5)));

        assertThat(file.decisions().leaks()).isEmpty();
    }

    @Test
    void rowNumbersOfAFileThatIsSortedByTheLabelAreNoLeak() {
        DataFile file = profile(
                folder, lines(",x,label", 80, i -> i + 1 + "," + i * 7 % 13 + "," + (i < 40 ? "left" : "stayed")));

        assertThat(file.decisions().leaks()).isEmpty();
        assertThat(file.decisions().columns().get(0).treatment()).isEqualTo(Treatment.IDENTIFIER);
    }

    @Test
    void aStrongFeatureIsNoLeak() {
        Random random = new Random(6);
        DataFile file = profile(folder, lines("age,strong,label", 400, i -> {
            boolean churned = random.nextInt(3) == 0;
            return random.nextInt(50) + "," + (random.nextInt(80) + (churned ? 60 : 0)) + ","
                    + (churned ? "yes" : "no");
        }));

        assertThat(file.decisions().leaks()).isEmpty();
        assertThat(decision(file, "strong").treatment()).isEqualTo(Treatment.NUMERIC);
    }
}
