package dev.lastmile.tracking;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Reads environment variables; a blank one counts as not set. */
final class Variables {
    private Variables() {}

    static Optional<String> text(Map<String, String> environment, String name) {
        return Optional.ofNullable(environment.get(name)).map(String::strip).filter(value -> !value.isEmpty());
    }

    /** A token that is valid in a header; the JDK's error message of an invalid one would contain it. */
    static String token(String name, String text) {
        if (!text.chars().allMatch(c -> c > ' ' && c < 127)) {
            throw new TrackingException(name + " has a space, a line break or another character that no token has. Set"
                    + " it to the token alone.");
        }
        return text;
    }

    static double number(Map<String, String> environment, String name, double otherwise, double least) {
        Optional<String> text = text(environment, name);
        if (text.isEmpty()) {
            return otherwise;
        }
        try {
            double number = Double.parseDouble(text.get());
            if (number >= least && number < Double.POSITIVE_INFINITY) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Reported below, like a number out of range.
        }
        throw new TrackingException(
                name + " is '" + text.get() + "'. Set it to a number from " + format(least) + " up, or unset it.");
    }

    /** An address without user and password, which must not end up in messages. */
    static URI httpAddress(String name, String text, String example) {
        URI uri;
        try {
            uri = new URI(text.replaceAll("/+$", ""));
        } catch (URISyntaxException e) {
            throw new TrackingException(
                    name + " is no address: " + e.getReason() + ". Set it to one such as " + example);
        }
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        if (!scheme.equals("http") && !scheme.equals("https")) {
            throw new TrackingException(
                    name + " is '" + withoutUser(text) + "', and only addresses that begin with http:// or"
                            + " https:// are supported. Set it to a server's address, such as " + example);
        }
        if (uri.getRawAuthority() != null && uri.getRawAuthority().contains("@")) {
            throw new TrackingException(name + " has a user in it. Set it to the address alone, and the credentials in"
                    + " their own variables.");
        }
        if (uri.getHost() == null) {
            throw new TrackingException(
                    name + " is '" + withoutUser(text) + "', whose host is no valid name (an underscore, for"
                            + " instance, is not allowed). Set it to an address such as " + example);
        }
        if (uri.getRawQuery() != null || uri.getRawFragment() != null) {
            throw new TrackingException(
                    name + " has a query or a fragment in it. Set it to the address alone, such as " + example);
        }
        return uri;
    }

    // Up to the last @: a password may have a slash in it, and the scheme may be missing.
    private static String withoutUser(String text) {
        return text.replaceFirst("(?s)^([A-Za-z][A-Za-z0-9+.-]*://)?.*@", "$1…@");
    }

    private static String format(double number) {
        return number == Math.rint(number) ? Long.toString((long) number) : Double.toString(number);
    }
}
