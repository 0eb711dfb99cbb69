package dev.lastmile.trackingserver.page;

import dev.lastmile.trackingserver.experiment.ExperimentForm;
import dev.lastmile.trackingserver.experiment.Experiments;
import dev.lastmile.trackingserver.page.ModelSection.VersionRow;
import dev.lastmile.trackingserver.protocol.LifecycleStage;
import dev.lastmile.trackingserver.protocol.Page;
import dev.lastmile.trackingserver.protocol.ProtocolException;
import dev.lastmile.trackingserver.registry.ModelVersionForm;
import dev.lastmile.trackingserver.registry.ModelVersions;
import dev.lastmile.trackingserver.registry.RegisteredModelForm;
import dev.lastmile.trackingserver.registry.RegisteredModels;
import dev.lastmile.trackingserver.run.RunForm;
import dev.lastmile.trackingserver.run.Runs;
import io.quarkus.qute.TemplateInstance;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The HTML user interface: an overview, and a page per run. */
@Path("/")
@Produces(MediaType.TEXT_HTML)
public class PageResource {
    private static final int RUNS = 50;
    private static final Set<LifecycleStage> ACTIVE = Set.of(LifecycleStage.ACTIVE);
    private static final Page.Request FIRST = new Page.Request(0, 1000);

    private final Experiments experiments;
    private final Runs runs;
    private final RegisteredModels models;
    private final ModelVersions versions;
    private final ArtifactRows artifacts;

    public PageResource(
            Experiments experiments,
            Runs runs,
            RegisteredModels models,
            ModelVersions versions,
            ArtifactRows artifacts) {
        this.experiments = experiments;
        this.runs = runs;
        this.models = models;
        this.versions = versions;
        this.artifacts = artifacts;
    }

    @GET
    public Response overview() {
        List<ExperimentSection> sections = experiments.search(ACTIVE, "", List.of(), FIRST).entries().stream()
                .map(this::section)
                // The default experiment always exists; while it is empty it is not shown.
                .filter(section -> !section.id().equals("0") || !section.runs().isEmpty())
                .toList();
        Map<String, List<ModelVersionForm>> byModel =
                versions.search("", List.of("version_number DESC"), FIRST).entries().stream()
                        .collect(Collectors.groupingBy(ModelVersionForm::name));
        List<ModelSection> registered = models.search("", List.of(), FIRST).entries().stream()
                .map(model -> section(model, byModel.getOrDefault(model.name(), List.of())))
                .toList();
        return page(200, Pages.overview(sections, registered));
    }

    @GET
    @Path("runs/{id}")
    public Response run(@PathParam("id") String id) {
        try {
            RunForm run = runs.read(id);
            return page(
                    200, Pages.run(RunPage.of(run, artifacts.below(run.info().artifactUri()))));
        } catch (ProtocolException e) {
            return page(e.code().status(), Pages.missing(e.getMessage()));
        }
    }

    private ExperimentSection section(ExperimentForm experiment) {
        Page<RunForm> newest =
                runs.search(List.of(experiment.experimentId()), ACTIVE, "", List.of(), new Page.Request(0, RUNS));
        return new ExperimentSection(
                experiment.experimentId(),
                experiment.name(),
                newest.entries().stream().map(RunRow::of).toList(),
                newest.nextToken() != null);
    }

    private static ModelSection section(RegisteredModelForm model, List<ModelVersionForm> versions) {
        return new ModelSection(
                model.name(),
                model.description(),
                versions.stream().map(VersionRow::of).toList());
    }

    private static Response page(int status, TemplateInstance template) {
        return Response.status(status)
                .type(MediaType.TEXT_HTML_TYPE.withCharset("utf-8"))
                .header(
                        "Content-Security-Policy",
                        "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'")
                .entity(template.render())
                .build();
    }
}
