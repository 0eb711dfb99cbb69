package dev.lastmile.httpguard;

import java.util.Map;
import java.util.Optional;

/** HTTPS from a certificate and its key, both files in PEM format. */
public final class TlsSettings {
    private TlsSettings() {}

    /**
     * Settings of Quarkus for a server that speaks HTTPS only; none without a certificate.
     *
     * @param certificate file of the certificate chain; empty for none
     * @param key file of the private key; empty for none
     * @param port the HTTPS port, or an expression of it
     */
    public static Map<String, String> of(String certificate, String key, String port) {
        return certificate.isEmpty() || key.isEmpty()
                ? Map.of()
                : Map.of(
                        "quarkus.http.ssl.certificate.files", certificate,
                        "quarkus.http.ssl.certificate.key-files", key,
                        "quarkus.http.ssl-port", port,
                        "quarkus.http.insecure-requests", "disabled");
    }

    /**
     * The error if only one of the two is set; empty otherwise.
     *
     * @param prefix of the variables, such as {@code LASTMILE_SERVING}
     */
    public static Optional<String> problem(String prefix, Optional<?> certificate, Optional<?> key) {
        return certificate.isPresent() == key.isPresent()
                ? Optional.empty()
                : Optional.of(prefix + "_TLS_" + (certificate.isPresent() ? "KEY" : "CERT") + " is not set, and "
                        + prefix + "_TLS_" + (certificate.isPresent() ? "CERT" : "KEY") + " is. HTTPS needs both.");
    }
}
