package dev.lastmile.serving.internal.log.block;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * Encoded records of one kind.
 *
 * @param firstId the id of the first record
 * @param firstMillis the earliest time of a record, in milliseconds since 1970
 * @param lastMillis the latest time of a record
 * @param records number of records
 * @param bytes encoded in the format of this package
 */
public record Block(RecordKind kind, UUID firstId, long firstMillis, long lastMillis, int records, byte[] bytes) {
    /** The blocks of a complete segment, one for each kind of its records. */
    static List<Block> of(Segment segment) {
        List<Block> blocks = new ArrayList<>();
        ByteBuffer memory = segment.memory();
        for (int kind = 0; kind < segment.kinds(); kind++) {
            blocks.add(of(memory, kind, segment.kind(kind)));
        }
        return blocks;
    }

    private static Block of(ByteBuffer memory, int index, RecordKind kind) {
        ByteSink header = header(kind);
        int length = header.length();
        int records = 0;
        UUID firstId = null;
        long first = Long.MAX_VALUE;
        long last = Long.MIN_VALUE;
        for (int at = 0; at < memory.limit(); at += Segment.PREFIX + memory.getInt(at)) {
            if (memory.getInt(at + Integer.BYTES) == index) {
                int record = at + Segment.PREFIX;
                if (records++ == 0) {
                    firstId = new UUID(
                            Long.reverseBytes(memory.getLong(record)),
                            Long.reverseBytes(memory.getLong(record + Long.BYTES)));
                }
                long time = memory.getLong(record + RecordEncoder.TIME);
                first = Math.min(first, time);
                last = Math.max(last, time);
                length += ByteSink.varintLength(memory.getInt(at)) + memory.getInt(at);
            }
        }
        return new Block(kind, firstId, first, last, records, bytes(memory, index, header, length));
    }

    private static byte[] bytes(ByteBuffer memory, int index, ByteSink header, int length) {
        ByteSink sink = new ByteSink(length);
        sink.write(ByteBuffer.wrap(header.bytes()), 0, header.length());
        for (int at = 0; at < memory.limit(); at += Segment.PREFIX + memory.getInt(at)) {
            if (memory.getInt(at + Integer.BYTES) == index) {
                int size = memory.getInt(at);
                sink.writeVarint(size);
                sink.write(memory, at + Segment.PREFIX, size);
            }
        }
        return sink.bytes();
    }

    private static ByteSink header(RecordKind kind) {
        ByteSink header = new ByteSink(256);
        header.writeByte(BlockReader.VERSION);
        for (List<String> names : List.of(kind.inputs(), kind.outputs())) {
            header.writeVarint(names.size());
            names.forEach(header::writeString);
        }
        return header;
    }
}
