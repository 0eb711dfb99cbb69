package dev.lastmile.pipeline.report.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lastmile.onnx.Column;
import dev.lastmile.onnx.GraphMetadata;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ValueGridTest {
    @Test
    void numbersAreTakenAtEqualSharesOfTheRowsBetweenTheTails() {
        double[] values =
                IntStream.rangeClosed(0, 100).mapToDouble(i -> 100 - i).toArray();

        ValueGrid grid = ValueGrid.of("a", new Column.Doubles(values), Map.of());

        assertThat(grid.kind()).isEqualTo(ValueGrid.Kind.NUMBER);
        assertThat(grid.numbers()).hasSize(20).isSorted().startsWith(5).endsWith(95);
        assertThat(Arrays.stream(grid.rows()).mapToDouble(row -> values[row])).containsExactly(toBoxed(grid.numbers()));
    }

    @Test
    void aConstantColumnHasOnePointAndOneOfMissingNumbersHasNone() {
        assertThat(ValueGrid.of("a", new Column.Longs(new long[] {4, 4, 4}), Map.of())
                        .texts())
                .containsExactly("4");
        assertThat(ValueGrid.of("a", new Column.Doubles(new double[] {Double.NaN, Double.NaN}), Map.of())
                        .rows())
                .isEmpty();
        assertThat(ValueGrid.of("a", new Column.Floats(new float[] {Float.NaN, 0.5f}), Map.of())
                        .texts())
                .containsExactly("0.5");
    }

    @Test
    void frequentStringsAreNamedAndRareOnesAreNot() {
        String[] values = new String[5 + 7 + 4 + 5];
        Arrays.fill(values, 0, 5, "b");
        Arrays.fill(values, 5, 12, "a");
        Arrays.fill(values, 12, 16, "rare@example.com");

        ValueGrid grid = ValueGrid.of("city", new Column.Strings(values), Map.of());

        assertThat(grid.kind()).isEqualTo(ValueGrid.Kind.CATEGORY);
        assertThat(grid.texts()).containsExactly("a", "b", "(null)");
        assertThat(grid.rows()).containsExactly(5, 0, 16);
    }

    @Test
    void datesAndBooleansAreShownAsSuch() {
        Map<String, String> metadata = Map.of(GraphMetadata.INPUT_TYPES, "{\"day\":\"date\",\"flag\":\"boolean\"}");
        double[] flags = DoubleStream.concat(
                        DoubleStream.generate(() -> 1).limit(6),
                        DoubleStream.generate(() -> Double.NaN).limit(5))
                .toArray();

        ValueGrid days = ValueGrid.of("day", new Column.Longs(new long[] {0, 19723}), metadata);

        assertThat(days.kind()).isEqualTo(ValueGrid.Kind.MOMENT);
        assertThat(days.texts()).containsExactly("1970-01-01", "2024-01-01");
        assertThat(ValueGrid.of("flag", new Column.Doubles(flags), metadata).texts())
                .containsExactly("true", "(null)");
    }

    private static Double[] toBoxed(double[] values) {
        return Arrays.stream(values).boxed().toArray(Double[]::new);
    }
}
