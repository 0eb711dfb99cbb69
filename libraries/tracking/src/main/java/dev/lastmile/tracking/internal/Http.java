package dev.lastmile.tracking.internal;

import dev.lastmile.tracking.TrackingConfig;
import dev.lastmile.tracking.TrackingException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.file.FileSystemException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;

/** Sends calls with credentials and retries. Thread-safe. */
final class Http {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

    private final TrackingConfig config;
    private final Backoff backoff;
    private HttpClient client;

    Http(TrackingConfig config) {
        this.config = config;
        this.backoff = new Backoff(config.maxRetries(), config.backoff());
    }

    /**
     * Returns the body of a successful response.
     *
     * @throws TrackingException with the server's error message, or if it was not reached
     */
    byte[] call(Call call) {
        return call(call, backoff.maxRetries());
    }

    /** As {@link #call(Call)}, without retries. */
    byte[] callOnce(Call call) {
        return call(call, 0);
    }

    private byte[] call(Call call, int retries) {
        for (int attempt = 1; ; attempt++) {
            Duration asked = Duration.ZERO;
            try {
                HttpResponse<byte[]> answer = exchange(call);
                int status = answer.statusCode();
                if (call.isGood(status)) {
                    return answer.body();
                }
                if (attempt > retries || !call.repeatable() || !Backoff.isTransient(status)) {
                    throw Failures.answered(call, answer, attempt, config);
                }
                asked = retryAfter(answer);
            } catch (FileNotFoundException | FileSystemException e) {
                throw new TrackingException(
                        "A file cannot be read or written: " + e.getMessage() + " (" + call + ")", e);
            } catch (IOException e) {
                if (attempt > retries || e instanceof SSLException || !call.repeatable() && !isUnsent(e)) {
                    throw Failures.unreached(config.uri(), call, e, attempt);
                }
            }
            backoff.pause(attempt, asked);
        }
    }

    private HttpResponse<byte[]> exchange(Call call) throws IOException {
        Progress progress = new Progress();
        HttpRequest.Builder request = HttpRequest.newBuilder(call.uri())
                .header("User-Agent", "lastmile-tracking")
                .method(call.method(), progress.watch(call.body().open()));
        if (!call.contentType().isEmpty()) {
            request.header("Content-Type", call.contentType());
        }
        call.headers().forEach(request::header);
        if (isServer(call.uri())) {
            config.authorization().ifPresent(value -> request.header("Authorization", value));
        }
        return await(client().sendAsync(request.build(), progress.watch(call.handler())), progress);
    }

    // Lazily, on the first call: creating it is the slowest part of a service's start before the model is loaded.
    private synchronized HttpClient client() {
        if (client == null) {
            // MLflow's server and ours use HTTP/1.1; HTTP/2 would cost a rejected upgrade on the first call.
            client = HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(
                            config.timeout().compareTo(CONNECT_TIMEOUT) < 0 ? config.timeout() : CONNECT_TIMEOUT)
                    .build();
        }
        return client;
    }

    /** Waits as long as bytes are transferred. */
    private HttpResponse<byte[]> await(CompletableFuture<HttpResponse<byte[]>> answer, Progress progress)
            throws IOException {
        while (true) {
            long before = progress.bytes();
            try {
                return answer.get(config.timeout().toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                if (progress.bytes() == before) {
                    answer.cancel(true);
                    throw new HttpTimeoutException(
                            "no answer for " + config.timeout().toMillis() / 1000.0
                                    + " s, the limit that MLFLOW_HTTP_REQUEST_TIMEOUT sets");
                }
            } catch (ExecutionException e) {
                if (e.getCause() instanceof IOException cause) {
                    throw cause;
                }
                throw new IOException(e.getCause());
            } catch (InterruptedException e) {
                answer.cancel(true);
                Thread.currentThread().interrupt();
                throw new TrackingException("Interrupted while waiting for the tracking server.", e);
            }
        }
    }

    // Artifact locations come from the server's database: credentials are never sent to another host.
    private boolean isServer(URI uri) {
        return uri.getScheme().equalsIgnoreCase(config.uri().getScheme())
                && uri.getRawAuthority().equalsIgnoreCase(config.uri().getRawAuthority());
    }

    private static boolean isUnsent(IOException e) {
        return e instanceof ConnectException || e instanceof HttpConnectTimeoutException;
    }

    private static Duration retryAfter(HttpResponse<byte[]> answer) {
        return answer.headers()
                .firstValue("Retry-After")
                .filter(value -> value.matches("\\d{1,6}"))
                .map(value -> Duration.ofSeconds(Long.parseLong(value)))
                .orElse(Duration.ZERO);
    }
}
