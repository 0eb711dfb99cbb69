package dev.lastmile.template.model;

import dev.lastmile.pipeline.client.PredictionLogExport;
import dev.lastmile.pipeline.step.StepMain;
import dev.lastmile.template.data.Iris;

/** Appends what the service has predicted to the lake. */
public final class ExportPredictions {
    private ExportPredictions() {}

    public static void main(String[] arguments) {
        StepMain.main(Iris::project, new PredictionLogExport(), arguments);
    }
}
