package dev.lastmile.pipeline.ingest.file;

import dev.lastmile.lake.LocalFiles;
import dev.lastmile.pipeline.StepException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A file of an {@code http://} or {@code https://} address, kept in a folder under its SHA-256.
 *
 * <p>It is streamed to disk. Redirects are followed, but never from https to http. The proxy is that of the environment
 * ({@link ProxyVariables}). A download that stands still for two minutes is given up. What may be secret in an address
 * (user, password, query) is in no message.
 */
public final class Download {
    private static final Duration CONNECT = Duration.ofSeconds(10);
    private static final Duration SILENCE = Duration.ofMinutes(2);

    private final Path folder;
    private final Map<String, String> environment;

    /**
     * @param folder holds the downloads; created if need be
     * @param environment has the proxy's variables
     */
    public Download(Path folder, Map<String, String> environment) {
        this.folder = folder;
        this.environment = environment;
    }

    /**
     * The downloaded file; from the folder if it is there under the expected digest.
     *
     * @param expected the SHA-256 that the caller will check, or null if any will do
     * @throws StepException if it cannot be downloaded
     */
    public ListedFile fetch(URI url, String expected) {
        String name = shown(url);
        try {
            LocalFiles.createFolder(folder);
            Path cached = expected == null ? null : folder.resolve(expected.toLowerCase(java.util.Locale.ROOT));
            if (cached == null || !Files.isRegularFile(cached)) {
                cached = download(url);
            }
            return new ListedFile(name, cached.toAbsolutePath().toUri().toString(), Files.size(cached));
        } catch (IllegalArgumentException e) {
            // Without the cause, whose message has the URL.
            throw new StepException("The raw file cannot be downloaded from " + name
                    + ". Give --url an address of http or https, or leave it out to use the bundled copy.");
        } catch (IOException e) {
            throw new StepException(
                    "The raw file cannot be downloaded from " + name + ": " + e + ". Check the address"
                            + " given with --url, or leave it out to use the bundled copy.",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StepException("The download of " + name + " was interrupted", e);
        }
    }

    /** The address without user, password and query. */
    static String shown(URI url) {
        if (url.getHost() == null) {
            return url.getScheme() == null ? "an address without a host" : url.getScheme() + ":…";
        }
        String port = url.getPort() < 0 ? "" : ":" + url.getPort();
        return url.getScheme() + "://" + url.getHost() + port + url.getRawPath();
    }

    private Path download(URI url) throws IOException, InterruptedException {
        HttpClient http = HttpClient.newBuilder()
                .connectTimeout(CONNECT)
                .followRedirects(HttpClient.Redirect.NORMAL)
                .proxy(new ProxyVariables(environment))
                .build();
        HttpRequest request = HttpRequest.newBuilder(url).timeout(SILENCE).build();
        HttpResponse<InputStream> response = http.send(request, HttpResponse.BodyHandlers.ofInputStream());
        Path partial = Files.createTempFile(folder, "download-", ".part");
        try (InputStream in = response.body()) {
            if (response.statusCode() != 200) {
                throw new StepException(
                        shown(url) + " answered " + response.statusCode() + ". Check the address given with --url.");
            }
            String digest = copy(in, partial);
            Path file = folder.resolve(digest);
            Files.move(partial, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
            return file;
        } finally {
            Files.deleteIfExists(partial);
        }
    }

    // The timeout of a request ends with its headers: a body that stands still is closed by a thread of its own.
    private static String copy(InputStream in, Path file) throws IOException {
        MessageDigest digest = FileScan.sha256();
        AtomicLong lastRead = new AtomicLong(System.nanoTime());
        Thread watchdog = new Thread(() -> closeWhenSilent(in, lastRead), "download-watchdog");
        watchdog.setDaemon(true);
        watchdog.start();
        try (OutputStream out = Files.newOutputStream(file)) {
            byte[] block = new byte[1 << 16];
            for (int n = in.read(block); n >= 0; n = in.read(block)) {
                lastRead.set(System.nanoTime());
                digest.update(block, 0, n);
                out.write(block, 0, n);
            }
        } finally {
            watchdog.interrupt();
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static void closeWhenSilent(InputStream in, AtomicLong lastRead) {
        try {
            while (System.nanoTime() - lastRead.get() < SILENCE.toNanos()) {
                Thread.sleep(1000);
            }
            in.close();
        } catch (InterruptedException | IOException e) {
            Thread.currentThread().interrupt();
        }
    }
}
