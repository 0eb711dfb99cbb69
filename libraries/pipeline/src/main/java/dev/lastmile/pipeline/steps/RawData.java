package dev.lastmile.pipeline.steps;

import dev.lastmile.lake.DatasetName;
import dev.lastmile.pipeline.dataset.DatasetProperties;
import dev.lastmile.pipeline.dataset.ProjectDatasets;
import dev.lastmile.pipeline.ingest.RawDataset;
import dev.lastmile.pipeline.ingest.RawOptions;
import dev.lastmile.pipeline.step.Step;
import dev.lastmile.pipeline.step.StepRun;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Ingests raw files into {@code lake.raw.<name>}, with a row id and a train or test split where it declares them. */
@Command(name = ProjectDatasets.RAW_STEP, description = "Ingests raw files into the raw dataset.")
final class RawData implements Step {
    private final ProjectDatasets datasets;
    private final RawDataset dataset;

    @Mixin
    RawOptions options = new RawOptions();

    RawData(ProjectDatasets datasets) {
        this.datasets = datasets;
        this.dataset = datasets.rawDataset();
    }

    @Override
    public List<DatasetName> outputs() {
        return dataset.outputs();
    }

    @Override
    public void execute(StepRun run) {
        DatasetProperties properties = datasets.properties();
        dataset.ingest(
                run,
                options.source(
                        properties.format(),
                        properties.location().orElse(null),
                        properties.sha256().orElse(null)),
                options);
    }
}
