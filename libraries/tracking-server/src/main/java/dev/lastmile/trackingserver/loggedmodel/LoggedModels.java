package dev.lastmile.trackingserver.loggedmodel;

import dev.lastmile.trackingserver.artifact.ArtifactUri;
import dev.lastmile.trackingserver.experiment.Experiment;
import dev.lastmile.trackingserver.experiment.Experiments;
import dev.lastmile.trackingserver.protocol.Excerpt;
import dev.lastmile.trackingserver.protocol.LifecycleStage;
import dev.lastmile.trackingserver.protocol.NameRules;
import dev.lastmile.trackingserver.protocol.Page;
import dev.lastmile.trackingserver.protocol.ProtocolException;
import dev.lastmile.trackingserver.protocol.RunNames;
import dev.lastmile.trackingserver.protocol.filter.PagedSearch;
import dev.lastmile.trackingserver.protocol.filter.SearchQuery;
import dev.lastmile.trackingserver.protocol.filter.Searchable;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import jakarta.transaction.Transactional;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** The logged models. */
@ApplicationScoped
@Transactional
public class LoggedModels implements PanacheRepositoryBase<LoggedModel, String> {
    private static final Searchable SEARCHABLE = new Searchable()
            .text("name", "name")
            .text("model_id", "id")
            .text("model_type", "modelType")
            .text("status", "status")
            .text("source_run_id", "sourceRunId")
            .number("creation_time", "creationTime")
            .number("creation_timestamp", "creationTime")
            .number("last_updated_timestamp", "lastUpdateTime")
            .tags("tags")
            .params("params");

    private final Experiments experiments;
    private final PagedSearch search;

    public LoggedModels(Experiments experiments, PagedSearch search) {
        this.experiments = experiments;
        this.search = search;
    }

    /** The properties of a new logged model. */
    record Candidate(
            Optional<String> name,
            Optional<String> modelType,
            Optional<String> sourceRunId,
            Map<String, String> params,
            Map<String, String> tags) {}

    /** Location of a logged model's files, and the run that created them. */
    public record Location(String artifactUri, Optional<String> sourceRunId) {}

    LoggedModelForm create(String experimentId, Candidate candidate) {
        candidate.name().ifPresent(LoggedModels::checkName);
        candidate.modelType().ifPresent(type -> NameRules.checkLength("model_type", type, 500));
        candidate.sourceRunId().ifPresent(id -> NameRules.checkLength("source_run_id", id, 32));
        checkParams(candidate.params());
        NameRules.checkTags(candidate.tags(), NameRules.MAX_TAG_VALUE);
        Experiment experiment = experiments.active(experimentId);
        LoggedModel model = new LoggedModel();
        model.id = "m-" + UUID.randomUUID().toString().replace("-", "");
        model.experimentId = experiment.id();
        model.name = candidate.name().orElseGet(RunNames::next);
        model.artifactUri = ArtifactUri.ofModel(experiment.artifactLocation(), model.id);
        model.modelType = candidate.modelType().orElse(null);
        model.sourceRunId = candidate.sourceRunId().orElse(null);
        model.creationTime = System.currentTimeMillis();
        model.lastUpdateTime = model.creationTime;
        model.params.putAll(candidate.params());
        model.tags.putAll(candidate.tags());
        persist(model);
        return LoggedModelForm.of(model);
    }

    public LoggedModelForm read(String id) {
        return LoggedModelForm.of(active(id, LockModeType.NONE));
    }

    public Location location(String id) {
        LoggedModel model = active(id, LockModeType.NONE);
        return new Location(model.artifactUri, Optional.ofNullable(model.sourceRunId));
    }

    /** Searches experiments; newest first by default. */
    public Page<LoggedModelForm> search(
            List<String> experimentIds, String filter, List<String> orderBy, Page.Request page) {
        SearchQuery query = new SearchQuery("LoggedModel", SEARCHABLE)
                .where(
                        "e.experimentId in %s",
                        experimentIds.stream().map(Experiments::parseId).toList())
                .where("e.lifecycleStage = %s", LifecycleStage.ACTIVE)
                .filter(filter)
                .orderBy(orderBy, "e.creationTime desc", "e.id");
        return search.page(query, page, LoggedModel.class, LoggedModelForm::of);
    }

    /** Sets the final status of the upload. */
    public LoggedModelForm finish(String id, String status) {
        LoggedModel model = active(id, LockModeType.PESSIMISTIC_WRITE);
        model.status = LoggedModelStatus.parse(status).text();
        model.lastUpdateTime = System.currentTimeMillis();
        return LoggedModelForm.of(model);
    }

    public void delete(String id) {
        LoggedModel model = active(id, LockModeType.PESSIMISTIC_WRITE);
        model.lifecycleStage = LifecycleStage.DELETED;
        model.lastUpdateTime = System.currentTimeMillis();
    }

    public void logParams(String id, Map<String, String> params) {
        checkParams(params);
        active(id, LockModeType.PESSIMISTIC_WRITE).params.putAll(params);
    }

    public LoggedModelForm setTags(String id, Map<String, String> tags) {
        NameRules.checkTags(tags, NameRules.MAX_TAG_VALUE);
        LoggedModel model = active(id, LockModeType.PESSIMISTIC_WRITE);
        model.tags.putAll(tags);
        return LoggedModelForm.of(model);
    }

    public void deleteTag(String id, String key) {
        if (active(id, LockModeType.PESSIMISTIC_WRITE).tags.remove(key) == null) {
            throw ProtocolException.missing("No tag with key '" + key + "' found for model with ID '" + id + "'.");
        }
    }

    private LoggedModel active(String id, LockModeType lock) {
        LoggedModel model = findById(id, lock);
        if (model == null || model.lifecycleStage != LifecycleStage.ACTIVE) {
            throw ProtocolException.missing("Logged model with ID '" + id + "' not found.");
        }
        return model;
    }

    private static void checkName(String name) {
        NameRules.checkLength("name", name, 500);
        if (name.matches(".*[/:.%\"'].*")) {
            throw ProtocolException.invalid("Invalid model name ('" + Excerpt.of(name)
                    + "') provided. Model name must be a non-empty string and cannot contain the following"
                    + " characters: / : . % \" '");
        }
    }

    private static void checkParams(Map<String, String> params) {
        params.forEach((key, value) -> {
            NameRules.checkKey("key", key);
            NameRules.checkLength("Param value", value, NameRules.MAX_PARAM_VALUE);
        });
    }
}
