package dev.lastmile.trackingserver.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.lastmile.trackingserver.protocol.Excerpt;
import dev.lastmile.trackingserver.protocol.NameRules;
import dev.lastmile.trackingserver.protocol.Page;
import dev.lastmile.trackingserver.protocol.ProtocolException;
import dev.lastmile.trackingserver.run.Batch.Point;
import dev.lastmile.trackingserver.run.Run.ModelOutput;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/** Data of runs. Each method is one transaction and locks its run, so that clients do not overwrite each other. */
@ApplicationScoped
@Transactional
public class RunLog {
    /** Maximum points of one response. */
    static final int MAX_HISTORY = 200_000;

    private static final String LOGGED_MODELS_TAG = "mlflow.log-model.history";

    private final Runs runs;
    private final EntityManager entities;
    private final ObjectMapper json;

    public RunLog(Runs runs, EntityManager entities, ObjectMapper json) {
        this.runs = runs;
        this.entities = entities;
        this.json = json;
    }

    /** Logs a batch atomically. Parameters are immutable: another value is an error, and nothing is logged. */
    void log(String runId, Batch batch) {
        Run run = runs.changing(runId);
        batch.params().forEach((key, value) -> logParam(run, key, value));
        batch.tags().forEach(run::tag);
        for (Point point : batch.metrics()) {
            MetricPoint.Id id = MetricPoint.id(runId, point.key(), point.value());
            if (entities.find(MetricPoint.class, id) == null) {
                entities.persist(new MetricPoint(id));
            }
            run.metrics.merge(
                    point.key(),
                    point.value(),
                    (shown, logged) -> MetricValue.BY_AGE.compare(logged, shown) > 0 ? logged : shown);
        }
    }

    public void deleteTag(String runId, String key) {
        if (runs.changing(runId).tags.remove(key) == null) {
            throw ProtocolException.missing("No tag with name: " + key + " in run with id " + runId);
        }
    }

    /** Points of a metric ordered by time, step and value; all of them without a size, if they fit. */
    public Page<Metric> history(String runId, String key, OptionalInt size, int offset) {
        runs.artifactUri(runId);
        Page.Request page = new Page.Request(offset, size.orElse(MAX_HISTORY));
        List<MetricPoint.Id> points = entities.createQuery(
                        "select p.id from MetricPoint p where p.id.runId = :run and p.id.key = :key"
                                + " order by p.id.time, p.id.step, p.id.value, p.id.nan",
                        MetricPoint.Id.class)
                .setParameter("run", runId)
                .setParameter("key", key)
                .setFirstResult(offset)
                .setMaxResults(page.limit())
                .getResultList();
        if (size.isEmpty() && points.size() > MAX_HISTORY) {
            throw ProtocolException.invalid("The metric '" + key + "' of run " + runId + " has more than " + MAX_HISTORY
                    + " points. Ask for pages of them with max_results and page_token.");
        }
        return page.page(points, MetricPoint.Id::form);
    }

    /** Adds inputs; a dataset that the run has already, by name and digest, is unchanged. */
    void addInputs(String runId, List<RunForm.Input> datasets, List<String> modelIds) {
        Run run = runs.changing(runId);
        run.modelInputs.addAll(modelIds);
        for (RunForm.Input input : datasets) {
            RunForm.Dataset dataset = input.dataset();
            boolean known = run.datasets.stream()
                    .anyMatch(other -> other.name.equals(dataset.name()) && other.digest.equals(dataset.digest()));
            if (!known) {
                run.datasets.add(entity(run, input));
            }
        }
        RunInputs.checkTotal(run);
    }

    void addModelOutputs(String runId, List<ModelOutput> outputs) {
        runs.changing(runId).modelOutputs.addAll(outputs);
    }

    /** Appends to the list of models in a tag, where clients before MLflow 3 log models. */
    public void recordModel(String runId, String modelJson) {
        // The list is one tag, whose size bounds the memory of its tree.
        NameRules.checkLength("model_json", modelJson, NameRules.MAX_TAG_VALUE);
        Run run = runs.changing(runId);
        try {
            JsonNode model = json.readTree(modelJson);
            for (String field : List.of("artifact_path", "flavors", "utc_time_created", "run_id")) {
                if (!model.has(field)) {
                    throw ProtocolException.invalid("Model json is missing mandatory fields: {'" + field + "'}");
                }
            }
            String before = run.tags.getOrDefault(LOGGED_MODELS_TAG, "[]");
            run.tags.put(
                    LOGGED_MODELS_TAG,
                    ((ArrayNode) json.readTree(before)).add(model).toString());
        } catch (JsonProcessingException | ClassCastException e) {
            throw ProtocolException.invalid(
                    "Malformed model info. \n " + Excerpt.of(modelJson) + " \n is not a valid JSON.");
        }
        NameRules.checkTags(Map.of(LOGGED_MODELS_TAG, run.tags.get(LOGGED_MODELS_TAG)), NameRules.MAX_TAG_VALUE);
        // The JSON within the JSON has escapes of its own.
        NameRules.checkCharacters("model_json", run.tags.get(LOGGED_MODELS_TAG));
    }

    private static void logParam(Run run, String key, String value) {
        String logged = run.params.putIfAbsent(key, value);
        if (logged != null && !logged.equals(value)) {
            throw ProtocolException.invalid("Changing param values is not allowed. Param with key='" + key
                    + "' was already logged with value='" + Excerpt.of(logged) + "' for run ID='" + run.id
                    + "'. Attempted logging new value '" + Excerpt.of(value) + "'.");
        }
    }

    private static DatasetInput entity(Run run, RunForm.Input input) {
        DatasetInput entity = new DatasetInput();
        entity.run = run;
        entity.name = input.dataset().name();
        entity.digest = input.dataset().digest();
        entity.sourceType = input.dataset().sourceType();
        entity.source = input.dataset().source();
        entity.schema = input.dataset().schema();
        entity.profile = input.dataset().profile();
        input.tags().forEach(tag -> entity.tags.put(tag.key(), tag.value()));
        return entity;
    }
}
