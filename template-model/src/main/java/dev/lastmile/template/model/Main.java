package dev.lastmile.template.model;

import dev.lastmile.pipeline.command.ProjectMain;
import dev.lastmile.pipeline.steps.ProjectSteps;
import dev.lastmile.template.data.Datasets;
import dev.lastmile.template.features.FeaturePipeline;

/** The commands of this project; {@code bin/step --help} lists them. */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        ProjectMain.main(Main::steps, arguments);
    }

    /** The project's datasets, features and model; further steps go into {@link ProjectSteps#with}. */
    static ProjectSteps steps() {
        return new ProjectSteps(Datasets.PROJECT, FeaturePipeline::estimator, Model::trainer, Model.GATE);
    }
}
