package dev.lastmile.serving.core.internal.json;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import com.fasterxml.jackson.core.io.NumberOutput;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Writes JSON into memory that is reused by the responses of a thread, so that a response allocates only its bytes. Commas
 * are inserted between values; that begins and ends match is up to the caller. Numbers and escapes equal those of Jackson.
 * Not thread-safe.
 */
public final class JsonWriter {
    private static final int USUAL = 4 * 1024;
    /** Larger buffers are not kept: there can be hundreds of threads. */
    private static final int MAX_KEPT = 32 * 1024;
    /** Characters of the longest integer. */
    private static final int NUMBER = 20;

    private static final int LONGEST_ARRAY = Integer.MAX_VALUE - 8;

    private static final byte[] NULL = ascii("null");
    private static final byte[] TRUE = ascii("true");
    private static final byte[] FALSE = ascii("false");
    private static final ThreadLocal<JsonWriter> PER_THREAD = ThreadLocal.withInitial(JsonWriter::new);

    private final DecimalWriter numbers = new DecimalWriter();
    private byte[] buffer = new byte[USUAL];
    private int length;
    /** Whether the next value or name follows another one. */
    private boolean follows;

    private JsonWriter() {}

    /** A writer with memory for itself, for JSON that is written in several steps. */
    public static JsonWriter create() {
        return new JsonWriter();
    }

    /** The calling thread's writer, empty: for one response at a time, written without a break. */
    public static JsonWriter begin() {
        JsonWriter writer = PER_THREAD.get();
        writer.length = 0;
        writer.follows = false;
        if (writer.buffer.length > MAX_KEPT) {
            writer.buffer = new byte[USUAL];
        }
        return writer;
    }

    /** The encoding of a field's name, for {@link #name(byte[])}. */
    public static byte[] encoded(String name) {
        String quoted = new String(JsonStringEncoder.getInstance().quoteAsString(name));
        return ('"' + quoted + "\":").getBytes(StandardCharsets.UTF_8);
    }

    /** Begins an object. */
    public void beginObject() {
        opened('{');
    }

    /** Ends an object. */
    public void endObject() {
        closed('}');
    }

    /** Begins an array. */
    public void beginArray() {
        opened('[');
    }

    /** Ends an array. */
    public void endArray() {
        closed(']');
    }

    /** Writes the name of a field, whose value follows. */
    public void name(String name) {
        name(encoded(name));
    }

    /** Writes the {@link #encoded encoded} name of a field, whose value follows. */
    public void name(byte[] encoded) {
        comma();
        put(encoded);
        follows = false;
    }

    /** Writes a string, or null. */
    public void value(String text) {
        if (text == null) {
            word(NULL);
            return;
        }
        comma();
        int characters = text.length();
        ensure(characters + 2);
        buffer[length] = '"';
        for (int i = 0; i < characters; i++) {
            char c = text.charAt(i);
            if (c < ' ' || c > '~' || c == '"' || c == '\\') {
                put('"');
                put(JsonStringEncoder.getInstance().quoteAsUTF8(text));
                put('"');
                return;
            }
            buffer[length + 1 + i] = (byte) c;
        }
        buffer[length + 1 + characters] = '"';
        length += characters + 2;
    }

    /** Writes the shortest decimal that round-trips, like {@code Double.toString} since Java 19; null for NaN and infinities. */
    public void value(double number) {
        comma();
        ensure(DecimalWriter.LENGTH);
        int end = numbers.write(buffer, length, number);
        if (end > length) {
            length = end;
        } else {
            put(Double.isFinite(number) ? ascii(NumberOutput.toString(number, true)) : NULL);
        }
    }

    /** Writes the shortest decimal that round-trips as a 32-bit number; null for NaN and infinities. */
    public void value(float number) {
        word(Float.isFinite(number) ? ascii(NumberOutput.toString(number, true)) : NULL);
    }

    /** Writes an integer. */
    public void value(long number) {
        comma();
        ensure(NUMBER);
        length = NumberOutput.outputLong(number, buffer, length);
    }

    /** Writes true or false. */
    public void value(boolean value) {
        word(value ? TRUE : FALSE);
    }

    /** Writes a value that is JSON already. */
    public void raw(String json) {
        word(json.getBytes(StandardCharsets.UTF_8));
    }

    /** Appends bytes that are not JSON, after it. */
    public void append(byte[] bytes) {
        put(bytes);
    }

    /** The number of bytes so far. */
    public int size() {
        return length;
    }

    /** A copy of the bytes. */
    public byte[] toByteArray() {
        return Arrays.copyOf(buffer, length);
    }

    private void opened(char bracket) {
        comma();
        put(bracket);
        follows = false;
    }

    private void closed(char bracket) {
        put(bracket);
        follows = true;
    }

    private void word(byte[] word) {
        comma();
        put(word);
    }

    private void comma() {
        if (follows) {
            put(',');
        }
        follows = true;
    }

    private void put(char ascii) {
        ensure(1);
        buffer[length++] = (byte) ascii;
    }

    private void put(byte[] bytes) {
        ensure(bytes.length);
        System.arraycopy(bytes, 0, buffer, length, bytes.length);
        length += bytes.length;
    }

    private void ensure(int more) {
        int needed = Math.addExact(length, more);
        if (needed > buffer.length) {
            buffer = Arrays.copyOf(buffer, Math.max(needed, (int) Math.min(2L * buffer.length, LONGEST_ARRAY)));
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
