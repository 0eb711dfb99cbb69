package dev.lastmile.profile.decision;

import static dev.lastmile.profile.fixture.DataText.decision;
import static dev.lastmile.profile.fixture.DataText.lines;
import static dev.lastmile.profile.fixture.DataText.profile;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lastmile.profile.DataFile;
import java.nio.file.Path;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingSideTest {
    private static final LocalDate START = LocalDate.of(2024, 1, 1);

    @TempDir
    private Path folder;

    @Test
    void aColumnThatIsFilledOnlyInTheLastRowsIsNoFeatureOfASplitByTime() {
        DataFile file = profile(
                folder,
                lines(
                        "day,x,new,label",
                        100,
                        i -> START.plusDays(i) + "," + i % 7 + "," + (i < 75 ? "" : i * 0.5) + "," + i * i % 59 * 0.5));

        assertThat(decision(file, "new").treatment()).isEqualTo(Treatment.CONSTANT);
        assertThat(decision(file, "new").reason())
                .isEqualTo("values in 25 of 100 rows, and hardly any in the first ones");
        assertThat(file.featurePipeline("com.acme")).doesNotContain("\"new\"");
    }

    @Test
    void aColumnWithAHandfulOfValuesIsNoFeature() {
        DataFile file = profile(
                folder,
                lines(
                        "x,rare,y,label",
                        100,
                        i -> i % 7 + "," + (i % 40 == 3 ? i * 0.5 : "") + "," + i % 5 + "," + i * i % 59));

        assertThat(decision(file, "rare").reason()).isEqualTo("values in 3 of 100 rows");
        assertThat(decision(file, "rare").treatment()).isEqualTo(Treatment.CONSTANT);
    }

    @Test
    void theLeastShareOfACategoryIsThatOfTheTrainingRows() {
        DataFile late = profile(
                folder,
                lines(
                        "day,shop,label",
                        400,
                        i -> START.plusDays(i) + ",s" + (i < 300 ? i % 6 : i % 60) + "," + i * i % 59 * 0.5));
        ColumnProfile shop = decision(late, "shop").column();

        // Six shops in the first 280 rows, of which the last has 46.
        assertThat(TrainingSide.of(late.decisions()).share(shop, 20)).isEqualTo(46 / 280.0);
        assertThat(late.featurePipeline("com.acme"))
                .contains("60 categories: all that have less than 2 % of the training rows are 0 in each number.")
                .contains("\"shop_frequent\", 0.02)");
    }

    @Test
    void aboutTwentyOfManyCategoriesAreKept() {
        DataFile file = profile(
                folder,
                lines("x,shop,label", 4000, i -> i * 7 % 11 + ",s" + (int) Math.sqrt(i) + "," + i * i % 59 * 0.5));

        // 63 shops, shop k in 2k + 1 rows; the 20th most frequent has 87 of 4000.
        assertThat(file.featurePipeline("com.acme")).contains("\"shop_frequent\", 0.01)");
    }
}
