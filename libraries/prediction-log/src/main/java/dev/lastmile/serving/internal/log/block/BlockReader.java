package dev.lastmile.serving.internal.log.block;

import dev.lastmile.onnx.Column;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Reads the records of a block in order. */
public final class BlockReader {
    static final byte VERSION = 1;

    private final ByteBuffer bytes;
    private final List<String> inputs;
    private final List<String> outputs;

    /**
     * A record.
     *
     * @param millis when the request was scored, in milliseconds since 1970
     * @param nanoseconds latency of scoring
     * @param requestId the client's id of the request, or null
     * @param client the name of the client's API key, or null
     * @param inputs the stored columns of the request
     * @param outputs the stored outputs; none if the request had no rows
     */
    public record Entry(
            UUID id,
            long millis,
            long nanoseconds,
            String requestId,
            String client,
            int rows,
            Map<String, Column> inputs,
            Map<String, Column> outputs) {}

    /**
     * Opens a block.
     *
     * @throws BlockException if it is damaged or of a later version
     */
    public BlockReader(byte[] block) {
        this.bytes = ByteBuffer.wrap(block).order(ByteOrder.LITTLE_ENDIAN);
        try {
            byte version = bytes.get();
            if (version != VERSION) {
                throw new BlockException("The block has the unknown version " + version
                        + ". Read it with the version of the service that wrote it.");
            }
            this.inputs = names();
            this.outputs = names();
        } catch (BufferUnderflowException e) {
            throw new BlockException("The block is shorter than its header", e);
        }
    }

    /** Whether there are more records. */
    public boolean hasNext() {
        return bytes.hasRemaining();
    }

    /**
     * Skips a record without decoding it.
     *
     * @throws BlockException if the rest of the block is damaged and cannot be read
     */
    public void skip() {
        next(new ColumnDecoder(bytes));
    }

    /**
     * Decodes the next record.
     *
     * @throws BlockException if it is damaged; {@link #hasNext} returns whether others follow
     */
    public Entry next() {
        return entry(next(new ColumnDecoder(bytes)));
    }

    private ByteBuffer next(ColumnDecoder decoder) {
        try {
            int length = decoder.count(1);
            ByteBuffer record = bytes.slice(bytes.position(), length);
            bytes.position(bytes.position() + length);
            return record;
        } catch (BufferUnderflowException | BlockException e) {
            bytes.position(bytes.limit());
            throw new BlockException("The block ends within a record", e);
        }
    }

    private Entry entry(ByteBuffer record) {
        try {
            UUID id = new UUID(record.getLong(), record.getLong());
            ColumnDecoder decoder = new ColumnDecoder(record);
            long millis = record.getLong();
            long nanoseconds = decoder.varint();
            String requestId = decoder.string();
            String client = decoder.string();
            int rows = decoder.count(0);
            Map<String, Column> read = columns(decoder, inputs, rows);
            Map<String, Column> written = columns(decoder, outputs, rows);
            if (record.hasRemaining()) {
                throw new BlockException("A record is longer than its columns");
            }
            return new Entry(id, millis, nanoseconds, requestId, client, rows, read, written);
        } catch (BufferUnderflowException | IndexOutOfBoundsException | ArithmeticException e) {
            throw new BlockException("A record is shorter than its columns", e);
        }
    }

    private static Map<String, Column> columns(ColumnDecoder decoder, List<String> names, int rows) {
        Map<String, Column> columns = new LinkedHashMap<>();
        for (String name : names) {
            columns.put(name, decoder.read(rows));
        }
        return columns;
    }

    private List<String> names() {
        ColumnDecoder decoder = new ColumnDecoder(bytes);
        int count = decoder.count(1);
        List<String> names = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            names.add(decoder.string());
        }
        return names;
    }
}
