package dev.lastmile.template.model;

import dev.lastmile.pipeline.command.ProjectCommands;
import dev.lastmile.template.data.Iris;

/** What is no step: {@code models}, {@code rollback}, {@code deploy}, {@code fetch}, {@code score}, {@code summary}, {@code stop}. */
public final class Commands {
    private Commands() {}

    public static void main(String[] arguments) {
        ProjectCommands.main(Iris.project(), Iris.CLASSIFIER_MODEL, "train-classifier", arguments);
    }
}
