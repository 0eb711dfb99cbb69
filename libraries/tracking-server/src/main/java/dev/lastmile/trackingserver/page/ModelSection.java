package dev.lastmile.trackingserver.page;

import dev.lastmile.trackingserver.protocol.Pair;
import dev.lastmile.trackingserver.registry.ModelVersionForm;
import java.util.List;

/** A registered model with its versions, the newest first. */
public record ModelSection(String name, String description, List<VersionRow> versions) {
    /**
     * @param tags with digests shortened to what people compare
     */
    public record VersionRow(String version, List<String> aliases, String created, String runId, List<Pair> tags) {
        static VersionRow of(ModelVersionForm version) {
            return new VersionRow(
                    version.version(),
                    version.aliases(),
                    Shown.time(version.creationTimestamp()),
                    version.runId(),
                    version.tags().stream()
                            .map(tag -> new Pair(tag.key(), shortened(tag.value())))
                            .toList());
        }

        /** As much of a run's id as tells runs apart. */
        public String shortRunId() {
            return runId.substring(0, Math.min(8, runId.length()));
        }

        private static String shortened(String value) {
            if (value.matches("sha256:[0-9a-f]{64}")) {
                return value.substring(0, 19) + "…";
            }
            return value.length() > 80 ? value.substring(0, 79) + "…" : value;
        }
    }
}
