package dev.lastmile.trackingserver.run;

import dev.lastmile.trackingserver.artifact.ArtifactUri;
import dev.lastmile.trackingserver.experiment.Experiment;
import dev.lastmile.trackingserver.experiment.Experiments;
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
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;

/** The lifecycle of runs and the search; for their data see {@link RunLog}. */
@ApplicationScoped
@Transactional
public class Runs implements PanacheRepositoryBase<Run, String> {
    private static final String DATASET = "exists (select 1 from e.datasets d where d.%s %%s)";
    private static final Searchable SEARCHABLE = new Searchable()
            .text("run_id", "id")
            .text("run_name", "name")
            .text("Run name", "name")
            .text("Run Name", "name")
            .text("run name", "name")
            .text("user_id", "userId")
            .text("status", "status")
            .text("artifact_uri", "artifactUri")
            .number("start_time", "startTime")
            .number("created", "startTime")
            .number("Created", "startTime")
            .number("end_time", "endTime")
            .dataset("name", DATASET.formatted("name"))
            .dataset("digest", DATASET.formatted("digest"))
            .dataset(
                    "context",
                    "exists (select 1 from e.datasets d join d.tags x where key(x) = 'mlflow.data.context' and x %s)")
            .tags("tags")
            .params("params")
            .metrics("metrics");

    private final Experiments experiments;
    private final PagedSearch search;

    public Runs(Experiments experiments, PagedSearch search) {
        this.experiments = experiments;
        this.search = search;
    }

    /** Creates a run, with a generated name if it has none. */
    public RunForm create(
            String experimentId,
            String userId,
            OptionalLong startTime,
            Optional<String> name,
            Map<String, String> tags) {
        NameRules.checkTags(tags, NameRules.MAX_TAG_VALUE);
        NameRules.checkLength("user_id", userId, 256);
        Optional<String> tagged = Optional.ofNullable(tags.get(Run.NAME_TAG)).filter(tag -> !tag.isEmpty());
        if (name.isPresent() && tagged.isPresent() && !name.equals(tagged)) {
            throw ProtocolException.invalid("Both 'run_name' argument and 'mlflow.runName' tag are specified, but with"
                    + " different values (run_name='" + name.get() + "', mlflow.runName='" + tagged.get() + "').");
        }
        Experiment experiment = experiments.active(experimentId);
        Run run = new Run();
        run.id = UUID.randomUUID().toString().replace("-", "");
        run.experimentId = experiment.id();
        run.userId = userId;
        run.startTime = startTime.orElse(0);
        run.artifactUri = ArtifactUri.ofRun(experiment.artifactLocation(), run.id);
        run.tags.putAll(tags);
        run.rename(checkedName(name.or(() -> tagged).orElseGet(RunNames::next)));
        persist(run);
        return RunForm.of(run);
    }

    public RunForm read(String id) {
        return RunForm.of(existing(id, LockModeType.NONE));
    }

    /** The address of a run's artifacts. */
    public String artifactUri(String id) {
        return existing(id, LockModeType.NONE).artifactUri;
    }

    /** The address of a run's artifacts; empty if the run does not exist. */
    public Optional<String> findArtifactUri(String id) {
        return findByIdOptional(id).map(run -> run.artifactUri);
    }

    public RunForm.Info update(String id, Optional<String> status, OptionalLong endTime, Optional<String> name) {
        Run run = changing(id);
        status.map(RunStatus::parse).ifPresent(parsed -> run.status = parsed.name());
        endTime.ifPresent(time -> run.endTime = time);
        name.map(Runs::checkedName).ifPresent(run::rename);
        return RunForm.Info.of(run);
    }

    /** Deletes a run; its data are kept, so that it can be restored. */
    public void delete(String id) {
        existing(id, LockModeType.PESSIMISTIC_WRITE).lifecycleStage = LifecycleStage.DELETED;
    }

    public void restore(String id) {
        existing(id, LockModeType.PESSIMISTIC_WRITE).lifecycleStage = LifecycleStage.ACTIVE;
    }

    /** Searches experiments; newest first by default. */
    public Page<RunForm> search(
            List<String> experimentIds,
            Set<LifecycleStage> stages,
            String filter,
            List<String> orderBy,
            Page.Request page) {
        SearchQuery query = new SearchQuery("Run", SEARCHABLE)
                .where(
                        "e.experimentId in %s",
                        experimentIds.stream().map(Experiments::parseId).toList())
                .where("e.lifecycleStage in %s", stages)
                .filter(filter)
                .orderBy(orderBy, "e.startTime desc", "e.id");
        if (experimentIds.isEmpty()) {
            return new Page<>(List.of(), null);
        }
        return search.page(query, page, Run.class, RunForm::of);
    }

    /** A run for modification, locked until the transaction ends. */
    Run changing(String id) {
        Run run = existing(id, LockModeType.PESSIMISTIC_WRITE);
        if (run.lifecycleStage != LifecycleStage.ACTIVE) {
            throw ProtocolException.invalid("The run " + id + " must be in the 'active' state. Current state is "
                    + run.lifecycleStage.text() + ".");
        }
        return run;
    }

    private Run existing(String id, LockModeType lock) {
        Run run = findById(id, lock);
        if (run == null) {
            throw ProtocolException.missing("Run with id=" + id + " not found");
        }
        return run;
    }

    private static String checkedName(String name) {
        NameRules.checkLength("run_name", name, NameRules.MAX_TAG_VALUE);
        return name;
    }
}
