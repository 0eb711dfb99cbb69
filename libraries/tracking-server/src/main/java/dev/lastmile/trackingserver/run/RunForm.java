package dev.lastmile.trackingserver.run;

import dev.lastmile.trackingserver.protocol.KeyValue;
import dev.lastmile.trackingserver.protocol.LifecycleStage;
import dev.lastmile.trackingserver.run.Run.ModelOutput;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** The JSON of a run in the protocol; times in milliseconds since 1970. */
public record RunForm(Info info, Data data, Inputs inputs, Outputs outputs) {
    /** The run itself. */
    public record Info(
            String runUuid,
            String experimentId,
            String runName,
            String userId,
            String status,
            long startTime,
            Long endTime,
            String artifactUri,
            LifecycleStage lifecycleStage,
            String runId) {
        static Info of(Run run) {
            return new Info(
                    run.id,
                    Long.toString(run.experimentId),
                    run.name,
                    run.userId,
                    run.status,
                    run.startTime,
                    run.endTime,
                    run.artifactUri,
                    run.lifecycleStage,
                    run.id);
        }
    }

    /** The data of a run, with the latest point of each metric. */
    public record Data(List<Metric> metrics, List<KeyValue> params, List<KeyValue> tags) {}

    public record Inputs(List<Input> datasetInputs, List<ModelInput> modelInputs) {}

    public record Input(List<KeyValue> tags, Dataset dataset) {}

    public record Dataset(
            String name, String digest, String sourceType, String source, String schema, String profile) {}

    public record ModelInput(String modelId) {}

    public record Outputs(List<ModelOutput> modelOutputs) {}

    static RunForm of(Run run) {
        return new RunForm(
                Info.of(run),
                new Data(metrics(run), KeyValue.of(run.params), KeyValue.of(run.tags)),
                new Inputs(
                        run.datasets.stream().map(RunForm::input).toList(),
                        run.modelInputs.stream().sorted().map(ModelInput::new).toList()),
                new Outputs(run.modelOutputs.stream()
                        .sorted(Comparator.comparing(ModelOutput::modelId).thenComparing(ModelOutput::step))
                        .toList()));
    }

    private static List<Metric> metrics(Run run) {
        return run.metrics.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(entry -> Metric.of(entry.getKey(), entry.getValue()))
                .toList();
    }

    private static Input input(DatasetInput input) {
        return new Input(
                KeyValue.of(input.tags),
                new Dataset(input.name, input.digest, input.sourceType, input.source, input.schema, input.profile()));
    }
}
