package dev.lastmile.onnx.internal;

import dev.lastmile.onnx.OnnxModelException;
import java.nio.ByteBuffer;

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
    /** As deep as protobuf's own parsers go. */
    private static final int MAXIMUM_DEPTH = 100;

    private static final int TENSOR_NAME = 8;
    private static final int TENSOR_EXTERNAL_DATA = 13;
    private static final int TENSOR_DATA_LOCATION = 14;
    private static final int EXTERNAL = 1;
    private static final int ENTRY_KEY = 1;
    private static final int ENTRY_VALUE = 2;
    private static final int SHOWN_BYTES = 200;

    private ExternalData() {}

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
        walk(Message.MODEL, ProtobufReader.of(model), 0);
    }

    private static void walk(Message message, ProtobufReader reader, int depth) {
        if (depth > MAXIMUM_DEPTH) {
            throw ProtobufReader.invalid("its messages are nested more than " + MAXIMUM_DEPTH + " deep");
        }
        if (message == Message.TENSOR) {
            requireInternal(reader);
            return;
        }
        while (reader.next()) {
            Message inner = reader.isDelimited() ? message.field(reader.field()) : null;
            if (inner != null) {
                walk(inner, reader.message(), depth + 1);
            }
        }
    }

    private static void requireInternal(ProtobufReader tensor) {
        String name = "";
        String location = "";
        boolean external = false;
        while (tensor.next()) {
            if (tensor.isNumber()) {
                external |= tensor.field() == TENSOR_DATA_LOCATION && (int) tensor.number() == EXTERNAL;
            } else if (tensor.isDelimited() && tensor.field() == TENSOR_NAME) {
                name = shown(tensor);
            } else if (tensor.isDelimited() && tensor.field() == TENSOR_EXTERNAL_DATA) {
                location = location(tensor.message(), location);
            }
        }
        if (external) {
            throw new OnnxModelException("The tensor " + (name.isEmpty() ? "without a name" : "\"" + name + "\"")
                    + " of the model has its data in another file"
                    + (location.isEmpty() ? "" : ", \"" + location + "\"") + ". A model has to be one file, or its"
                    + " digest would not cover it. Save it with its data inside (Python: onnx.save(onnx.load(file),"
                    + " file)).");
        }
    }

    // Of an entry of external_data, the value of the key "location".
    private static String location(ProtobufReader entry, String known) {
        String key = "";
        String value = "";
        while (entry.next()) {
            if (entry.isDelimited() && entry.field() == ENTRY_KEY) {
                key = shown(entry);
            } else if (entry.isDelimited() && entry.field() == ENTRY_VALUE) {
                value = shown(entry);
            }
        }
        return key.equals("location") ? value : known;
    }

    // What is not printable is a question mark: a name cannot forge a line of a log.
    private static String shown(ProtobufReader text) {
        return text.text(SHOWN_BYTES).replaceAll("[^\\x20-\\x7E]", "?");
    }
}
