package dev.lastmile.serving.core.internal.json;

import dev.lastmile.onnx.Batch;

/** Writes a batch as JSON, one object per row with the columns by name. */
public final class RowJsonWriter {
    private final Batch batch;
    private final byte[][] names;

    /** A writer of a batch. */
    public RowJsonWriter(Batch batch) {
        this.batch = batch;
        this.names = batch.names().list().stream().map(JsonWriter::encoded).toArray(byte[][]::new);
    }

    /**
     * Writes one row.
     *
     * @param row counted from 0
     */
    public void write(JsonWriter json, int row) {
        json.beginObject();
        for (int i = 0; i < names.length; i++) {
            json.name(names[i]);
            ColumnJsonWriter.row(json, batch.column(i), row);
        }
        json.endObject();
    }
}
