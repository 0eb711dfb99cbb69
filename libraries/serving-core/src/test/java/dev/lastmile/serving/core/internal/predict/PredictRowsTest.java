package dev.lastmile.serving.core.internal.predict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lastmile.onnx.Batch;
import dev.lastmile.onnx.Column;
import dev.lastmile.onnx.ElementType;
import dev.lastmile.serving.core.InvalidRequestException;
import dev.lastmile.serving.core.internal.chain.InputColumn;
import dev.lastmile.serving.core.internal.chain.InputColumn.Type;
import dev.lastmile.serving.core.internal.request.ReadLimits;
import dev.lastmile.serving.core.internal.request.RequestJson;
import dev.lastmile.serving.core.internal.request.RowsReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PredictRowsTest {
    private static final List<InputColumn> COLUMNS = List.of(
            new InputColumn("b", Type.DOUBLE, ElementType.DOUBLE, true),
            new InputColumn("a", Type.STRING, ElementType.STRING, false));

    @Test
    void anObjectIsOneRowAndAListIsOnePerObject() {
        assertThat(((Column.Doubles) read("{'b': 1}").column("b")).values()).containsExactly(1);
        assertThat(((Column.Strings) read("[{'b': 1, 'a': 'x'}, {'b': 2}]").column("a")).values())
                .containsExactly("x", null);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "``                                  | Row 0 (counted from 0) is missing. Send an object with the fields [a, b]",
                "null                                | Row 0 (counted from 0) is null.",
                "[]                                  | The list has no rows. Send at least one.",
                "[{'b': 'x'}, [], {'c': 1}]          | Row 1 (counted from 0) is a list. Send an object with the fields [a, b], or",
                "[{'b': 'x'}, {'c': 1}, 5]           | Row 1 (counted from 0) has the field c, which the model does not have; it has [a, b].",
                "{'a': 5, 'c': 1}                    | Row 0 (counted from 0) has the field c",
                "{'a': 5, 'c': 1                     | The request is not valid JSON",
                "{'a': 5}                            | The request lacks the columns [b]",
                "[{'a': 5, 'b': 1}, {'b': 'x'}]      | Column b, row 1 (counted from 0), is \"x\""
            })
    void theFirstProblemIsThatOfTheStructure(String json, String message) {
        assertThatThrownBy(() -> read(json))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining(message);
    }

    private static Batch read(String json) {
        byte[] body = json.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
        RowsReader rows = new RowsReader(COLUMNS, ReadLimits.none(), 0);
        return rows.batch(RequestJson.<Integer>read(body, body.length, new PredictRows(rows, COLUMNS)::read));
    }
}
