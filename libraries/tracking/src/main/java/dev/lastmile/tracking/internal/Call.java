package dev.lastmile.tracking.internal;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.FileNotFoundException;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpResponse.BodySubscribers;
import java.nio.file.Path;
import java.util.Map;

/**
 * A request that can be sent several times.
 *
 * @param repeatable whether it is idempotent
 * @param contentType of the body; empty without one
 * @param headers further headers
 * @param target the file that a successful response is written to; null to keep it in memory
 */
record Call(
        String method,
        URI uri,
        boolean repeatable,
        String contentType,
        Map<String, String> headers,
        Body body,
        Path target) {
    private static final String JSON = "application/json";
    private static final String BYTES = "application/octet-stream";

    /** Creates the body of each attempt. */
    @FunctionalInterface
    interface Body {
        BodyPublisher open() throws FileNotFoundException;
    }

    static Call get(URI uri) {
        return new Call("GET", uri, true, "", Map.of(), BodyPublishers::noBody, null);
    }

    /** An idempotent call. */
    static Call json(String method, URI uri, byte[] json) {
        return new Call(method, uri, true, JSON, Map.of(), () -> BodyPublishers.ofByteArray(json), null);
    }

    /** A call that must reach the server at most once. */
    static Call jsonOnce(String method, URI uri, byte[] json) {
        return new Call(method, uri, false, JSON, Map.of(), () -> BodyPublishers.ofByteArray(json), null);
    }

    static Call put(URI uri, Path file) {
        return new Call("PUT", uri, true, BYTES, Map.of(), () -> BodyPublishers.ofFile(file), null);
    }

    /** An idempotent upload with POST. */
    static Call post(URI uri, Path file) {
        return new Call("POST", uri, true, BYTES, Map.of(), () -> BodyPublishers.ofFile(file), null);
    }

    /** An upload to a signed address, whose signature may cover the headers: only these are sent. */
    static Call putSigned(URI uri, Map<String, String> headers, Path file) {
        return new Call("PUT", uri, true, "", headers, () -> BodyPublishers.ofFile(file), null);
    }

    /**
     * A download from a signed address.
     *
     * @param target null to keep it in memory
     */
    static Call getSigned(URI uri, Map<String, String> headers, Path target) {
        return new Call("GET", uri, true, "", headers, BodyPublishers::noBody, target);
    }

    static Call download(URI uri, Path target) {
        return new Call("GET", uri, true, "", Map.of(), BodyPublishers::noBody, target);
    }

    /** Whether a status is successful; for a file only 200 is. */
    boolean isGood(int status) {
        return target == null ? status >= 200 && status < 300 : status == 200;
    }

    BodyHandler<byte[]> handler() {
        if (target == null) {
            return BodyHandlers.ofByteArray();
        }
        return info -> info.statusCode() == 200
                ? BodySubscribers.mapping(
                        BodySubscribers.ofFile(target, CREATE, WRITE, TRUNCATE_EXISTING), path -> new byte[0])
                : BodySubscribers.ofByteArray();
    }

    @Override
    public String toString() {
        String address = uri.toString();
        int query = address.indexOf('?');
        return method + " " + (query < 0 ? address : address.substring(0, query));
    }
}
