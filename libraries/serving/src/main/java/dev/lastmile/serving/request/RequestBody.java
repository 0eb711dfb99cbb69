package dev.lastmile.serving.request;

import dev.lastmile.serving.InvalidRequestException;
import dev.lastmile.serving.RefusedRequestException;
import dev.lastmile.serving.ServingConfig;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;

/** The bytes of a request, up to the limit. */
@Singleton
public class RequestBody {
    private final int most;

    public RequestBody(ServingConfig config) {
        this.most = Math.toIntExact(config.maxBody().asLongValue());
    }

    /**
     * @throws RefusedRequestException if there are more bytes than are taken, or the client ends before they do
     */
    public byte[] read(InputStream body) {
        try {
            byte[] bytes = body.readNBytes(most + 1);
            if (bytes.length > most) {
                throw RefusedRequestException.tooLarge("The request is larger than " + most
                        + " bytes. Send fewer rows at a time, or raise LASTMILE_SERVING_MAX_BODY.");
            }
            return bytes;
        } catch (IOException e) {
            throw InvalidRequestException.unreadable("The request ended before its body did: " + e.getMessage());
        }
    }
}
