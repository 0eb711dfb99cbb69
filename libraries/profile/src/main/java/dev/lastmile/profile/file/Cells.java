package dev.lastmile.profile.file;

/** The fields of one record, valid until the next is read. */
public interface Cells {
    /** What a field is. */
    enum Kind {
        /** Of a CSV file, not in quotes. */
        PLAIN,
        /** Of a CSV file, in quotes. */
        QUOTED,
        /** A JSON string. */
        JSON_STRING,
        /** A JSON number. */
        JSON_NUMBER,
        /** A JSON true or false. */
        JSON_BOOLEAN,
        /** A JSON null, or a key that is not there. */
        JSON_NULL
    }

    /**
     * Gets one field.
     *
     * @param column from 0
     * @param bytes has the text, in the encoding of {@link RecordFile#textCharset}
     * @param from offset of its first byte
     * @param to offset behind its last
     */
    void cell(int column, Kind kind, byte[] bytes, int from, int to);

    /** The record has ended. */
    void end();

    /**
     * Gets a record as it is written, before {@link #end}, or the header before all of them.
     *
     * @param bytes has the text, in the encoding of {@link RecordFile#textCharset}, without the line break behind it
     * @param length of it
     */
    default void record(byte[] bytes, int length) {}
}
