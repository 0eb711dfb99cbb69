package dev.lastmile.template.data;

import dev.lastmile.pipeline.StepException;
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
     * SHA-256 of {@code iris.data} as the UCI Machine Learning Repository has it: R. A. Fisher (1936), Iris,
     * <a href="https://doi.org/10.24432/C56C76">10.24432/C56C76</a>, CC BY 4.0.
     */
    public static final String UCI_SHA256 = "6f608b71a7317216319b4d27b4d9bc84e6abd734eda7872b71a458569e2656c0";

    /** The copy of the UCI file that travels with the code. */
    public static RawFile bundled() {
        try (InputStream in = RawFile.class.getResourceAsStream("/iris/iris.data")) {
            return new RawFile(in.readAllBytes(), "the bundled iris.data");
        } catch (IOException e) {
            throw new StepException("The bundled iris.data cannot be read: " + e.getMessage(), e);
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

    /** Downloads over http or https. */
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
                        url + " answered " + answer.statusCode() + ". Check the address given with --url.");
            }
            return new RawFile(answer.body(), url.toString());
        } catch (IOException | IllegalArgumentException e) {
            throw new StepException(
                    "The raw file cannot be downloaded from " + url + ": " + e + ". Check the address"
                            + " given with --url, or leave it out to use the bundled copy.",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StepException("The download of " + url + " was interrupted", e);
        }
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
