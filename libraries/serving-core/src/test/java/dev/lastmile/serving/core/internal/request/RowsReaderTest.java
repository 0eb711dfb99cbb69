package dev.lastmile.serving.core.internal.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonToken;
import dev.lastmile.onnx.Batch;
import dev.lastmile.onnx.Column;
import dev.lastmile.onnx.ElementType;
import dev.lastmile.serving.core.RequestRejectedException;
import dev.lastmile.serving.core.internal.chain.InputColumn;
import dev.lastmile.serving.core.internal.chain.InputColumn.Type;
import dev.lastmile.serving.core.internal.request.RequestMemory.Reservation;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RowsReaderTest {
    private static final List<InputColumn> COLUMNS = List.of(
            new InputColumn("a", Type.DOUBLE, ElementType.DOUBLE, true),
            new InputColumn("b", Type.STRING, ElementType.STRING, false),
            new InputColumn("c", Type.LONG, ElementType.INT64, true));

    @Test
    void recordsMayHaveTheirFieldsInAnyOrder() {
        Batch rows = read(
                reader(ReadLimits.none()),
                "[{'a':1,'b':'x','c':2},{'c':3,'other':[{}],'a':4},{'b':null,'c':6,'b':'z','a':7}]");

        assertThat(((Column.Doubles) rows.column("a")).values()).containsExactly(1, 4, 7);
        assertThat(((Column.Strings) rows.column("b")).values()).containsExactly("x", null, "z");
        assertThat(((Column.Longs) rows.column("c")).values()).containsExactly(2, 3, 6);
    }

    @Test
    void problemsAreReportedByTheModelsColumnsAndThenByRows() {
        assertThatThrownBy(() -> read(reader(ReadLimits.none()), "[{'c':'x','a':1},{'c':1,'a':'y'},{'c':1,'a':'z'}]"))
                .hasMessageStartingWith("Column a, row 1 (counted from 0), is \"y\"");
        assertThatThrownBy(() -> read(reader(ReadLimits.none()), "[{'c':1,'a':1},{'c':null,'a':1},{'a':1}]"))
                .hasMessageStartingWith("Column c, row 1 (counted from 0), is null");
    }

    @Test
    void namesAreListedAsTheRequestHasThem() {
        assertThatThrownBy(() -> read(reader(ReadLimits.none()), "[{'z':1,'b':'x'},{'y':1,'a':2}]"))
                .hasMessage(
                        "The request lacks the columns [c] that the model needs; it has [z, b, y, a]. Send every column"
                                + " of the model's signature by its name.");
    }

    @Test
    void onlyTheFirstNamesAreListed() {
        String record =
                IntStream.range(0, 50).mapToObj(i -> "'n" + i + "':1").collect(Collectors.joining(",", "[{", "}]"));

        assertThatThrownBy(() -> read(reader(ReadLimits.none()), record))
                .hasMessageContaining("it has [n0, n1, ")
                .hasMessageContaining("n19, … and 30 more].");
    }

    @Test
    void rowsUpToTheLimitAreTakenAndMoreAreCounted() {
        ReadLimits limits = new ReadLimits(3, RequestMemory.unlimited());

        assertThat(read(reader(limits), rows(3)).rows()).isEqualTo(3);
        for (int rows : new int[] {4, 1000}) {
            assertThatThrownBy(() -> read(reader(limits), rows(rows)))
                    .isInstanceOfSatisfying(
                            RequestRejectedException.class,
                            e -> assertThat(e.status()).isEqualTo(413))
                    .hasMessage("The request has " + rows
                            + " rows, and the limit is 3. Send fewer at a time, or raise LASTMILE_SERVING_MAX_ROWS.");
        }
    }

    @Test
    void aProblemWithinTheLimitComesBeforeTheLimit() {
        assertThatThrownBy(() ->
                        read(reader(new ReadLimits(2, RequestMemory.unlimited())), "[{'c':1,'a':1},{'c':1},{},{}]"))
                .hasMessageStartingWith("Column a, row 1 (counted from 0), is missing");
    }

    @Test
    void namesBeyondTheLimitAreTooLarge() {
        RowsReader reader = reader(ReadLimits.none());
        for (int i = 0; i < 2 * ReadLimits.MAX_NAMES; i++) {
            assertThat(reader.column("n" + i % ReadLimits.MAX_NAMES)).isNull();
        }

        assertThatThrownBy(() -> reader.column("one more"))
                .isInstanceOfSatisfying(
                        RequestRejectedException.class,
                        e -> assertThat(e.status()).isEqualTo(413))
                .hasMessageStartingWith("The request has more than 10000 distinct column names.");
    }

    @Test
    void columnsReserveWhatTheyTakeAndGiveItBack() {
        RequestMemory memory = new RequestMemory(1 << 20);
        try (Reservation request = memory.open()) {
            read(reader(new ReadLimits(Integer.MAX_VALUE, request)), rows(1000));

            // Two columns of 8 bytes, one of references and texts that are null.
            assertThat(memory.reserved()).isBetween(3 * 8 * 1000L, 3 * 8 * 2048L);
        }
        assertThat(memory.reserved()).isZero();
    }

    @Test
    void aColumnThatNeedsTooMuchMemoryIsTooLarge() {
        RequestMemory memory = new RequestMemory(1 << 20);
        try (Reservation request = memory.open()) {
            RowsReader reader = reader(new ReadLimits(Integer.MAX_VALUE, request));
            ColumnReader column = reader.column("a");
            for (int row = 0; row < 100_000; row++) {
                column.number(1, row);
            }
            assertThat(memory.reserved()).isBetween(800_000L, 1L << 20);
            assertThatThrownBy(() -> {
                        for (int row = 100_000; row < 200_000; row++) {
                            column.number(1, row);
                        }
                    })
                    .isInstanceOfSatisfying(
                            RequestRejectedException.class,
                            e -> assertThat(e.status()).isEqualTo(413));
        }
        assertThat(memory.reserved()).isZero();

        try (Reservation request = memory.open();
                Reservation other = memory.open()) {
            other.reserve(1 << 19);
            RowsReader reader = reader(new ReadLimits(Integer.MAX_VALUE, request));
            assertThatThrownBy(() -> reader.column("b").text("x".repeat(600_000), 0))
                    .isInstanceOfSatisfying(
                            RequestRejectedException.class,
                            e -> assertThat(e.status()).isEqualTo(429));
        }
        assertThat(memory.reserved()).isZero();
    }

    private static String rows(int rows) {
        return IntStream.range(0, rows).mapToObj(i -> "{'a':1,'c':2}").collect(Collectors.joining(",", "[", "]"));
    }

    private static RowsReader reader(ReadLimits limits) {
        return new RowsReader(COLUMNS, limits, 0);
    }

    private static Batch read(RowsReader reader, String json) {
        byte[] body = json.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
        return reader.batch(RequestJson.read(body, body.length, parser -> {
            int row = 0;
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                reader.record(parser, row++);
            }
            return row;
        }));
    }
}
