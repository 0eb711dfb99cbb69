package dev.lastmile.pipeline.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lastmile.pipeline.registry.Promotion;
import dev.lastmile.pipeline.registry.Promotions;
import dev.lastmile.pipeline.run.RunLog;
import dev.lastmile.tracking.ModelVersion;
import dev.lastmile.tracking.TrackingClient;
import dev.lastmile.tracking.TrackingException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The cards that trainings have logged, with the newest decision on each version. */
public final class ModelCards {
    private static final int NOT_FOUND = 404;

    private final TrackingClient tracking;
    private final Promotions promotions;

    public ModelCards(TrackingClient tracking, Promotions promotions) {
        this.tracking = tracking;
        this.promotions = promotions;
    }

    /** The page of a version's card; empty if its training has logged none. */
    public Optional<String> page(ModelVersion version) {
        Optional<Promotion> decision = promotions.newest(version.name(), version.version());
        return artifact(version, ModelReport.PAGE)
                .map(page -> decision.map(made -> CardDecision.replaced(page, CardDecision.json(made)))
                        .orElse(page));
    }

    /**
     * Writes a decision onto the card in the run of a version's training, if it has one. The decision is made by then, so
     * that a card that cannot be written is reported and ends nothing.
     */
    public void logDecision(RunLog log, ModelVersion version, Promotion decision) {
        try {
            Optional<String> page = artifact(version, ModelReport.PAGE);
            Optional<String> content = artifact(version, ModelReport.CONTENT);
            if (page.isPresent() && content.isPresent()) {
                ObjectNode json = CardDecision.json(decision);
                ObjectNode card = (ObjectNode) new ObjectMapper().readTree(content.get());
                card.set("decision", json);
                Path folder = log.temporaryFolder("card");
                upload(version, ModelReport.CONTENT, card.toPrettyString(), folder);
                upload(version, ModelReport.PAGE, CardDecision.replaced(page.get(), json), folder);
            }
        } catch (IOException | RuntimeException e) {
            log.report("warning: the decision is not written onto the model card: " + e.getMessage()
                    + ". It is recorded, and make model-card shows it.");
        }
    }

    private void upload(ModelVersion version, String name, String text, Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve(name), text);
        tracking.uploadArtifact(version.runId(), ModelReport.FOLDER + "/" + name, file);
    }

    private Optional<String> artifact(ModelVersion version, String name) {
        if (version.runId().isEmpty()) {
            return Optional.empty(); // registered by hand, from no run
        }
        try {
            byte[] bytes = tracking.downloadArtifact(version.runId(), ModelReport.FOLDER + "/" + name);
            return Optional.of(new String(bytes, StandardCharsets.UTF_8));
        } catch (TrackingException e) {
            if (e.status().orElse(0) == NOT_FOUND) {
                return Optional.empty();
            }
            throw e;
        }
    }
}
