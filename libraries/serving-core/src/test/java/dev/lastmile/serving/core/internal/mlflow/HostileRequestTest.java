package dev.lastmile.serving.core.internal.mlflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import dev.lastmile.onnx.ElementType;
import dev.lastmile.serving.core.RequestRejectedException;
import dev.lastmile.serving.core.internal.chain.InputColumn;
import dev.lastmile.serving.core.internal.chain.InputColumn.Type;
import dev.lastmile.serving.core.internal.request.ReadLimits;
import dev.lastmile.serving.core.internal.request.RequestMemory;
import dev.lastmile.serving.core.internal.request.RequestMemory.Reservation;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Requests of ten megabytes that are made to take much more memory than they are long. */
class HostileRequestTest {
    private static final long MEGABYTE = 1 << 20;
    private static final int MAX_ROWS = 100_000;
    private static final List<InputColumn> COLUMNS = List.of(
            new InputColumn("a", Type.DOUBLE, ElementType.DOUBLE, false),
            new InputColumn("b", Type.STRING, ElementType.STRING, false));

    @Test
    void millionsOfEmptyRecordsAreCounted() {
        String body = "{\"dataframe_records\":[" + "{},".repeat(3_399_999) + "{}]}";

        assertTooLarge(body, InvocationReader::readJson, "The request has 3400000 rows, and the limit is 100000.");
    }

    @Test
    void millionsOfEmptyRowsAreCounted() {
        assertTooLarge(
                "{\"dataframe_split\":{\"data\":[" + "[],".repeat(2_999_999) + "[]],\"columns\":[]}}",
                InvocationReader::readJson,
                "The request has 3000000 rows");
        assertTooLarge(
                "{\"inputs\":{\"b\":[" + "\"\",".repeat(2_999_999) + "\"\"]}}",
                InvocationReader::readJson,
                "The request has 3000000 rows");
    }

    @Test
    void namesInTheHeaderOfCsvAreCounted() {
        assertTooLarge(
                names(1_500_000, "", ",", "\n"), InvocationReader::readCsv, "more than 10000 distinct column names");
    }

    @Test
    void namesInJsonAreCounted() {
        String fields = names(800_000, "{\"", "\":1,\"", "\":1}");
        for (String body : List.of(
                fields,
                "{\"dataframe_records\":[" + fields + "]}",
                "{\"dataframe_split\":" + fields + "}",
                "{\"inputs\":" + fields + "}",
                "{\"dataframe_split\":{\"columns\":[" + names(800_000, "\"", "\",\"", "\"") + "]}}")) {
            assertTooLarge(body, InvocationReader::readJson, "more than 10000 distinct column names");
        }
    }

    @Test
    void oneLongNameIsInvalidAndNotRepeated() {
        String body = "{\"" + "x".repeat(9_000_000) + "\":1}";

        long allocated = allocated(
                InvocationReader::readJson,
                body,
                e -> assertThat(e)
                        .hasMessageStartingWith("The request is not valid JSON")
                        .satisfies(rejected -> assertThat(rejected.getMessage()).hasSizeLessThan(300)));

        assertThat(allocated).isLessThan(64 * MEGABYTE);
    }

    private static void assertTooLarge(String body, Reading reading, String message) {
        long allocated = allocated(
                reading,
                body,
                e -> assertThat(e)
                        .isInstanceOfSatisfying(
                                RequestRejectedException.class,
                                rejected -> assertThat(rejected.status()).isEqualTo(413))
                        .hasMessageContaining(message));

        assertThat(allocated).isLessThan(64 * MEGABYTE);
    }

    private interface Reading {
        Object read(InvocationReader reader, byte[] body);
    }

    private static long allocated(Reading reading, String body, Consumer<Throwable> rejected) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        RequestMemory memory = new RequestMemory(32 * MEGABYTE);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long id = Thread.currentThread().getId();
        long before = threads.getThreadAllocatedBytes(id);
        try (Reservation request = memory.open()) {
            InvocationReader reader = new InvocationReader(COLUMNS, new ReadLimits(MAX_ROWS, request));
            assertThatThrownBy(() -> reading.read(reader, bytes)).satisfies(rejected::accept);
        }
        long allocated = threads.getThreadAllocatedBytes(id) - before;
        assertThat(memory.reserved()).isZero();
        return allocated;
    }

    private static String names(int count, String begin, String between, String end) {
        return IntStream.range(0, count).mapToObj(i -> "n" + i).collect(Collectors.joining(between, begin, end));
    }
}
