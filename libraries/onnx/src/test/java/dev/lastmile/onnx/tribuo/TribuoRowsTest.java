package dev.lastmile.onnx.tribuo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.tribuo.Example;
import org.tribuo.Feature;
import org.tribuo.MutableDataset;
import org.tribuo.classification.Label;

class TribuoRowsTest {
    private static final TribuoRows ROWS = new TribuoRows(List.of("f_2", "f_10"));

    @Test
    void numbersGoUnderTheirNamesZerosToo() {
        Example<Label> example = ROWS.example(new double[] {0, 7}, "a");

        assertThat(example).containsExactlyInAnyOrder(new Feature("f_2", 0), new Feature("f_10", 7));
        assertThat(example.getOutput().getLabel()).isEqualTo("a");
    }

    @Test
    void aDataSetHasAllRows() {
        MutableDataset<Label> dataset =
                ROWS.dataset(new double[][] {{1, 2}, {3, 4}}, new String[] {"a", "b"}, "two rows");

        assertThat(dataset.size()).isEqualTo(2);
        assertThat(dataset.getFeatureMap().keySet()).containsExactlyInAnyOrder("f_2", "f_10");
    }

    @Test
    void whatDoesNotFitIsNamed() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ROWS.example(new double[] {1}))
                .withMessage("A row has 1 numbers for the columns [f_2, f_10]. Give one for each.");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ROWS.dataset(new double[1][2], new String[] {"a", "b"}, "rows"))
                .withMessage("1 rows have 2 labels. Give one for each.");
        assertThatIllegalArgumentException().isThrownBy(() -> new TribuoRows(List.of("a", "a")));
        assertThatIllegalArgumentException().isThrownBy(() -> new TribuoRows(List.of()));
    }
}
