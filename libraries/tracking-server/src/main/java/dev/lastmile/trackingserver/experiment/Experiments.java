package dev.lastmile.trackingserver.experiment;

import dev.lastmile.trackingserver.artifact.ArtifactUri;
import dev.lastmile.trackingserver.protocol.ErrorCode;
import dev.lastmile.trackingserver.protocol.LifecycleStage;
import dev.lastmile.trackingserver.protocol.NameRules;
import dev.lastmile.trackingserver.protocol.Page;
import dev.lastmile.trackingserver.protocol.ProtocolException;
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
import java.util.Set;
import org.hibernate.exception.ConstraintViolationException;

/** The experiments. */
@ApplicationScoped
@Transactional
public class Experiments implements PanacheRepositoryBase<Experiment, Long> {
    private static final Searchable SEARCHABLE = new Searchable()
            .text("name", "name")
            .number("experiment_id", "id")
            .number("creation_time", "creationTime")
            .number("last_update_time", "lastUpdateTime")
            .tags("tags");

    private final PagedSearch search;

    public Experiments(PagedSearch search) {
        this.search = search;
    }

    /** Creates an experiment and returns its id; the name must be unique, also among deleted ones. */
    public String create(String name, Optional<String> artifactLocation, Map<String, String> tags) {
        NameRules.checkLength("name", name, 500);
        NameRules.checkTags(tags, NameRules.MAX_EXPERIMENT_TAG_VALUE);
        artifactLocation.ifPresent(ArtifactUri::checkLocation);
        requireFree(name);
        Experiment experiment = new Experiment();
        experiment.name = name;
        experiment.creationTime = System.currentTimeMillis();
        experiment.lastUpdateTime = experiment.creationTime;
        experiment.artifactLocation = artifactLocation.orElse("");
        experiment.tags.putAll(tags);
        save(experiment);
        if (artifactLocation.isEmpty()) {
            experiment.artifactLocation = ArtifactUri.ofExperiment(experiment.id);
        }
        return experiment.id.toString();
    }

    public ExperimentForm named(String name) {
        return find("name", name)
                .firstResultOptional()
                .map(ExperimentForm::of)
                .orElseThrow(() -> ProtocolException.missing("Could not find experiment with name '" + name + "'"));
    }

    public ExperimentForm read(String id) {
        return ExperimentForm.of(existing(id, LockModeType.NONE));
    }

    public Page<ExperimentForm> search(
            Set<LifecycleStage> stages, String filter, List<String> orderBy, Page.Request page) {
        SearchQuery query = new SearchQuery("Experiment", SEARCHABLE)
                .where("e.lifecycleStage in %s", stages)
                .filter(filter)
                .orderBy(orderBy.isEmpty() ? List.of("creation_time DESC") : orderBy, "e.id");
        return search.page(query, page, Experiment.class, ExperimentForm::of);
    }

    public void rename(String id, String name) {
        NameRules.checkLength("new_name", name, 500);
        Experiment experiment = existing(id, LockModeType.PESSIMISTIC_WRITE);
        if (experiment.lifecycleStage != LifecycleStage.ACTIVE) {
            throw new ProtocolException(ErrorCode.INVALID_STATE, "Cannot rename a non-active experiment.");
        }
        if (!name.equals(experiment.name)) {
            requireFree(name);
        }
        experiment.name = name;
        experiment.lastUpdateTime = System.currentTimeMillis();
        save(experiment);
    }

    /** Deletes an experiment with its runs; their data are kept, so that both can be restored. */
    public void delete(String id) {
        move(id, LifecycleStage.ACTIVE, LifecycleStage.DELETED);
    }

    public void restore(String id) {
        move(id, LifecycleStage.DELETED, LifecycleStage.ACTIVE);
    }

    public void setTag(String id, String key, String value) {
        NameRules.checkTags(Map.of(key, value), NameRules.MAX_EXPERIMENT_TAG_VALUE);
        requireActive(existing(id, LockModeType.PESSIMISTIC_WRITE)).tags.put(key, value);
    }

    public void deleteTag(String id, String key) {
        if (requireActive(existing(id, LockModeType.PESSIMISTIC_WRITE)).tags.remove(key) == null) {
            throw ProtocolException.missing("No tag with name: " + key + " in experiment with id " + id);
        }
    }

    /** An active experiment. */
    public Experiment active(String id) {
        return requireActive(existing(id, LockModeType.NONE));
    }

    private void move(String id, LifecycleStage from, LifecycleStage to) {
        Experiment experiment = existing(id, LockModeType.PESSIMISTIC_WRITE);
        if (experiment.lifecycleStage != from) {
            throw noExperiment(id);
        }
        experiment.lifecycleStage = to;
        experiment.lastUpdateTime = System.currentTimeMillis();
        getEntityManager()
                .createQuery("update Run r set r.lifecycleStage = :stage where r.experimentId = :id")
                .setParameter("stage", to)
                .setParameter("id", experiment.id)
                .executeUpdate();
    }

    private Experiment existing(String id, LockModeType lock) {
        Experiment experiment = findById(parseId(id), lock);
        if (experiment == null) {
            throw noExperiment(id);
        }
        return experiment;
    }

    private static ProtocolException noExperiment(String id) {
        return ProtocolException.missing("No Experiment with id=" + id + " exists");
    }

    /** The number in an experiment's id; absent for the default experiment. */
    public static long parseId(String id) {
        try {
            return id.isEmpty() ? 0 : Long.parseLong(id);
        } catch (NumberFormatException e) {
            throw ProtocolException.invalid(
                    "Invalid experiment ID '" + id + "'. Experiment ID must be a valid integer.");
        }
    }

    private void requireFree(String name) {
        find("name", name).firstResultOptional().ifPresent(Experiments::rejectName);
    }

    private static void rejectName(Experiment holder) {
        throw ProtocolException.exists("Experiment(name=" + holder.name + ") already exists."
                + (holder.lifecycleStage == LifecycleStage.ACTIVE
                        ? ""
                        : " It was deleted, and keeps its name: restore it (experiments/restore with experiment_id "
                                + holder.id + "), or choose another name."));
    }

    private static Experiment requireActive(Experiment experiment) {
        if (experiment.lifecycleStage != LifecycleStage.ACTIVE) {
            throw ProtocolException.invalid("The experiment " + experiment.id
                    + " must be in the 'active' state. Current state is " + experiment.lifecycleStage.text() + ".");
        }
        return experiment;
    }

    private void save(Experiment experiment) {
        try {
            persistAndFlush(experiment);
        } catch (ConstraintViolationException e) {
            throw ProtocolException.exists("Experiment(name=" + experiment.name + ") already exists.");
        }
    }
}
