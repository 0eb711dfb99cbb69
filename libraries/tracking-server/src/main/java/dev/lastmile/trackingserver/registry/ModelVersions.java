package dev.lastmile.trackingserver.registry;

import dev.lastmile.trackingserver.protocol.NameRules;
import dev.lastmile.trackingserver.protocol.Page;
import dev.lastmile.trackingserver.protocol.filter.PagedSearch;
import dev.lastmile.trackingserver.protocol.filter.SearchQuery;
import dev.lastmile.trackingserver.protocol.filter.Searchable;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The versions of registered models. Each change locks its model, so that numbers are consecutive. */
@ApplicationScoped
@Transactional
public class ModelVersions implements PanacheRepositoryBase<ModelVersion, Long> {
    private static final Searchable SEARCHABLE = new Searchable()
            .text("name", "model.name")
            .text("run_id", "runId")
            .text("source_path", "source")
            .number("version_number", "version")
            .number("creation_timestamp", "creationTime")
            .number("last_updated_timestamp", "lastUpdateTime")
            .tags("tags")
            .hiddenBy(Prompts.TAG);
    private static final int MAX_SOURCE = 8000;

    private final RegisteredModels models;
    private final ModelSources sources;
    private final PagedSearch search;

    public ModelVersions(RegisteredModels models, ModelSources sources, PagedSearch search) {
        this.models = models;
        this.sources = sources;
        this.search = search;
    }

    /** The properties of a new version. */
    record Candidate(
            String source,
            Optional<String> runId,
            Optional<String> runLink,
            Optional<String> modelId,
            Optional<String> description,
            Map<String, String> tags) {
        boolean isPrompt() {
            return Prompts.isMarked(tags);
        }

        /** Rejects values that are too long for the database; the address of the files is checked once it is known. */
        void checkLengths() {
            NameRules.checkTags(tags, NameRules.MAX_REGISTRY_TAG_VALUE);
            NameRules.checkLength("source", source, MAX_SOURCE);
            runId.ifPresent(id -> NameRules.checkLength("run_id", id, 64));
            runLink.ifPresent(link -> NameRules.checkLength("run_link", link, 2000));
            modelId.ifPresent(id -> NameRules.checkLength("model_id", id, 64));
            description.ifPresent(text -> NameRules.checkLength("description", text, NameRules.MAX_DESCRIPTION));
        }
    }

    /** Registers the next version. */
    ModelVersionForm create(String name, Candidate candidate) {
        NameRules.checkModel(name);
        candidate.checkLengths();
        ModelSources.Origin origin = sources.origin(candidate);
        // The address of a run's artifacts can be longer than its id.
        NameRules.checkLength("source", origin.storageLocation(), MAX_SOURCE);
        RegisteredModel model = models.changing(name);
        ModelVersion version = new ModelVersion();
        version.model = model;
        version.version = ++model.lastVersion;
        version.description = candidate.description().orElse(null);
        version.source = candidate.source();
        version.storageLocation = origin.storageLocation();
        version.runId = origin.runId().orElse("");
        version.runLink = candidate.runLink().orElse("");
        version.modelId = origin.modelId().orElse(null);
        version.creationTime = System.currentTimeMillis();
        version.lastUpdateTime = version.creationTime;
        version.tags.putAll(candidate.tags());
        model.lastUpdateTime = version.creationTime;
        persist(version);
        return ModelVersionForm.of(version);
    }

    public ModelVersionForm read(String name, String version) {
        return ModelVersionForm.of(existing(name, version));
    }

    public String downloadUri(String name, String version) {
        return existing(name, version).storageLocation;
    }

    /** Searches; most recently changed first by default. */
    public Page<ModelVersionForm> search(String filter, List<String> orderBy, Page.Request page) {
        SearchQuery query = new SearchQuery("ModelVersion", SEARCHABLE)
                .filter(filter)
                .orderBy(
                        orderBy.isEmpty() ? List.of("last_updated_timestamp DESC") : orderBy,
                        "e.model.name",
                        "e.version desc");
        return search.page(query, page, ModelVersion.class, ModelVersionForm::of);
    }

    public ModelVersionForm describe(String name, String version, Optional<String> description) {
        ModelVersion described = changing(name, version);
        described.description = RegisteredModels.checkedDescription(description);
        described.touch();
        return ModelVersionForm.of(described);
    }

    /** Moves a version to a stage, and optionally archives the others there. */
    public ModelVersionForm transitionArchiving(String name, String version, String stage) {
        ModelVersion moved = changing(name, version);
        String target = LegacyStages.parse(stage);
        for (ModelVersion other : list("model = ?1 and stage = ?2", moved.model, target)) {
            other.stage = LegacyStages.ARCHIVED;
            other.touch();
        }
        return transition(moved, target);
    }

    public ModelVersionForm transition(String name, String version, String stage) {
        return transition(changing(name, version), LegacyStages.parse(stage));
    }

    /** Deletes a version and its aliases; its files remain with the run. */
    public void delete(String name, String version) {
        ModelVersion deleted = changing(name, version);
        deleted.model.aliases.values().removeIf(number -> number == deleted.version);
        deleted.model.touch();
        delete(deleted);
    }

    public void setTag(String name, String version, String key, String value) {
        NameRules.checkTags(Map.of(key, value), NameRules.MAX_REGISTRY_TAG_VALUE);
        changing(name, version).tags.put(key, value);
    }

    public void deleteTag(String name, String version, String key) {
        changing(name, version).tags.remove(key);
    }

    private static ModelVersionForm transition(ModelVersion version, String stage) {
        version.stage = stage;
        version.touch();
        version.model.touch();
        return ModelVersionForm.of(version);
    }

    private ModelVersion existing(String name, String version) {
        int number = NameRules.number("version", version);
        return models.version(models.existing(name), number);
    }

    private ModelVersion changing(String name, String version) {
        int number = NameRules.number("version", version);
        return models.version(models.changing(name), number);
    }
}
