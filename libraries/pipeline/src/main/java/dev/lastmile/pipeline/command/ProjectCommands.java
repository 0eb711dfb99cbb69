package dev.lastmile.pipeline.command;

import dev.lastmile.lake.Contract;
import dev.lastmile.pipeline.Project;
import dev.lastmile.pipeline.dataset.ProjectDatasets;
import java.util.LinkedHashMap;
import java.util.Map;

/** The commands of a project that are not steps, by name. */
final class ProjectCommands {
    /** One command; its options are picocli's. */
    interface ProjectCommand {
        void execute() throws Exception;
    }

    private ProjectCommands() {}

    /**
     * New commands.
     *
     * @param model the registered model that has a champion
     * @param raw the dataset whose rows batch scoring and the service are compared on
     */
    static Map<String, ProjectCommand> of(Project project, String model, Contract raw) {
        String madeBy = ProjectDatasets.MODEL_STEP;
        Map<String, ProjectCommand> commands = new LinkedHashMap<>();
        commands.put("init-data", new InitData(project));
        commands.put("models", new Models(project));
        commands.put("model-card", new ShowModelCard(project, model));
        commands.put("rollback", new Rollback(project, model));
        commands.put("deploy", new Deploy(project, model, madeBy));
        commands.put("fetch", new Fetch(project, model));
        commands.put("score", new Score(project, model, madeBy));
        commands.put("compare", new Compare(project, model, madeBy, raw));
        commands.put("summary", new Summary(project, model));
        commands.put("copy-tracking", new CopyTracking(project));
        commands.put("contract", new ShowContract(project));
        commands.put("compact", new Compact(project));
        commands.put("reset", new Reset(project));
        commands.put("stop", new Stop(project));
        return commands;
    }
}
