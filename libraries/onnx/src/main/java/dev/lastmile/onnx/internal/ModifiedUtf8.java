package dev.lastmile.onnx.internal;

import java.io.ByteArrayOutputStream;

/**
 * The form that strings have between Java and native code, where it is not UTF-8: U+0000 is two bytes, and a character
 * beyond U+FFFF is two of three bytes each (Java Native Interface Specification, "Modified UTF-8 Strings").
 *
 * <p>ONNX Runtime's Java API hands strings over in this form, so that such a character is another one to the graph.
 */
public final class ModifiedUtf8 {
    private ModifiedUtf8() {}

    /** Whether the form of a string is not UTF-8. */
    public static boolean differs(String string) {
        for (int i = 0; i < string.length(); i++) {
            char character = string.charAt(i);
            if (character == 0 || Character.isSurrogate(character)) {
                return true;
            }
        }
        return false;
    }

    /** Whether a string has half of a surrogate pair without the other, which no encoding of Unicode can represent. */
    public static boolean hasLoneSurrogate(String string) {
        for (int i = 0; i < string.length(); i++) {
            char character = string.charAt(i);
            if (Character.isSurrogate(character)) {
                if (Character.isLowSurrogate(character)
                        || i + 1 == string.length()
                        || !Character.isLowSurrogate(string.charAt(i + 1))) {
                    return true;
                }
                i++;
            }
        }
        return false;
    }

    /** The bytes of a string in this form. */
    public static byte[] bytes(String string) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int i = 0; i < string.length(); i++) {
            char character = string.charAt(i);
            if (character != 0 && character < 0x80) {
                bytes.write(character);
            } else if (character < 0x800) {
                bytes.write(0xC0 | character >> 6);
                bytes.write(0x80 | character & 0x3F);
            } else {
                bytes.write(0xE0 | character >> 12);
                bytes.write(0x80 | character >> 6 & 0x3F);
                bytes.write(0x80 | character & 0x3F);
            }
        }
        return bytes.toByteArray();
    }
}
