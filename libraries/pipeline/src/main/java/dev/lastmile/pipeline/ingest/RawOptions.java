package dev.lastmile.pipeline.ingest;

import dev.lastmile.pipeline.StepException;
import dev.lastmile.pipeline.ingest.text.TextFormat;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Option;

/** The options of a raw step, to be mixed into its command with picocli's {@code @Mixin}. */
public final class RawOptions {
    @Option(names = "--url", description = "Download the raw file from here.")
    String url;

    @Option(
            names = "--file",
            description = "Read the raw files from here: a file, a folder, a glob, or an address such as s3a://…")
    String file;

    @Option(names = "--sha256", description = "The digest that the raw file must have; with one file only.")
    String sha256;

    @Option(
            names = "--on-reject",
            description = "What happens if records do not fit: ${COMPLETION-CANDIDATES} (default ${DEFAULT-VALUE}).",
            defaultValue = "fail")
    OnReject onReject = OnReject.FAIL;

    @Option(
            names = "--max-reject-rate",
            description = "The greatest share of records that may be quarantined (default ${DEFAULT-VALUE}).",
            defaultValue = "0.01")
    double maxRejectRate = 0.01;

    @Option(
            names = "--mode",
            description = "What becomes of the rows that are in: ${COMPLETION-CANDIDATES} (default ${DEFAULT-VALUE}).",
            defaultValue = "append")
    IngestMode mode = IngestMode.APPEND;

    /**
     * Text files at the place that was given, or else the bundled one.
     *
     * @param bundled path of the class path resource, such as {@code /iris/iris.data}
     * @param bundledSha256 its digest, which a file that was given has to have as well unless {@code --sha256} says
     *     otherwise; null if any will do
     * @throws StepException if two places were given
     */
    public RawSource text(TextFormat format, String bundled, String bundledSha256) {
        return source(format, RawSource.resource(bundled), bundledSha256);
    }

    /**
     * Text files at the place that was given, or else where a project has them.
     *
     * @param otherwise a file, a folder, a glob, an address or a {@linkplain RawSource#resource resource}; null if the
     *     project names none
     * @param otherwiseSha256 the digest, which a file that was given has to have as well unless {@code --sha256} says
     *     otherwise; null if any will do
     * @throws StepException if no place or two places were given
     */
    public RawSource source(TextFormat format, String otherwise, String otherwiseSha256) {
        if (url != null && file != null) {
            throw new StepException("Both --url and --file are given; pass one of them.");
        }
        String location = Optional.ofNullable(url)
                .or(() -> Optional.ofNullable(file))
                .or(() -> Optional.ofNullable(otherwise))
                .orElseThrow(() -> new StepException("No raw file is named. Pass --file or --url."));
        if (url != null && !url.matches("(?i)https?://.*")) {
            throw new StepException(
                    "The raw file cannot be downloaded. Give --url an address of http or https, or leave"
                            + " it out to use the bundled copy.");
        }
        RawSource source = RawSource.text(location, format);
        String expected = sha256 == null ? otherwiseSha256 : sha256;
        return expected == null ? source : source.expecting(expected);
    }

    /**
     * How the ingestion decides.
     *
     * @param derived columns of the contract that are not in the files
     */
    IngestRules rules(Set<String> derived) {
        return new IngestRules(onReject, maxRejectRate, mode, derived);
    }
}
