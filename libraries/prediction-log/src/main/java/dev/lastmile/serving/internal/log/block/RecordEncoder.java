package dev.lastmile.serving.internal.log.block;

import dev.lastmile.onnx.Batch;
import dev.lastmile.serving.core.internal.prediction.Prediction;
import dev.lastmile.serving.core.internal.prediction.PredictionLog.Caller;
import java.util.Set;

/** Encodes predictions as records, in a buffer that is reused. Not thread-safe. */
final class RecordEncoder {
    /** Offset of the time in a record, after its id. */
    static final int TIME = 16;

    private static final int MAX_REQUEST_ID = 128;
    private static final int MAX_CLIENT = 64;
    private static final int INITIAL_CAPACITY = 4096;
    private static final int MAX_CAPACITY = 128 * 1024;

    private final Set<String> omitted;
    private ByteSink sink = new ByteSink(INITIAL_CAPACITY);
    private ColumnEncoder columns = new ColumnEncoder(sink);

    /**
     * @param omitted names of columns that are not stored
     */
    RecordEncoder(Set<String> omitted) {
        this.omitted = omitted;
    }

    /** Encodes a prediction; the bytes are valid until the next call. */
    ByteSink encode(Prediction prediction, Caller caller, long nanoseconds) {
        if (sink.bytes().length > MAX_CAPACITY) {
            sink = new ByteSink(INITIAL_CAPACITY);
            columns = new ColumnEncoder(sink);
        }
        sink.clear();
        sink.ensure(TIME + Long.BYTES);
        sink.writeLong(Long.reverseBytes(prediction.id().getMostSignificantBits()));
        sink.writeLong(Long.reverseBytes(prediction.id().getLeastSignificantBits()));
        sink.writeLong(prediction.millis());
        sink.writeVarint(nanoseconds);
        sink.writeString(printable(caller.requestId(), MAX_REQUEST_ID));
        sink.writeString(printable(caller.client(), MAX_CLIENT));
        sink.writeVarint(prediction.rows().rows());
        write(prediction.rows());
        write(prediction.outputs());
        return sink;
    }

    private void write(Batch batch) {
        if (batch != null) {
            for (int i = 0; i < batch.names().size(); i++) {
                if (omitted.isEmpty() || !omitted.contains(batch.names().list().get(i))) {
                    columns.write(batch.column(i));
                }
            }
        }
    }

    /** A string of a client if it is short printable ASCII; null otherwise. */
    static String printable(String text, int maxLength) {
        if (text == null || text.isEmpty() || text.length() > maxLength) {
            return null;
        }
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < ' ' || text.charAt(i) > '~') {
                return null;
            }
        }
        return text;
    }
}
