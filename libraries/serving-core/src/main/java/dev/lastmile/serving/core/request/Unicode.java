package dev.lastmile.serving.core.request;

/** Texts that JSON can escape and no encoding of Unicode can represent (RFC 8259, 8.2). */
public final class Unicode {
    private Unicode() {}

    /** Whether a text has half of a surrogate pair. */
    public static boolean hasLoneSurrogate(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isSurrogate(c)) {
                if (!Character.isHighSurrogate(c)
                        || i + 1 == text.length()
                        || !Character.isLowSurrogate(text.charAt(i + 1))) {
                    return true;
                }
                i++;
            }
        }
        return false;
    }
}
