package dev.lastmile.tracking;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A Databricks workspace and its token.
 *
 * <p>For the address {@code databricks} they are {@code DATABRICKS_HOST} and {@code DATABRICKS_TOKEN}; if neither is set,
 * those of a profile in {@code ~/.databrickscfg} ({@code DATABRICKS_CONFIG_FILE} names another file), the profile that
 * {@code DATABRICKS_CONFIG_PROFILE} names or {@code DEFAULT}. For {@code databricks://profile} they are those of that
 * profile, whatever the variables say. A host is never put together with a token from elsewhere.
 *
 * @param host the address of the workspace, without a slash at its end
 * @param token a personal access token
 */
public record DatabricksWorkspace(URI host, String token) {
    private static final String SCHEME = "databricks";
    private static final String HOST = "DATABRICKS_HOST";
    private static final String TOKEN = "DATABRICKS_TOKEN";
    private static final String FILE = "DATABRICKS_CONFIG_FILE";
    private static final String PROFILE = "DATABRICKS_CONFIG_PROFILE";
    private static final String EXAMPLE = "https://adb-123.4.azuredatabricks.net";

    /** Whether a tracking address is that of a workspace. */
    static boolean isMeantBy(String address) {
        return address.equals(SCHEME) || address.startsWith(SCHEME + ":");
    }

    /**
     * The workspace of a tracking address.
     *
     * @param address {@code databricks} or {@code databricks://profile}
     * @param environment such as {@link System#getenv()}
     * @throws TrackingException naming the file, the profile or the variable that is missing or wrong
     */
    public static DatabricksWorkspace of(String address, Map<String, String> environment) {
        if (!address.equals(SCHEME)) {
            if (!address.matches(SCHEME + "://[^/?#]+/?")) {
                throw new TrackingException(TrackingConfig.URI_VARIABLE + " is '" + address
                        + "'. Set it to databricks, or to databricks://profile with a profile of ~/.databrickscfg.");
            }
            return ofProfile(address.substring((SCHEME + "://").length()).replace("/", ""), environment);
        }
        Optional<String> host = Variables.text(environment, HOST);
        Optional<String> token = Variables.text(environment, TOKEN);
        if (host.isEmpty() && token.isEmpty()) {
            return ofProfile(Variables.text(environment, PROFILE).orElse("DEFAULT"), environment);
        }
        if (host.isEmpty() || token.isEmpty()) {
            String missing = host.isEmpty() ? HOST : TOKEN;
            throw new TrackingException((host.isEmpty() ? TOKEN : HOST) + " is set and " + missing + " is not. Set "
                    + missing + " too, or unset both and name a profile of " + file(environment) + " in " + PROFILE
                    + ".");
        }
        return new DatabricksWorkspace(address(HOST, host.get()), token(TOKEN, token.get()));
    }

    private static DatabricksWorkspace ofProfile(String profile, Map<String, String> environment) {
        Path file = file(environment);
        Map<String, Map<String, String>> profiles = read(file);
        Map<String, String> values = profiles.get(profile);
        if (values == null) {
            throw new TrackingException(file + " has no profile " + profile + "; it has "
                    + (profiles.isEmpty() ? "none" : String.join(", ", profiles.keySet())) + ". Add [" + profile
                    + "] with host and token, or set " + HOST + " and " + TOKEN + ".");
        }
        String place = "of the profile " + profile + " in " + file;
        return new DatabricksWorkspace(
                address("host " + place, required(values, "host", place)),
                token("token " + place, required(values, "token", place)));
    }

    private static String required(Map<String, String> values, String key, String place) {
        return Variables.text(values, key)
                .orElseThrow(() -> new TrackingException("The " + key + " " + place + " is missing. Add a line " + key
                        + " = …; of the ways to sign in, only personal access tokens are supported."));
    }

    /** The profiles of the file in order, each with its keys and values. */
    private static Map<String, Map<String, String>> read(Path file) {
        Map<String, Map<String, String>> profiles = new LinkedHashMap<>();
        Map<String, String> profile = new LinkedHashMap<>();
        try {
            for (String line : Files.readAllLines(file)) {
                String text = line.strip();
                int equals = text.indexOf('=');
                if (text.startsWith("#") || text.startsWith(";")) {
                    continue;
                } else if (text.matches("\\[.*]")) {
                    profile = profiles.computeIfAbsent(
                            text.substring(1, text.length() - 1).strip(), name -> new LinkedHashMap<>());
                } else if (equals > 0) {
                    profile.put(
                            text.substring(0, equals).strip(),
                            text.substring(equals + 1).strip());
                }
            }
        } catch (MalformedInputException e) {
            throw new TrackingException(
                    "The file " + file + " is no text in UTF-8. Make it anew: databricks configure", e);
        } catch (IOException e) {
            throw new TrackingException(
                    "The file " + file + " cannot be read (" + e.getClass().getSimpleName() + "), and " + HOST + " and "
                            + TOKEN + " are not set. Set these, or make the file: databricks configure",
                    e);
        }
        return profiles;
    }

    private static Path file(Map<String, String> environment) {
        String home = Variables.text(environment, "HOME").orElse(System.getProperty("user.home"));
        return Variables.text(environment, FILE)
                .map(text -> Path.of(text.replaceFirst("^~(?=/|$)", home)))
                .orElse(Path.of(home, ".databrickscfg"));
    }

    private static URI address(String name, String text) {
        return Variables.httpAddress(name, text.contains("://") ? text : "https://" + text, EXAMPLE);
    }

    private static String token(String name, String text) {
        return Variables.token(name, text);
    }

    /** Without the token. */
    @Override
    public String toString() {
        return "DatabricksWorkspace[host=" + host + "]";
    }
}
