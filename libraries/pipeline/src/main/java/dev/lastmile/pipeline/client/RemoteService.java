package dev.lastmile.pipeline.client;

import dev.lastmile.pipeline.Project;
import dev.lastmile.pipeline.StepException;
import dev.lastmile.pipeline.process.RealtimeService;
import dev.lastmile.tracking.ModelVersion;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** A service that somebody else has started, such as a container or a cluster, and that follows the champion by itself. */
public final class RemoteService {
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final Duration PAUSE = Duration.ofMillis(500);
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final URI address;
    private final Optional<String> key;
    private final HttpClient http = HttpClient.newHttpClient();

    /** The service at the address, with the key that the project is configured with. */
    public RemoteService(URI address, Project project) {
        this.address = address;
        this.key = project.variable(RealtimeService.KEY_VARIABLE);
    }

    /**
     * Waits until the service answers with this version.
     *
     * @throws StepException if it does not within a minute, with what it said last
     */
    public void awaitModel(ModelVersion model) {
        URI ready = address.resolve("/v2/models/" + model.name() + "/versions/" + model.version() + "/ready");
        Instant end = Instant.now().plus(PATIENCE);
        while (true) {
            String said;
            try {
                ServiceCall.send(http, HttpRequest.newBuilder(ready).timeout(TIMEOUT), key);
                return;
            } catch (IOException e) {
                said = "it cannot be reached";
            } catch (ScoringException e) {
                said = e.getMessage();
                if (e.status() == 401) {
                    throw new StepException("The service at " + address + " asks for another key. Set "
                            + RealtimeService.KEY_VARIABLE + " to its own.");
                }
            }
            if (Instant.now().isAfter(end)) {
                throw new StepException("The service at " + address + " (" + RealtimeService.URL_VARIABLE
                        + ") does not answer with " + model.name() + " " + model.version() + ": " + said);
            }
            sleep();
        }
    }

    private static void sleep() {
        try {
            Thread.sleep(PAUSE.toMillis());
        } catch (InterruptedException e) {
            throw ServiceCall.interrupted(e);
        }
    }
}
