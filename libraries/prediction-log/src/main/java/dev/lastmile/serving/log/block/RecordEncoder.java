package dev.lastmile.serving.log.block;

import dev.lastmile.onnx.Batch;
import dev.lastmile.serving.core.prediction.Prediction;
import dev.lastmile.serving.core.prediction.PredictionLog.Caller;
import java.util.Set;

/** Encodes predictions as records, into memory that it uses again. Not thread-safe. */
final class RecordEncoder {
    /** Where a record has its time, behind its id. */
    static final int TIME = 16;

    private static final int MOST_REQUEST_ID = 128;
    private static final int MOST_CLIENT = 64;
    private static final int USUAL = 4096;
    private static final int MOST_KEPT = 128 * 1024;

    private final Set<String> omitted;
    private ByteSink sink = new ByteSink(USUAL);
    private ColumnEncoder columns = new ColumnEncoder(sink);

    /**
     * @param omitted names of columns that are left out
     */
    RecordEncoder(Set<String> omitted) {
        this.omitted = omitted;
    }

    /** Encodes a prediction; the bytes are valid until the next call. */
    ByteSink encode(Prediction prediction, Caller caller, long nanoseconds) {
        if (sink.bytes().length > MOST_KEPT) {
            sink = new ByteSink(USUAL);
            columns = new ColumnEncoder(sink);
        }
        sink.clear();
        sink.ensure(TIME + Long.BYTES);
        sink.writeLong(Long.reverseBytes(prediction.id().getMostSignificantBits()));
        sink.writeLong(Long.reverseBytes(prediction.id().getLeastSignificantBits()));
        sink.writeLong(prediction.millis());
        sink.writeVarint(nanoseconds);
        sink.writeString(printable(caller.requestId(), MOST_REQUEST_ID));
        sink.writeString(printable(caller.client(), MOST_CLIENT));
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

    /** A text of a client, if it is short and consists of printable ASCII; null otherwise. */
    static String printable(String text, int most) {
        if (text == null || text.isEmpty() || text.length() > most) {
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
