package dev.lastmile.onnx.internal;

import dev.lastmile.onnx.OnnxModelException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Finds tensors of an ONNX file whose values are in another file ({@code data_location = EXTERNAL}).
 *
 * <p>ONNX Runtime resolves such a location against the working directory of the process, so that a model could return
 * the contents of any file below it, and its digest would not cover everything that is executed. Locations that ONNX
 * Runtime uses for addresses in its own process are external data as well.
 *
 * <p>The service has no protobuf classes at run time: this walks the wire format (protobuf.dev, "Encoding") through the
 * fields of {@code onnx.proto} that can hold a tensor, and skips every other one. It is stricter than a parser: one field
 * that says {@code EXTERNAL} is enough, although a later one could overwrite it.
 */
public final class ExternalData {
    private static final int VARINT = 0;
    private static final int FIXED_64 = 1;
    private static final int LENGTH_DELIMITED = 2;
    private static final int FIXED_32 = 5;

    /** As deep as protobuf's own parsers go. */
    private static final int MAXIMUM_DEPTH = 100;

    private static final int TENSOR_NAME = 8;
    private static final int TENSOR_EXTERNAL_DATA = 13;
    private static final int TENSOR_DATA_LOCATION = 14;
    private static final int EXTERNAL = 1;
    private static final int ENTRY_KEY = 1;
    private static final int ENTRY_VALUE = 2;
    private static final int SHOWN_CHARACTERS = 200;

    private final ByteBuffer bytes;
    private int position;

    private ExternalData(ByteBuffer bytes) {
        this.bytes = bytes;
    }

    /** The messages of {@code onnx.proto} on the way to a tensor. */
    private enum Message {
        MODEL,
        TRAINING_INFO,
        FUNCTION,
        GRAPH,
        NODE,
        ATTRIBUTE,
        SPARSE_TENSOR,
        TENSOR;

        /** The message in the field of that number; null if the field cannot hold a tensor. */
        Message field(int number) {
            return switch (this) {
                case MODEL -> number == 7 ? GRAPH : number == 20 ? TRAINING_INFO : number == 25 ? FUNCTION : null;
                case TRAINING_INFO -> number == 1 || number == 2 ? GRAPH : null;
                case FUNCTION -> number == 7 ? NODE : number == 11 ? ATTRIBUTE : null;
                case GRAPH -> number == 1 ? NODE : number == 5 ? TENSOR : number == 15 ? SPARSE_TENSOR : null;
                case NODE -> number == 5 ? ATTRIBUTE : null;
                case ATTRIBUTE ->
                    switch (number) {
                        case 5, 10 -> TENSOR;
                        case 6, 11 -> GRAPH;
                        case 22, 23 -> SPARSE_TENSOR;
                        default -> null;
                    };
                case SPARSE_TENSOR -> number == 1 || number == 2 ? TENSOR : null;
                case TENSOR -> null;
            };
        }
    }

    /**
     * Requires that a model is complete in its one file.
     *
     * @param model an ONNX file, from its position to its limit; neither is changed
     * @throws OnnxModelException naming a tensor whose data is external and its location, or if these bytes are not an
     *     ONNX file
     */
    public static void requireNone(ByteBuffer model) {
        ByteBuffer bytes = model.slice();
        new ExternalData(bytes).walk(Message.MODEL, bytes.limit(), 0);
    }

    private void walk(Message message, int end, int depth) {
        if (depth > MAXIMUM_DEPTH) {
            throw invalid("its messages are nested more than " + MAXIMUM_DEPTH + " deep");
        }
        String name = "";
        String location = "";
        boolean external = false;
        while (position < end) {
            int tag = (int) varint(end);
            int field = tag >>> 3;
            if ((tag & 7) != LENGTH_DELIMITED) {
                long value = number(tag, end);
                external |= message == Message.TENSOR && tag == tag(TENSOR_DATA_LOCATION) && (int) value == EXTERNAL;
                continue;
            }
            int fieldEnd = length(end);
            if (message == Message.TENSOR && field == TENSOR_NAME) {
                name = text(fieldEnd);
            } else if (message == Message.TENSOR && field == TENSOR_EXTERNAL_DATA) {
                location = location(fieldEnd, location);
            } else if (message.field(field) != null) {
                walk(message.field(field), fieldEnd, depth + 1);
            }
            position = fieldEnd;
        }
        if (external) {
            throw new OnnxModelException("The tensor " + (name.isEmpty() ? "without a name" : "\"" + name + "\"")
                    + " of the model has its data in another file"
                    + (location.isEmpty() ? "" : ", \"" + location + "\"") + ". A model has to be one file, or its"
                    + " digest would not cover it. Save it with its data inside (Python: onnx.save(onnx.load(file),"
                    + " file)).");
        }
    }

    // An entry of external_data: a key and a value; the value of "location" is what is asked for.
    private String location(int end, String known) {
        String key = "";
        String value = "";
        while (position < end) {
            int tag = (int) varint(end);
            if ((tag & 7) != LENGTH_DELIMITED) {
                number(tag, end);
                continue;
            }
            int fieldEnd = length(end);
            if (tag >>> 3 == ENTRY_KEY) {
                key = text(fieldEnd);
            } else if (tag >>> 3 == ENTRY_VALUE) {
                value = text(fieldEnd);
            }
            position = fieldEnd;
        }
        return key.equals("location") ? value : known;
    }

    private long number(int tag, int end) {
        switch (tag & 7) {
            case VARINT:
                return varint(end);
            case FIXED_64:
                return skip(Long.BYTES, end);
            case FIXED_32:
                return skip(Integer.BYTES, end);
            default:
                throw invalid("it has a field of wire type " + (tag & 7) + " before byte " + position);
        }
    }

    private long skip(int count, int end) {
        if (count > end - position) {
            throw truncated();
        }
        position += count;
        return 0;
    }

    /** Reads the length of a field; the position at which it ends. */
    private int length(int end) {
        long length = varint(end);
        if (length < 0 || length > end - position) {
            throw truncated();
        }
        return position + (int) length;
    }

    private long varint(int end) {
        long value = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            if (position >= end) {
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

    // Only shown: what is not printable ASCII is a question mark.
    private String text(int end) {
        byte[] shown = new byte[Math.min(end - position, SHOWN_CHARACTERS)];
        bytes.get(position, shown);
        for (int i = 0; i < shown.length; i++) {
            shown[i] = shown[i] < ' ' || shown[i] == 0x7F ? (byte) '?' : shown[i];
        }
        return new String(shown, StandardCharsets.US_ASCII);
    }

    private OnnxModelException truncated() {
        return invalid("it ends in the middle of a field, at byte " + position);
    }

    private static OnnxModelException invalid(String reason) {
        return new OnnxModelException(
                "This is not a model that ONNX Runtime loads: " + reason + ". Download or export it again.");
    }

    private static int tag(int field) {
        return field << 3;
    }
}
