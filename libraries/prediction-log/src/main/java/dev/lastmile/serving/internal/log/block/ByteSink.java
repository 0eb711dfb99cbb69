package dev.lastmile.serving.internal.log.block;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** A growing array of bytes. Not thread-safe. */
final class ByteSink {
    private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int LONGEST_VARINT = 10;

    private byte[] bytes;
    private int length;

    ByteSink(int capacity) {
        bytes = new byte[capacity];
    }

    /** The buffer, whose first {@link #length} bytes are written. */
    byte[] bytes() {
        return bytes;
    }

    int length() {
        return length;
    }

    /** Discards the written bytes. */
    void clear() {
        length = 0;
    }

    /** The length of a varint, in bytes. */
    static int varintLength(long value) {
        return (70 - Long.numberOfLeadingZeros(value | 1)) / 7;
    }

    /** Ensures capacity for more bytes. Methods that do not ensure it themselves rely on it. */
    void ensure(int more) {
        if (bytes.length - length < more) {
            bytes = Arrays.copyOf(bytes, Math.max(Math.addExact(length, more), 2 * bytes.length));
        }
    }

    void writeByte(int value) {
        bytes[length++] = (byte) value;
    }

    void writeShort(int value) {
        SHORT.set(bytes, length, (short) value);
        length += Short.BYTES;
    }

    void writeInt(int value) {
        INT.set(bytes, length, value);
        length += Integer.BYTES;
    }

    void writeLong(long value) {
        LONG.set(bytes, length, value);
        length += Long.BYTES;
    }

    /** Writes a varint; ensures capacity. */
    void writeVarint(long value) {
        ensure(LONGEST_VARINT);
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            bytes[length++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        bytes[length++] = (byte) rest;
    }

    /** Writes bytes of a buffer; ensures capacity. */
    void write(ByteBuffer source, int from, int count) {
        ensure(count);
        source.get(from, bytes, length, count);
        length += count;
    }

    /** Writes a string or null; ensures capacity. Half of a surrogate pair becomes U+FFFD. */
    void writeString(String text) {
        if (text == null) {
            writeVarint(0);
            return;
        }
        int characters = text.length();
        ensure(LONGEST_VARINT + 3 * characters);
        // Most strings are ASCII: as many bytes as characters.
        if (!writeAscii(text, characters)) {
            writeVarint(utf8Length(text) + 1L);
            writeUtf8(text);
        }
    }

    private boolean writeAscii(String text, int characters) {
        int start = length;
        writeVarint(characters + 1L);
        for (int i = 0; i < characters; i++) {
            char c = text.charAt(i);
            if (c >= 0x80) {
                length = start;
                return false;
            }
            bytes[length++] = (byte) c;
        }
        return true;
    }

    private static int utf8Length(String text) {
        int bytes = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < 0x80) {
                bytes++;
            } else if (c < 0x800) {
                bytes += 2;
            } else if (isPair(text, i)) {
                bytes += 4;
                i++;
            } else {
                bytes += 3;
            }
        }
        return bytes;
    }

    private void writeUtf8(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < 0x80) {
                bytes[length++] = (byte) c;
            } else if (c < 0x800) {
                bytes[length++] = (byte) (0xC0 | c >> 6);
                bytes[length++] = (byte) (0x80 | c & 0x3F);
            } else if (isPair(text, i)) {
                int point = Character.toCodePoint(c, text.charAt(++i));
                bytes[length++] = (byte) (0xF0 | point >> 18);
                bytes[length++] = (byte) (0x80 | point >> 12 & 0x3F);
                bytes[length++] = (byte) (0x80 | point >> 6 & 0x3F);
                bytes[length++] = (byte) (0x80 | point & 0x3F);
            } else {
                int point = Character.isSurrogate(c) ? 0xFFFD : c;
                bytes[length++] = (byte) (0xE0 | point >> 12);
                bytes[length++] = (byte) (0x80 | point >> 6 & 0x3F);
                bytes[length++] = (byte) (0x80 | point & 0x3F);
            }
        }
    }

    private static boolean isPair(String text, int i) {
        return Character.isHighSurrogate(text.charAt(i))
                && i + 1 < text.length()
                && Character.isLowSurrogate(text.charAt(i + 1));
    }
}
