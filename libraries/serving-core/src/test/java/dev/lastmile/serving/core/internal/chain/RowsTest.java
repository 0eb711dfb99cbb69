package dev.lastmile.serving.core.internal.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lastmile.onnx.Batch;
import dev.lastmile.onnx.Column;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RowsTest {
    @Test
    void slicesOfABatchConcatenatedAreTheBatch() {
        Batch batch = batch(0, 1, 2, 3, 4);

        Batch first = Rows.slice(batch, 0, 2);
        Batch second = Rows.slice(batch, 2, 3);
        Batch third = Rows.slice(batch, 3, 5);

        assertThat(second.columns()).usingRecursiveComparison().isEqualTo(batch(2).columns());
        Batch whole = Rows.concat(List.of(first, second, third));
        assertThat(whole.rows()).isEqualTo(5);
        assertThat(whole.columns()).usingRecursiveComparison().isEqualTo(batch.columns());
    }

    @Test
    void repeatedRowsFollowEachOther() {
        assertThat(Rows.repeat(batch(7, 8, 9), 7).columns())
                .usingRecursiveComparison()
                .isEqualTo(batch(7, 8, 9, 7, 8, 9, 7).columns());
        assertThat(Rows.repeat(batch(7, 8, 9), 1).columns())
                .usingRecursiveComparison()
                .isEqualTo(batch(7).columns());
    }

    @Test
    void vectorsOfOtherWidthsAreNotConcatenated() {
        Batch two = Batch.of(Map.of("v", new Column.DoubleVectors(new double[] {1, 2}, 2)));
        Batch one = Batch.of(Map.of("v", new Column.DoubleVectors(new double[] {1}, 1)));

        assertThatThrownBy(() -> Rows.concat(List.of(two, one)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("A column is DoubleVectors of width 1 in one batch and DoubleVectors of width 2 in another."
                        + " Give it one type and width.");
    }

    /** One row of every type for each number. */
    private static Batch batch(int... numbers) {
        int rows = numbers.length;
        double[] doubles = new double[rows];
        float[] floats = new float[rows];
        long[] longs = new long[rows];
        boolean[] booleans = new boolean[rows];
        String[] strings = new String[rows];
        double[] doubleVectors = new double[rows * 3];
        float[] floatVectors = new float[rows * 2];
        for (int row = 0; row < rows; row++) {
            doubles[row] = numbers[row] + 0.5;
            floats[row] = numbers[row] + 0.25f;
            longs[row] = numbers[row];
            booleans[row] = numbers[row] % 2 == 0;
            strings[row] = numbers[row] == 1 ? null : "text " + numbers[row];
            for (int i = 0; i < 3; i++) {
                doubleVectors[row * 3 + i] = numbers[row] * 10 + i;
            }
            floatVectors[row * 2 + 1] = numbers[row];
        }
        Map<String, Column> columns = new LinkedHashMap<>();
        columns.put("doubles", new Column.Doubles(doubles));
        columns.put("floats", new Column.Floats(floats));
        columns.put("longs", new Column.Longs(longs));
        columns.put("booleans", new Column.Booleans(booleans));
        columns.put("strings", new Column.Strings(strings));
        columns.put("doubleVectors", new Column.DoubleVectors(doubleVectors, 3));
        columns.put("floatVectors", new Column.FloatVectors(floatVectors, 2));
        return Batch.of(columns);
    }
}
