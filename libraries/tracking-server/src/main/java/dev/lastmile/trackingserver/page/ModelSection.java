package dev.lastmile.trackingserver.page;

import dev.lastmile.trackingserver.protocol.KeyValue;
import dev.lastmile.trackingserver.registry.ModelVersionForm;
import java.util.List;

/** A registered model with its versions, the newest first. */
public record ModelSection(String name, String description, List<VersionRow> versions) {
    /**
     * @param tags with shortened digests
     */
    public record VersionRow(String version, List<String> aliases, String created, String runId, List<KeyValue> tags) {
        static VersionRow of(ModelVersionForm version) {
            return new VersionRow(
                    version.version(),
                    version.aliases(),
                    DisplayFormat.time(version.creationTimestamp()),
                    version.runId(),
                    version.tags().stream()
                            .map(tag -> new KeyValue(tag.key(), shortened(tag.value())))
                            .toList());
        }

        /** A unique prefix of the run's id. */
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
