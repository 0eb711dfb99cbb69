package dev.lastmile.onnx.internal;

import dev.lastmile.onnx.OnnxModelException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Reads the fields of one message of an ONNX file in the wire format (protobuf.dev, "Encoding"), which is all that a
 * service needs of protobuf at run time. Groups, which ONNX does not have, are rejected.
 */
final class ProtobufReader {
    private static final int VARINT = 0;
    private static final int FIXED_64 = 1;
    private static final int LENGTH_DELIMITED = 2;
    private static final int FIXED_32 = 5;

    private final ByteBuffer bytes;
    private final int end;
    private int position;
    private int tag;
    private long number;
    private int fieldStart;

    private ProtobufReader(ByteBuffer bytes, int start, int end) {
        this.bytes = bytes;
        this.position = start;
        this.end = end;
    }

    /** Reads the message that a buffer has between its position and its limit; neither is changed. */
    static ProtobufReader of(ByteBuffer bytes) {
        return new ProtobufReader(bytes, bytes.position(), bytes.limit());
    }

    /**
     * Goes to the next field.
     *
     * @return whether there is one
     * @throws OnnxModelException if the bytes are not a message
     */
    boolean next() {
        if (position == end) {
            return false;
        }
        tag = (int) varint();
        switch (tag & 7) {
            case VARINT -> number = varint();
            case FIXED_64 -> skip(Long.BYTES);
            case FIXED_32 -> skip(Integer.BYTES);
            case LENGTH_DELIMITED -> {
                long length = varint();
                fieldStart = position;
                skip(length);
            }
            default -> throw invalid("it has a field of wire type " + (tag & 7) + " before byte " + position);
        }
        return true;
    }

    /** The number of the field. */
    int field() {
        return tag >>> 3;
    }

    /** Whether the field is an integer or an enum constant: {@link #number}. */
    boolean isNumber() {
        return (tag & 7) == VARINT;
    }

    /** Whether the field is a message, a text or bytes: {@link #message}, {@link #text}. */
    boolean isDelimited() {
        return (tag & 7) == LENGTH_DELIMITED;
    }

    long number() {
        return number;
    }

    ProtobufReader message() {
        return new ProtobufReader(bytes, fieldStart, position);
    }

    /** What is not UTF-8 is replaced. */
    String text() {
        return text(Integer.MAX_VALUE);
    }

    /** The start of a text. */
    String text(int maximumBytes) {
        byte[] text = new byte[Math.min(position - fieldStart, maximumBytes)];
        bytes.get(fieldStart, text);
        return new String(text, StandardCharsets.UTF_8);
    }

    static OnnxModelException invalid(String reason) {
        return new OnnxModelException(
                "This is not a model that ONNX Runtime loads: " + reason + ". Download or export it again.");
    }

    private void skip(long count) {
        if (count < 0 || count > end - position) {
            throw truncated();
        }
        position += (int) count;
    }

    private long varint() {
        long value = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            if (position == end) {
                throw truncated();
            }
            byte next = bytes.get(position++);
            value |= (next & 0x7FL) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw invalid("it has a number of more than 10 bytes before byte " + position);
    }

    private OnnxModelException truncated() {
        return invalid("it ends in the middle of a field, at byte " + position);
    }
}
