package dev.lastmile.serving.internal.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EstimatedRowsTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "1 | {'dataframe_split': {'columns': ['a', 'b'], 'data': [%s]}} | [1, 2]",
                "300 | {'dataframe_split': {'columns': ['a', 'b'], 'data': [%s]}} | [1, 2]",
                "1 | {'a': 1, 'b': 2} | x",
                "300 | [%s] | {'a': 1, 'b': 2}",
                "300 | {'dataframe_records': [%s]} | {'a': 1, 'b': 2}",
                "300 | {'inputs': [{'name': 'a', 'data': [%s]}, {'name': 'b', 'data': [%s]}]} | 1",
                "300 | {'instances': {'a': [%s], 'b': [%s]}} | 1"
            })
    void itIsCloseToTheRowsOfEveryFormat(int rows, String body, String row) {
        String filled = body.replace("%s", String.join(", ", Collections.nCopies(rows, row)));

        assertThat(EventLoopScoring.estimatedRows(filled.getBytes(StandardCharsets.UTF_8), 2))
                .isBetween(rows - 1, rows + 3)
                .isPositive();
    }
}
