package dev.lastmile.pipeline.steps;

import dev.lastmile.pipeline.StepException;
import dev.lastmile.pipeline.dataset.ProjectDatasets;
import dev.lastmile.pipeline.registry.GateRule;
import dev.lastmile.pipeline.step.Step;
import dev.lastmile.pipeline.step.StepRun;
import dev.lastmile.pipeline.training.OnnxFileTrainer;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Registers a model that was trained elsewhere on the features, and promotes it as {@link TrainModel} does its own. */
@Command(
        name = "register-model",
        description = "Registers an ONNX file that was trained elsewhere on the features, and promotes it if it passes"
                + " the gate.")
final class RegisterModel implements Step {
    private final ProjectDatasets datasets;
    private final GateRule rule;

    @Option(
            names = "--file",
            required = true,
            description = "ONNX with the input features and the output prediction; a classifier gives probability too.")
    Path file;

    RegisterModel(ProjectDatasets datasets, GateRule rule) {
        this.datasets = datasets;
        this.rule = rule;
    }

    @Override
    public void execute(StepRun run) {
        if (!Files.isRegularFile(file)) {
            throw new StepException("There is no file " + file + ". Name an ONNX file.");
        }
        new TrainModel(datasets, () -> new OnnxFileTrainer(file), rule).execute(run);
    }
}
