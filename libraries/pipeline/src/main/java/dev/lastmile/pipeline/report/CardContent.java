package dev.lastmile.pipeline.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lastmile.contract.ContractColumn;
import dev.lastmile.contract.Role;
import dev.lastmile.contract.ValueRules;
import dev.lastmile.lake.Snapshot;
import dev.lastmile.onnx.GraphMetadata;
import dev.lastmile.pipeline.evaluation.ClassifierEvaluation;
import dev.lastmile.pipeline.evaluation.Evaluation;
import dev.lastmile.pipeline.evaluation.RegressionEvaluation;
import dev.lastmile.pipeline.metrics.Metric;
import dev.lastmile.pipeline.run.RunLog;
import dev.lastmile.tracking.model.ModelTags;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The model card as JSON, from which its page is made. */
final class CardContent {
    /** The roles whose columns a report may show: others identify a row, or are not for the model. */
    private static final Set<Role> SHOWN = Set.of(Role.FEATURE, Role.LABEL, Role.TIME);

    private static final int MOST_VALUES = 20;
    private static final int MOST_LABELS = 100;
    private static final ObjectMapper JSON = new ObjectMapper();

    private CardContent() {}

    /** Whether the report may name a column and its values. */
    static boolean isShown(ReportSubject subject, String column) {
        return subject.contract()
                .column(column)
                .map(of -> SHOWN.contains(of.role()))
                .orElse(false);
    }

    /** @param metadata of the model's graph */
    static ObjectNode of(RunLog log, ReportSubject subject, List<Figure> figures, Map<String, String> metadata) {
        ObjectNode card = CardJson.object()
                .put("format", 1)
                .put("model", subject.version().name())
                .put("version", subject.version().version())
                .put("task", subject.evaluation() instanceof RegressionEvaluation ? "regression" : "classification")
                .put("label", subject.label())
                .put("written", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString())
                .put("run", log.runId());
        card.putObject("features")
                .put("model", subject.features().name())
                .put("version", subject.features().version())
                .put("digest", subject.features().tags().get(ModelTags.DIGEST));
        card.putObject("graph")
                .put("digest", subject.onnx().digest())
                .put("bytes", subject.onnx().bytes().length);
        card.set("decision", CardDecision.json(subject.decision()));
        card.set("metrics", metrics(subject));
        if (subject.evaluation() instanceof ClassifierEvaluation classifier) {
            card.set("labels", labels(classifier));
        }
        if (metadata.containsKey(GraphMetadata.THRESHOLD)) {
            card.set("threshold", threshold(metadata.get(GraphMetadata.THRESHOLD)));
        }
        figures.stream()
                .filter(figure -> figure.name().equals("permutation_importance"))
                .forEach(figure -> card.set("importance", figure.numbers()));
        slices(subject, card);
        card.set("limits", CardJson.array(Limits.of(subject)));
        data(log, subject, card);
        card.set("contract", contract(subject));
        ArrayNode drawn = card.putArray("figures");
        figures.forEach(figure -> drawn.addObject().put("name", figure.name()).put("caption", figure.caption()));
        return card;
    }

    private static ObjectNode metrics(ReportSubject subject) {
        Evaluation evaluation = subject.evaluation();
        ObjectNode metrics = CardJson.object()
                .put("primary", subject.primary().key())
                .put("rows", evaluation.rows())
                .put("baseline", evaluation.baselineName())
                .put("confidence", Evaluation.CONFIDENCE)
                .put("interval_rows", evaluation.scoredSample().ids().length);
        Map<String, Double> tracked = subject.decision().challengerMetrics();
        List<Metric> order = new ArrayList<>(evaluation.values().keySet());
        order.remove(subject.primary());
        order.add(0, subject.primary());
        ArrayNode all = metrics.putArray("values");
        for (Metric metric : order) {
            ObjectNode object = all.addObject().put("metric", metric.key());
            object.put("better", metric.isHigherBetter() ? "higher" : "lower");
            CardJson.put(object, "value", evaluation.values().getOrDefault(metric, Double.NaN));
            CardJson.put(object, "lower", tracked.getOrDefault(metric.key() + ".lower", Double.NaN));
            CardJson.put(object, "upper", tracked.getOrDefault(metric.key() + ".upper", Double.NaN));
            CardJson.put(object, "baseline", evaluation.baseline().getOrDefault(metric, Double.NaN));
        }
        return metrics;
    }

    private static ArrayNode labels(ClassifierEvaluation classifier) {
        ArrayNode labels = JSON.createArrayNode();
        for (int i = 0; i < Math.min(MOST_LABELS, classifier.labels().size()); i++) {
            long rows = 0;
            for (long cell : classifier.confusion()[i]) {
                rows += cell;
            }
            ObjectNode object =
                    labels.addObject().put("label", classifier.labels().get(i)).put("rows", rows);
            CardJson.put(object, "precision", classifier.scores().confusion().precision(i));
            CardJson.put(object, "recall", classifier.scores().confusion().recall(i));
            CardJson.put(object, "f1", classifier.scores().confusion().f1(i));
        }
        return labels;
    }

    private static ObjectNode threshold(String json) {
        try {
            return (ObjectNode) JSON.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "The graph's metadata property " + GraphMetadata.THRESHOLD + " is not JSON", e);
        }
    }

    private static void slices(ReportSubject subject, ObjectNode card) {
        String column = subject.rows().slice().orElse("");
        if (column.isEmpty() || !isShown(subject, column)) {
            return;
        }
        Map<String, Map<Metric, Double>> slices = subject.evaluation() instanceof ClassifierEvaluation classifier
                ? classifier.scores().slices()
                : ((RegressionEvaluation) subject.evaluation()).scores().slices();
        ObjectNode object = card.putObject("slices").put("column", column);
        ArrayNode all = object.putArray("values");
        slices.forEach((value, metrics) -> {
            ObjectNode slice = all.addObject().put("value", value);
            ObjectNode numbers = slice.putObject("metrics");
            metrics.forEach((metric, number) -> CardJson.put(numbers, metric.key(), number));
        });
    }

    private static void data(RunLog log, ReportSubject subject, ObjectNode card) {
        ArrayNode snapshots = card.putArray("snapshots");
        for (Snapshot snapshot : subject.snapshots()) {
            snapshots
                    .addObject()
                    .put("dataset", snapshot.dataset().toString())
                    .put("snapshot", Long.toString(snapshot.id()))
                    .put("rows", snapshot.rows())
                    .put(
                            "written",
                            snapshot.written().truncatedTo(ChronoUnit.SECONDS).toString())
                    .put("published_by", snapshot.tag())
                    .put("contract_digest", snapshot.summary().get(Snapshot.CONTRACT_DIGEST));
        }
        ObjectNode lineage = card.putObject("lineage");
        log.lineage().notes().forEach(lineage::put);
    }

    private static ArrayNode contract(ReportSubject subject) {
        ArrayNode columns = JSON.createArrayNode();
        for (ContractColumn column : subject.contract().columns()) {
            if (SHOWN.contains(column.role())) {
                columns.addObject()
                        .put("column", column.name())
                        .put("role", column.role().toString())
                        .put("type", column.type().toString() + (column.nullable() ? " or null" : ""))
                        .put("values", values(column.values()))
                        .put("unit", column.unit())
                        .put("comment", column.comment());
            }
        }
        return columns;
    }

    private static String values(ValueRules rules) {
        List<String> texts = new ArrayList<>();
        if (rules.min() != null) {
            texts.add("from " + rules.min().text());
        }
        if (rules.max() != null) {
            texts.add("to " + rules.max().text());
        }
        if (!rules.allowed().isEmpty()) {
            List<String> allowed = List.copyOf(rules.allowed());
            texts.add("one of " + String.join(", ", allowed.subList(0, Math.min(MOST_VALUES, allowed.size())))
                    + (allowed.size() > MOST_VALUES ? ", … (" + allowed.size() + ")" : ""));
        }
        if (!rules.pattern().isEmpty()) {
            texts.add("matching " + rules.pattern());
        }
        if (rules.nan()) {
            texts.add("or NaN");
        }
        return String.join(" ", texts);
    }
}
