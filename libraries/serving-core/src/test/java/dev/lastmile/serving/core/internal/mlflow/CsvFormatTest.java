package dev.lastmile.serving.core.internal.mlflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lastmile.onnx.Batch;
import dev.lastmile.onnx.Column;
import dev.lastmile.onnx.ElementType;
import dev.lastmile.serving.core.InvalidRequestException;
import dev.lastmile.serving.core.internal.chain.InputColumn;
import dev.lastmile.serving.core.internal.chain.InputColumn.Type;
import dev.lastmile.serving.core.internal.request.ReadLimits;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CsvFormatTest {
    private static final InvocationReader READER = reader(List.of(
            new InputColumn("height", Type.DOUBLE, ElementType.DOUBLE, false),
            new InputColumn("count", Type.LONG, ElementType.INT64, true),
            new InputColumn("place", Type.STRING, ElementType.STRING, false)));

    @Test
    void namesComeFirstInAnyOrderAndUnknownColumnsAreLeftOut() {
        Batch rows = read("place,note,count,height\n\"Ghent, B\",x,9007199254740993,1.5\r\nNA,,-2,+2e0\n");

        assertThat(((Column.Strings) rows.column("place")).values()).containsExactly("Ghent, B", "NA");
        assertThat(((Column.Longs) rows.column("count")).values()).containsExactly(9007199254740993L, -2);
        assertThat(((Column.Doubles) rows.column("height")).values()).containsExactly(1.5, 2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "NaN", "NA", "null", " nan "})
    void whatPandasReadsAsMissingIsMissing(String field) {
        Batch rows = read("height,count,place\n" + field + ",1,\n");

        assertThat(((Column.Doubles) rows.column("height")).values()).containsExactly(Double.NaN);
        assertThat(((Column.Strings) rows.column("place")).values()).containsExactly((String) null);
    }

    @Test
    void namesAloneAreNoRows() {
        assertThat(read("height,count,place\n").rows()).isZero();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "height,count,place;1,2            | Row 0 of the CSV has 2 fields, and the first line has 3 names",
                "height,count,place;1,2,a;1,2,a,b  | Row 1 of the CSV has 4 fields, and the first line has 3 names",
                "height,count,height;1,2,3         | The CSV has the column height twice",
                "height,place;1,a                  | lacks the columns [count]",
                "height,count,place;1,,a           | Column count, row 0 (counted from 0), is null",
                "height,count,place;1,2.5,a        | is 2.5, a number; the model takes a long",
                "height,count,place;1,1e999999999,a | the model takes a long",
                "height,count,place;0x1p3,1,a      | is \"0x1p3\", a string; the model takes a double",
                "height,count,place;1e999,1,a      | is 1E+999; the model takes finite numbers",
                "height,count,place;1,1,\"a        | The request is not valid CSV"
            })
    void whatDoesNotFitIsNamed(String csv, String message) {
        assertThatThrownBy(() -> read(csv.replace(';', '\n')))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining(message);
    }

    @Test
    void aBodyWithoutCsvIsRefused() {
        assertThatThrownBy(() -> read("")).hasMessageContaining("The request has no CSV");
        assertThatThrownBy(() -> READER.readCsv(new byte[] {(byte) 0xe9, ',', 'a'}))
                .hasMessageContaining("The request is not in UTF-8");
    }

    private static Batch read(String csv) {
        return READER.readCsv(csv.getBytes(StandardCharsets.UTF_8));
    }

    private static InvocationReader reader(List<InputColumn> columns) {
        return new InvocationReader(columns, ReadLimits.none());
    }
}
