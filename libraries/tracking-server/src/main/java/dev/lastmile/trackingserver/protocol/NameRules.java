package dev.lastmile.trackingserver.protocol;

import java.util.Map;
import java.util.regex.Pattern;

/** MLflow's rules for keys, values and names. Methods throw a {@link ProtocolException} for invalid ones. */
public final class NameRules {
    public static final int MAX_KEY = 250;
    public static final int MAX_PARAM_VALUE = 6000;
    public static final int MAX_TAG_VALUE = 8000;
    public static final int MAX_EXPERIMENT_TAG_VALUE = 20_000;
    public static final int MAX_REGISTRY_TAG_VALUE = 100_000;
    public static final int MAX_DESCRIPTION = 100_000;

    private static final Pattern KEY = Pattern.compile("[/\\w.\\- :]*", Pattern.UNICODE_CHARACTER_CLASS);
    private static final Pattern ALIAS = Pattern.compile("[\\w\\-]+", Pattern.UNICODE_CHARACTER_CLASS);
    private static final Pattern VERSION_ALIAS = Pattern.compile("[vV]\\d+");

    private NameRules() {}

    /** Checks the key of a metric, a parameter or a tag. */
    public static void checkKey(String parameter, String key) {
        if (!KEY.matcher(key).matches()) {
            throw invalid(
                    parameter,
                    key,
                    "Names may only contain alphanumerics, underscores (_), dashes (-), periods (.), spaces ( ),"
                            + " colon(:) and slashes (/).");
        }
        if (leavesItsFolder(key)) {
            throw invalid(
                    parameter,
                    key,
                    "Names may be treated as files in certain cases, and must not resolve to other names when"
                            + " treated as such.");
        }
        checkLength(parameter, key, MAX_KEY);
    }

    /** Checks tags, whose values have a separate limit. */
    public static void checkTags(Map<String, String> tags, int maxValue) {
        tags.forEach((key, value) -> {
            checkKey("key", key);
            checkLength("value", value, maxValue);
        });
    }

    public static void checkLength(String what, String value, int max) {
        if (value.length() > max) {
            throw ProtocolException.invalid("'" + what + "' exceeds the maximum length of " + max + " characters");
        }
    }

    /**
     * Rejects a text with half of a surrogate pair, which JSON can escape and UTF-8 cannot encode: once stored, MLflow's clients
     * could not read any response with it, such as all of a search.
     */
    public static void checkCharacters(String what, String value) {
        if (value.codePoints()
                .anyMatch(point -> point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE)) {
            throw ProtocolException.invalid(
                    "'" + what
                            + "' has half of a surrogate pair, such as \\ud800, which is not a character. Send text without it.");
        }
    }

    /** Checks the name of a new registered model. */
    public static void checkModel(String name) {
        if (name.isBlank()) {
            throw ProtocolException.invalid("Missing value for required parameter 'name'.");
        }
        if (name.contains("/") || name.contains(":")) {
            throw ProtocolException.invalid(
                    "Invalid model name '" + Excerpt.of(name) + "'. Names cannot contain '/' or ':'.");
        }
        if (leavesItsFolder(name)) {
            throw invalid(
                    "name",
                    name,
                    "Names may be treated as files in certain cases, and must not resolve to other names when"
                            + " treated as such.");
        }
        checkLength("name", name, 256);
    }

    /** Checks a new alias. */
    public static void checkAlias(String alias) {
        if (!ALIAS.matcher(alias).matches()) {
            throw ProtocolException.invalid("Invalid alias name: '" + Excerpt.of(alias)
                    + "'. Names may only contain alphanumerics, underscores (_), and dashes (-).");
        }
        checkLength("alias", alias, 255);
        if (alias.equalsIgnoreCase("latest")) {
            throw ProtocolException.invalid("'latest' alias name (case insensitive) is reserved.");
        }
        if (VERSION_ALIAS.matcher(alias).matches()) {
            throw ProtocolException.invalid("Version alias name '" + Excerpt.of(alias) + "' is reserved.");
        }
    }

    /** Parses an integer. */
    public static int number(String parameter, String text) {
        try {
            return Integer.parseInt(text.strip());
        } catch (NumberFormatException e) {
            throw ProtocolException.invalid(
                    "Parameter '" + parameter + "' must be an integer, got '" + Excerpt.of(text) + "'.");
        }
    }

    private static boolean leavesItsFolder(String name) {
        if (name.isEmpty() || name.startsWith("/") || name.endsWith("/") || name.contains("//")) {
            return true;
        }
        for (String part : name.split("/")) {
            if (part.equals(".") || part.equals("..")) {
                return true;
            }
        }
        return name.startsWith("..");
    }

    private static ProtocolException invalid(String parameter, String value, String reason) {
        return ProtocolException.invalid(
                "Invalid value \"" + Excerpt.of(value) + "\" for parameter '" + parameter + "' supplied: " + reason);
    }
}
