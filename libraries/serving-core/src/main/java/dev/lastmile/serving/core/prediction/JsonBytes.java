package dev.lastmile.serving.core.prediction;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import com.fasterxml.jackson.core.io.NumberOutput;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Writes the JSON of one response after another into the same memory of a thread: half the time of a general writer, and a
 * response allocates no more than its own bytes. Commas are set between values; that begins and ends match is up to the
 * caller.
 */
public final class JsonBytes {
    private static final int USUAL = 4 * 1024;
    /** There can be hundreds of threads. */
    private static final int MAX_KEPT = 32 * 1024;
    /** Of a long, the longest number. */
    private static final int NUMBER = 20;

    private static final int LONGEST_ARRAY = Integer.MAX_VALUE - 8;

    private static final byte[] NULL = ascii("null");
    private static final byte[] TRUE = ascii("true");
    private static final byte[] FALSE = ascii("false");
    private static final ThreadLocal<JsonBytes> OWN = ThreadLocal.withInitial(JsonBytes::new);

    private final NumberJson numbers = new NumberJson();
    private byte[] buffer = new byte[USUAL];
    private int length;
    /** Whether the next value or name follows another one. */
    private boolean follows;

    private JsonBytes() {}

    /** The calling thread's memory, empty. It is for one response at a time, whose bytes are copied out of it. */
    public static JsonBytes begin() {
        JsonBytes own = OWN.get();
        own.length = 0;
        own.follows = false;
        if (own.buffer.length > MAX_KEPT) {
            own.buffer = new byte[USUAL];
        }
        return own;
    }

    /** The name of a field as {@link #name(byte[])} takes it. */
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

    /** Writes a text, or null. */
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

    /** Writes a number in the form of {@link Double#toString(double)}; null for one that JSON does not have. */
    public void value(double number) {
        comma();
        ensure(NumberJson.LENGTH);
        int end = numbers.write(buffer, length, number);
        if (end > length) {
            length = end;
        } else {
            put(Double.isFinite(number) ? ascii(NumberOutput.toString(number, true)) : NULL);
        }
    }

    /** Writes a number in the form of {@link Float#toString(float)}; null for one that JSON does not have. */
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

    /** Adds bytes that are no JSON, after it. */
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
