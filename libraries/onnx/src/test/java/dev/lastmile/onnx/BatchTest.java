package dev.lastmile.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BatchTest {
    @Test
    void keepsTheOrderOfItsColumns() {
        Map<String, Column> columns = new LinkedHashMap<>();
        columns.put("z", new Column.Doubles(new double[] {1, 2}));
        columns.put("a", new Column.DoubleVectors(new double[] {1, 2, 3, 4, 5, 6}, 3));
        columns.put("m", new Column.Strings(new String[] {"x", "y"}));
        Batch batch = Batch.of(columns);
        columns.clear();

        assertThat(batch.rows()).isEqualTo(2);
        assertThat(batch.columns().keySet()).containsExactly("z", "a", "m");
        assertThat(batch.column("z")).isInstanceOf(Column.Doubles.class);
        assertThat(batch.column("absent")).isNull();
    }

    @Test
    void itsMapIsThatOfTheColumnsItWasMadeOf() {
        Column.Longs a = new Column.Longs(new long[] {1});
        Column.Doubles b = new Column.Doubles(new double[] {2});
        ColumnNames names = ColumnNames.of(List.of("b", "a"));

        Batch batch = Batch.of(names, b, a);

        assertThat(batch.names()).isSameAs(names);
        assertThat(batch.column(0)).isSameAs(b);
        assertThat(batch.columns()).isEqualTo(Map.of("a", a, "b", b)).hasSize(2);
        assertThat(batch.columns().get("a")).isSameAs(a);
        assertThat(batch.columns().containsKey("c")).isFalse();
        assertThatThrownBy(() -> batch.columns().remove("a")).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> batch.columns().put("a", b)).isInstanceOf(UnsupportedOperationException.class);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Batch.of(names, a))
                .withMessage("There are 1 columns for 2 names. Give one for each.");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ColumnNames.of(List.of("a", "a")))
                .withMessage("Column a is there twice. Give it once.");
    }

    @Test
    void canHaveNoRows() {
        assertThat(Batch.of(Map.of("x", new Column.DoubleVectors(new double[0], 4)))
                        .rows())
                .isZero();
    }

    @Test
    void aColumnOfAnotherLengthIsNamed() {
        Map<String, Column> columns = new LinkedHashMap<>();
        columns.put("a", new Column.Longs(new long[] {1, 2}));
        columns.put("b", new Column.Booleans(new boolean[] {true}));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> Batch.of(columns))
                .withMessage("Column b has 1 rows, and a has 2. All columns of a batch need the same number.");
    }

    @Test
    void aColumnThatIsNullIsNamed() {
        Map<String, Column> columns = new LinkedHashMap<>();
        columns.put("a", null);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> Batch.of(columns))
                .withMessage("Column a is null. Give it, or leave it out.");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Batch.of(Map.of()))
                .withMessage("A batch has no columns. Give it at least one.");
    }

    @Test
    void vectorsAreWhole() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Column.DoubleVectors(new double[5], 2))
                .withMessage("5 numbers do not divide into vectors of 2. Check the width.");
        assertThatIllegalArgumentException().isThrownBy(() -> new Column.FloatVectors(new float[5], 0));
    }
}
