package dev.lastmile.trackingserver.protocol;

/** What a message shows of a value that a client sent, which may be as long as a request. */
public final class Excerpt {
    private static final int MAX_LENGTH = 200;

    private Excerpt() {}

    /** The value, or its first 200 characters and an ellipsis. */
    public static String of(String value) {
        if (value.length() <= MAX_LENGTH) {
            return value;
        }
        boolean half = Character.isHighSurrogate(value.charAt(MAX_LENGTH - 1));
        return value.substring(0, half ? MAX_LENGTH - 1 : MAX_LENGTH) + "…";
    }
}
