package dev.lastmile.archetype;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SectionsTest {
    @Test
    void whatIsLastmilesGoesAndWhatIsTheProjectsComesOutOfItsComment() {
        assertThat(Sections.ofProject("""
                <!-- lastmile -->
                # Lastmile
                <!-- /lastmile -->
                <!-- project
                # template

                A $1 \\ project.
                -->
                both
                  <!-- lastmile -->
                  <module>libraries</module>
                  <!-- /lastmile -->
                <!-- another comment -->
                """)).isEqualTo("""
                # template

                A $1 \\ project.
                both
                <!-- another comment -->
                """);
    }

    @Test
    void twoSectionsDoNotTakeWhatIsBetween() {
        String section = "<!-- lastmile -->\nx\n<!-- /lastmile -->\n";

        assertThat(Sections.ofProject(section + "kept\n" + section)).isEqualTo("kept\n");
    }

    @Test
    void marksWithinALineAreText() {
        String text = "see <!-- lastmile -->\nx\n<!-- /lastmile --> and <!-- project\n-->\n";

        assertThat(Sections.ofProject(text)).isEqualTo(text);
    }
}
