package dev.lastmile.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lastmile.contract.ContractColumn;
import dev.lastmile.contract.DataContract;
import dev.lastmile.pipeline.Project;
import dev.lastmile.pipeline.client.ScoringClient;
import dev.lastmile.pipeline.compare.BatchRealtimeComparison;
import dev.lastmile.pipeline.compare.ComparisonReport;
import dev.lastmile.pipeline.fixture.EveryModel;
import dev.lastmile.pipeline.fixture.EveryType;
import dev.lastmile.pipeline.process.RealtimeService;
import dev.lastmile.pipeline.registry.ModelRegistry;
import dev.lastmile.pipeline.run.RunLog;
import dev.lastmile.tracking.ModelVersion;
import dev.lastmile.tracking.TrackingClient;
import dev.lastmile.tracking.model.ServingScope;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Batch scoring and the service agree on a model with a column of every type, registered as a project's is: on nulls, unseen
 * categories and rows that violate the contract.
 */
@Tag("ci")
class EveryTypeIT {
    private static final long ROWS = 10_000;
    private static final Sandbox SANDBOX = new Sandbox();

    private static TrackingClient tracking;
    private static ModelRegistry registry;
    private static RealtimeService service;
    private static ModelVersion features;
    private static ModelVersion model;
    private static URI address;

    @BeforeAll
    static void aChampionIsServed() {
        SANDBOX.run("models").succeeded(); // starts the tracking server
        tracking = SANDBOX.tracking();
        Project project = new Project(
                "every",
                SANDBOX.home(),
                Map.of(
                        RealtimeService.JAR_VARIABLE,
                        Sandbox.PROJECT
                                .resolve("template-serving/target/quarkus-app/quarkus-run.jar")
                                .toString(),
                        RealtimeService.PORT_VARIABLE,
                        Integer.toString(Sandbox.freePort())));
        registry = new ModelRegistry(project, tracking);
        EveryModel trained = EveryModel.train();
        try (RunLog log = run(project, "features")) {
            features = registry.register(log, trained.featuresCandidate());
        }
        try (RunLog log = run(project, "model")) {
            model = registry.register(log, trained.modelCandidate(features));
        }
        tracking.setAlias(model.name(), ModelRegistry.CHAMPION, model.version());
        service = new RealtimeService(project, ServingScope.CHAIN);
        address = service.deploy(tracking.uri(), model.name());
    }

    @AfterAll
    static void stop() {
        if (service != null) {
            service.stop();
        }
        if (tracking != null) {
            tracking.close();
        }
        SANDBOX.close();
    }

    @Test
    void batchAndServiceAgreeOnEveryRow() {
        DataContract contract = registry.contract(features).orElseThrow();
        String version = model.name() + "/" + model.version();

        ComparisonReport report = new BatchRealtimeComparison(
                        registry.scoring(features).then(registry.onnx(model)).withFiniteOutputs(version),
                        contract.columns().stream().map(ContractColumn::name).toList(),
                        List.of("id"),
                        100,
                        BatchRealtimeComparison.TOLERANCE)
                .compare(EveryType.rows(ROWS), ScoringClient.chain(address, Optional.empty()), version);

        assertThat(report.lines()).noneMatch(line -> line.startsWith("disagree"));
        assertThat(report.predictions() + report.rejected()).isEqualTo(ROWS);
        assertThat(report.predictions()).isGreaterThan(8_000);
        assertThat(report.rejections())
                .containsEntry("i: max 100", 60L)
                .containsEntry("nl: exact", 120L)
                .hasSizeGreaterThan(15);
    }

    private static RunLog run(Project project, String name) {
        String experiment = tracking.findOrCreateExperiment(project.name());
        return new RunLog(
                project,
                tracking,
                tracking.createRun(experiment, name, Map.of()).id());
    }
}
