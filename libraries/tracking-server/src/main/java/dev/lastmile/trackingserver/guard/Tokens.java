package dev.lastmile.trackingserver.guard;

import dev.lastmile.httpguard.AccessKeys;
import dev.lastmile.httpguard.AccessKeys.Key;
import dev.lastmile.httpguard.FailedAttempts;
import dev.lastmile.httpguard.Rejection;
import dev.lastmile.trackingserver.config.TrackingServerConfig;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Requires a token, if one is configured: one permits reading, the other writing, too.
 *
 * <p>MLflow's clients send it as {@code Authorization: Bearer …}, from {@code MLFLOW_TRACKING_TOKEN}. Browsers use
 * basic authentication: the token is the password, with any user name. Browsers then also send it with cross-site requests,
 * so {@code BrowserRules} apply with tokens, too.
 */
@Singleton
public class Tokens {
    private static final String READ_VARIABLE = "LASTMILE_TRACKING_READ_TOKEN";
    private static final String WRITE_VARIABLE = "LASTMILE_TRACKING_WRITE_TOKEN";
    private static final String READ = "read";
    private static final String WRITE = "write";
    private static final String CHALLENGE = "Basic realm=\"tracking server\", charset=\"UTF-8\", Bearer";

    private final AccessKeys keys;
    private final Optional<String> problem;
    private final FailedAttempts failed;

    @Inject
    public Tokens(TrackingServerConfig config) {
        this(config.readToken(), config.writeToken(), config.failedAuthentications());
    }

    Tokens(Optional<String> read, Optional<String> write, int failedAttempts) {
        List<Key> configured = new ArrayList<>();
        read.ifPresent(token -> configured.add(new Key(READ_VARIABLE, READ, token)));
        write.ifPresent(token -> configured.add(new Key(WRITE_VARIABLE, WRITE, token)));
        this.keys = new AccessKeys(configured);
        this.problem =
                problem(read.map(String::strip), write.map(String::strip)).or(keys::problem);
        this.failed = new FailedAttempts(failedAttempts);
    }

    /** The first error of the configured tokens, without the token itself; empty if all are valid. */
    public Optional<String> problem() {
        return problem;
    }

    /**
     * Why a request is rejected; empty if its token is valid, whatever else its address has sent.
     *
     * @param authorization the header; null without it
     * @param reads whether the request is read-only
     * @param address of the client
     */
    Optional<Rejection> check(String authorization, boolean reads, String address) {
        if (!keys.required()) {
            return Optional.empty();
        }
        Optional<String> token = token(authorization);
        Optional<String> name = token.flatMap(keys::nameOf);
        if (name.isPresent()) {
            return reads || name.get().equals(WRITE) ? Optional.empty() : Optional.of(readsOnly());
        }
        long pause = failed.record(address, System.nanoTime());
        return Optional.of(pause > 0 ? tooMany(pause) : unauthenticated(token.isPresent()));
    }

    private static Rejection tooMany(long pause) {
        return new Rejection(
                429,
                "RESOURCE_EXHAUSTED",
                "Too many requests of this address had no valid token. Send a valid one, or try again in " + pause
                        + " s.",
                Map.of("Retry-After", Long.toString(pause)));
    }

    private static Rejection unauthenticated(boolean sent) {
        return new Rejection(
                401,
                "UNAUTHENTICATED",
                sent
                        ? "The request's token is not the server's."
                        : "The request has no token. Set MLFLOW_TRACKING_TOKEN to one, or give it to a browser as the"
                                + " password, with any name.",
                Map.of("WWW-Authenticate", CHALLENGE));
    }

    private static Rejection readsOnly() {
        return new Rejection(
                403,
                "PERMISSION_DENIED",
                "The request's token reads, and this request may change data. Send the token of " + WRITE_VARIABLE
                        + ".");
    }

    private static Optional<String> token(String authorization) {
        if (authorization == null) {
            return Optional.empty();
        }
        int blank = authorization.indexOf(' ');
        String scheme = authorization.substring(0, Math.max(0, blank));
        String credentials = authorization.substring(blank + 1).strip();
        if (scheme.equalsIgnoreCase("Bearer")) {
            return Optional.of(credentials);
        }
        return scheme.equalsIgnoreCase("Basic") ? password(credentials) : Optional.empty();
    }

    private static Optional<String> password(String credentials) {
        try {
            String both = new String(Base64.getDecoder().decode(credentials), StandardCharsets.UTF_8);
            return Optional.of(both.substring(both.indexOf(':') + 1));
        } catch (IllegalArgumentException e) {
            return Optional.of(""); // not a token
        }
    }

    private static Optional<String> problem(Optional<String> read, Optional<String> write) {
        if (read.isPresent() && write.isEmpty()) {
            return Optional.of(READ_VARIABLE + " is set, and " + WRITE_VARIABLE
                    + " is not, so that nobody could write. Set both, or " + WRITE_VARIABLE + " alone.");
        }
        return read.isPresent() && read.equals(write)
                ? Optional.of(READ_VARIABLE + " and " + WRITE_VARIABLE + " are the same. Make another one with: openssl"
                        + " rand -hex 32")
                : Optional.empty();
    }
}
