package dev.lastmile.serving.internal.rest;

import dev.lastmile.serving.ServingConfig;
import dev.lastmile.serving.core.InvalidRequestException;
import dev.lastmile.serving.core.RequestRejectedException;
import dev.lastmile.serving.core.internal.request.RequestMemory;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/** Reads request bodies, up to the maximum size and within the memory of all requests. Thread-safe. */
@Singleton
public class RequestBody {
    private static final int FIRST = 16 * 1024;

    private final int maxBytes;

    @Inject
    public RequestBody(ServingConfig config) {
        this(Math.toIntExact(config.maxBody().asLongValue()));
    }

    RequestBody(int maxBytes) {
        this.maxBytes = maxBytes;
    }

    /**
     * Reads a whole body.
     *
     * @param memory reserves what is read, before it is read
     * @throws RequestRejectedException if the body exceeds the maximum size or the available memory, or the client
     *     disconnects before its end
     */
    public byte[] read(InputStream body, RequestMemory.Reservation memory) {
        try {
            memory.reserve(FIRST);
            byte[] bytes = new byte[Math.min(FIRST, maxBytes + 1)];
            int length = 0;
            while (true) {
                int read = body.read(bytes, length, bytes.length - length);
                if (read < 0) {
                    return Arrays.copyOf(bytes, length);
                }
                length += read;
                if (length > maxBytes) {
                    throw RequestRejectedException.tooLarge("The request is larger than " + maxBytes
                            + " bytes. Send fewer rows at a time, or raise LASTMILE_SERVING_MAX_BODY.");
                }
                if (length == bytes.length) {
                    int grown = Math.min(2 * length, maxBytes + 1);
                    memory.reserve(grown - length);
                    bytes = Arrays.copyOf(bytes, grown);
                }
            }
        } catch (IOException e) {
            throw InvalidRequestException.unreadable("The request ended before its body did: " + e.getMessage());
        }
    }
}
