package dev.lastmile.trackingserver.page;

import dev.lastmile.trackingserver.protocol.KeyValue;
import dev.lastmile.trackingserver.run.RunForm;
import java.util.List;

/** A run with all that it logged. */
public record RunPage(
        RunRow run,
        String end,
        String experimentId,
        String artifactUri,
        List<MetricRow> metrics,
        List<KeyValue> params,
        List<KeyValue> tags,
        List<DatasetRow> datasets,
        List<ArtifactRow> artifacts) {
    public record MetricRow(String key, String value, long step) {}

    public record DatasetRow(String name, String digest, String context) {}

    /** A file with its download address. */
    public record ArtifactRow(String path, String size, String address) {}

    static RunPage of(RunForm run, List<ArtifactRow> artifacts) {
        return new RunPage(
                RunRow.of(run),
                DisplayFormat.time(run.info().endTime()),
                run.info().experimentId(),
                run.info().artifactUri(),
                run.data().metrics().stream()
                        .map(metric -> new MetricRow(metric.key(), DisplayFormat.number(metric.value()), metric.step()))
                        .toList(),
                run.data().params(),
                run.data().tags(),
                run.inputs().datasetInputs().stream().map(RunPage::dataset).toList(),
                artifacts);
    }

    private static DatasetRow dataset(RunForm.Input input) {
        String context = input.tags().stream()
                .filter(tag -> tag.key().equals("mlflow.data.context"))
                .map(KeyValue::value)
                .findFirst()
                .orElse("");
        return new DatasetRow(input.dataset().name(), input.dataset().digest(), context);
    }
}
