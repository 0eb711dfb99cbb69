package dev.lastmile.serving.rest;

import dev.lastmile.serving.ServingConfig;
import dev.lastmile.serving.core.InvalidRequestException;
import dev.lastmile.serving.core.RefusedRequestException;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/**
 * The bytes of requests, up to a limit for one and another for all that are under way: JSON takes about ten times its length
 * of memory until it is answered, and many long requests at once would take more than there is. Thread-safe.
 */
@Singleton
public class RequestBody {
    /** Half of the memory for requests, each ten times as large there. */
    private static final int MEMORY_OVER_BODIES = 20;

    private final int most;
    private final long mostTogether;
    private final AtomicLong together = new AtomicLong();

    @Inject
    public RequestBody(ServingConfig config) {
        this(
                Math.toIntExact(config.maxBody().asLongValue()),
                Runtime.getRuntime().maxMemory() / MEMORY_OVER_BODIES);
    }

    RequestBody(int most, long mostTogether) {
        this.most = most;
        this.mostTogether = mostTogether;
    }

    /**
     * Reads a body, and counts it until it is answered. One that is alone is read whatever there is of memory.
     *
     * @param answer makes the answer of the body
     * @throws RefusedRequestException if there are more bytes than are taken, of this request or of all, or the client ends
     *     before they do
     */
    public <T> T read(InputStream body, Function<byte[], T> answer) {
        Counted counted = new Counted(body);
        try {
            byte[] bytes = counted.readNBytes(most + 1);
            if (bytes.length > most) {
                throw RefusedRequestException.tooLarge("The request is larger than " + most
                        + " bytes. Send fewer rows at a time, or raise LASTMILE_SERVING_MAX_BODY.");
            }
            return answer.apply(bytes);
        } catch (IOException e) {
            throw InvalidRequestException.unreadable("The request ended before its body did: " + e.getMessage());
        } finally {
            together.addAndGet(-counted.bytes);
        }
    }

    /** Counts what is read of one request. */
    private final class Counted extends FilterInputStream {
        private long bytes;

        Counted(InputStream body) {
            super(body);
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int read = super.read(buffer, offset, length);
            if (read > 0) {
                bytes += read;
                if (together.addAndGet(read) > mostTogether && together.get() > bytes) {
                    throw RefusedRequestException.tooMany("Requests of " + mostTogether
                            + " bytes are under way, which is the most that Java's memory is enough for. Send it again"
                            + " in a moment, send fewer rows at a time, or give the service more memory.");
                }
            }
            return read;
        }
    }
}
