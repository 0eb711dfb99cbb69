package dev.lastmile.pipeline;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;

/**
 * The bytes of a raw file, known by their digest.
 *
 * @param source where they came from, for messages and lineage
 */
public record RawFile(byte[] bytes, String source) {
    /**
     * A copy that travels with the code.
     *
     * @param beside a class of the module that has it
     * @param resource its path, from the root of the class path
     */
    public static RawFile bundled(Class<?> beside, String resource) {
        String name = resource.substring(resource.lastIndexOf('/') + 1);
        try (InputStream in = beside.getResourceAsStream(resource)) {
            if (in == null) {
                throw new StepException("There is no file " + resource + " among the resources of "
                        + beside.getPackageName() + "; put it there, or pass --file or --url.");
            }
            return new RawFile(in.readAllBytes(), "the bundled " + name);
        } catch (IOException e) {
            throw new StepException("The bundled " + name + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** Reads a local file. */
    public static RawFile at(Path file) {
        try {
            return new RawFile(Files.readAllBytes(file), file.toString());
        } catch (IOException e) {
            throw new StepException("The raw file " + file + " cannot be read. Check the path given with --file.", e);
        }
    }

    /** Downloads over http or https. The source has neither the user, the password nor the query of the URL: they may be secret. */
    public static RawFile from(URI url) {
        try {
            HttpClient http = HttpClient.newBuilder()
                    .connectTimeout(Duration.ofSeconds(10))
                    .followRedirects(HttpClient.Redirect.NORMAL)
                    .build();
            HttpRequest request =
                    HttpRequest.newBuilder(url).timeout(Duration.ofMinutes(2)).build();
            HttpResponse<byte[]> answer = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
            if (answer.statusCode() != 200) {
                throw new StepException(
                        shown(url) + " answered " + answer.statusCode() + ". Check the address given with --url.");
            }
            return new RawFile(answer.body(), shown(url));
        } catch (IllegalArgumentException e) {
            // Without the cause, whose message has the URL.
            throw new StepException("The raw file cannot be downloaded from " + shown(url)
                    + ". Give --url an address of http or https, or leave it out to use the bundled copy.");
        } catch (IOException e) {
            throw new StepException(
                    "The raw file cannot be downloaded from " + shown(url) + ": " + e + ". Check the address"
                            + " given with --url, or leave it out to use the bundled copy.",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StepException("The download of " + shown(url) + " was interrupted", e);
        }
    }

    private static String shown(URI url) {
        if (url.getHost() == null) {
            return url.getScheme() == null ? "an address without a host" : url.getScheme() + ":…";
        }
        String port = url.getPort() < 0 ? "" : ":" + url.getPort();
        return url.getScheme() + "://" + url.getHost() + port + url.getRawPath();
    }

    /** SHA-256 of the bytes, 64 hexadecimal digits. */
    public String sha256() {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Checks that the bytes are the expected ones.
     *
     * @throws StepException if they are not
     */
    public RawFile verified(String expected) {
        if (!sha256().equalsIgnoreCase(expected)) {
            throw new StepException("The raw file from " + source + " has SHA-256 " + sha256() + ", expected "
                    + expected + ". If the file is meant to be another one, pass --sha256=" + sha256() + ".");
        }
        return this;
    }
}
