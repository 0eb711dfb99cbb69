package dev.lastmile.trackingserver.registry;

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
import org.hibernate.exception.ConstraintViolationException;

/** The registered models and their aliases. */
@ApplicationScoped
@Transactional
public class RegisteredModels implements PanacheRepositoryBase<RegisteredModel, Long> {
    private static final Searchable SEARCHABLE = new Searchable()
            .text("name", "name")
            .number("creation_timestamp", "creationTime")
            .number("last_updated_timestamp", "lastUpdateTime")
            .number("timestamp", "lastUpdateTime")
            .tags("tags")
            .hiddenBy(Prompts.TAG);

    private final PagedSearch search;

    public RegisteredModels(PagedSearch search) {
        this.search = search;
    }

    public RegisteredModelForm create(String name, Map<String, String> tags, Optional<String> description) {
        NameRules.checkModel(name);
        NameRules.checkTags(tags, NameRules.MAX_REGISTRY_TAG_VALUE);
        RegisteredModel model = new RegisteredModel();
        model.name = name;
        model.description = checkedDescription(description);
        model.creationTime = System.currentTimeMillis();
        model.lastUpdateTime = model.creationTime;
        model.tags.putAll(tags);
        return form(save(model));
    }

    public RegisteredModelForm read(String name) {
        return form(existing(name));
    }

    /** Searches; ordered by name by default. */
    public Page<RegisteredModelForm> search(String filter, List<String> orderBy, Page.Request page) {
        SearchQuery query =
                new SearchQuery("RegisteredModel", SEARCHABLE).filter(filter).orderBy(orderBy, "e.name");
        return search.page(query, page, RegisteredModel.class, this::form);
    }

    public RegisteredModelForm describe(String name, Optional<String> description) {
        RegisteredModel model = changing(name);
        model.description = checkedDescription(description);
        model.touch();
        return form(model);
    }

    public RegisteredModelForm rename(String name, String newName) {
        NameRules.checkModel(newName);
        RegisteredModel model = changing(name);
        model.name = newName;
        model.touch();
        getEntityManager()
                .createQuery("update ModelVersion v set v.lastUpdateTime = :now where v.model = :model")
                .setParameter("now", model.lastUpdateTime)
                .setParameter("model", model)
                .executeUpdate();
        return form(save(model));
    }

    /** Deletes a model with its versions; the files of the versions remain with their runs. */
    public void delete(String name) {
        RegisteredModel model = changing(name);
        versions(model).forEach(getEntityManager()::remove);
        delete(model);
    }

    public void setTag(String name, String key, String value) {
        NameRules.checkTags(Map.of(key, value), NameRules.MAX_REGISTRY_TAG_VALUE);
        changing(name).tags.put(key, value);
    }

    public void deleteTag(String name, String key) {
        changing(name).tags.remove(key);
    }

    /** Sets an alias to a version. */
    public void setAlias(String name, String alias, String version) {
        NameRules.checkAlias(alias);
        RegisteredModel model = changing(name);
        model.aliases.put(alias, version(model, NameRules.number("version", version)).version);
    }

    public void deleteAlias(String name, String alias) {
        changing(name).aliases.remove(alias);
    }

    public ModelVersionForm aliased(String name, String alias) {
        return ModelVersionForm.of(aliased(existing(name), alias));
    }

    ModelVersion aliased(RegisteredModel model, String alias) {
        Integer version = model.aliases.get(alias);
        if (version == null) {
            throw ProtocolException.invalid("Registered model alias " + alias + " not found.");
        }
        return version(model, version);
    }

    /** The newest version of each requested stage, or of all stages. */
    public List<ModelVersionForm> latest(String name, List<String> stages) {
        List<String> asked = stages.stream().map(LegacyStages::parse).toList();
        return latest(existing(name)).stream()
                .filter(version -> asked.isEmpty() || asked.contains(version.stage))
                .map(ModelVersionForm::of)
                .toList();
    }

    /** A model for modification, locked until the transaction ends. */
    RegisteredModel changing(String name) {
        return find("name", name)
                .withLock(LockModeType.PESSIMISTIC_WRITE)
                .firstResultOptional()
                .orElseThrow(() -> noModel(name));
    }

    RegisteredModel existing(String name) {
        return find("name", name).firstResultOptional().orElseThrow(() -> noModel(name));
    }

    ModelVersion version(RegisteredModel model, int version) {
        return getEntityManager()
                .createQuery(
                        "select v from ModelVersion v where v.model = :model and v.version = :version",
                        ModelVersion.class)
                .setParameter("model", model)
                .setParameter("version", version)
                .getResultStream()
                .findFirst()
                .orElseThrow(() -> ProtocolException.missing(
                        "Model Version (name=" + model.name + ", version=" + version + ") not found"));
    }

    static String checkedDescription(Optional<String> description) {
        description.ifPresent(text -> NameRules.checkLength("description", text, NameRules.MAX_DESCRIPTION));
        return description.orElse(null);
    }

    private RegisteredModelForm form(RegisteredModel model) {
        return RegisteredModelForm.of(model, latest(model));
    }

    private List<ModelVersion> latest(RegisteredModel model) {
        return getEntityManager()
                .createQuery(
                        "select v from ModelVersion v where v.model = :model and v.version = (select max(w.version)"
                                + " from ModelVersion w where w.model = v.model and w.stage = v.stage)"
                                + " order by v.version",
                        ModelVersion.class)
                .setParameter("model", model)
                .getResultList();
    }

    private List<ModelVersion> versions(RegisteredModel model) {
        return getEntityManager()
                .createQuery("select v from ModelVersion v where v.model = :model", ModelVersion.class)
                .setParameter("model", model)
                .getResultList();
    }

    private RegisteredModel save(RegisteredModel model) {
        try {
            persistAndFlush(model);
            return model;
        } catch (ConstraintViolationException e) {
            throw ProtocolException.exists("Registered Model (name=" + model.name + ") already exists.");
        }
    }

    private static ProtocolException noModel(String name) {
        return ProtocolException.missing("Registered Model with name=" + name + " not found");
    }
}
