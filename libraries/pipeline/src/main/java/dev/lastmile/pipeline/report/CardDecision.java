package dev.lastmile.pipeline.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lastmile.pipeline.evaluation.Evaluation;
import dev.lastmile.pipeline.registry.Promotion;
import java.util.Map;
import java.util.TreeSet;

/**
 * The gate's decision on a card. It is the one part that changes later, when a person promotes the version or rolls back to
 * it, and stands between two comments of the page, which no text of it can have: texts are escaped.
 */
final class CardDecision {
    private static final String BEGIN = "<!-- decision -->";
    private static final String END = "<!-- end of decision -->";

    private CardDecision() {}

    static ObjectNode json(Promotion decision) {
        ObjectNode json = CardJson.object()
                .put("kind", decision.kind())
                .put("outcome", decision.moves() ? "promoted" : "kept")
                .put("champion_before", decision.champion().orElse(null))
                .put("rule", decision.gate())
                .put("reason", decision.reason())
                .put("passed", decision.passed())
                .put("forced", decision.forced())
                .put("actor", decision.actor());
        json.set("challenger_metrics", metrics(decision.challengerMetrics()));
        json.set("champion_metrics", metrics(decision.championMetrics()));
        return json;
    }

    private static ObjectNode metrics(Map<String, Double> metrics) {
        ObjectNode object = CardJson.object();
        new TreeSet<>(metrics.keySet()).forEach(name -> CardJson.put(object, name, metrics.get(name)));
        return object;
    }

    /** The section of the page. */
    static String html(JsonNode decision) {
        boolean promoted = decision.path("outcome").asText().equals("promoted");
        boolean rollback = decision.path("kind").asText().equals("rollback");
        String outcome = promoted
                ? rollback ? "Champion again, by a rollback" : "Promoted to champion"
                : "Registered, and not promoted";
        CardTable table = new CardTable("", "");
        table.row("Outcome", outcome + (decision.path("forced").asBoolean() ? ", against the rule" : ""));
        table.row("Champion before", decision.path("champion_before").asText("none"));
        table.row("Rule", decision.path("rule").asText());
        table.row("Reason", decision.path("reason").asText());
        table.row("Decided by", decision.path("actor").asText());
        StringBuilder html = new StringBuilder(BEGIN + "\n").append(table.html());
        JsonNode champion = decision.path("champion_metrics");
        if (!champion.isEmpty()) {
            CardTable both = new CardTable("Metric", "This version", "Champion before");
            champion.fieldNames().forEachRemaining(name -> {
                if (name.indexOf('.') < 0) {
                    both.row(name, number(decision.at("/challenger_metrics").path(name)), number(champion.path(name)));
                }
            });
            html.append(both.html());
        }
        return html.append(END).append('\n').toString();
    }

    /** A page with another decision; the same page if it has no place for one. */
    static String replaced(String page, JsonNode decision) {
        int begin = page.indexOf(BEGIN);
        int end = page.indexOf(END);
        return begin < 0 || end < begin
                ? page
                : page.substring(0, begin) + html(decision).stripTrailing() + page.substring(end + END.length());
    }

    static String number(JsonNode value) {
        return value.isNumber() ? Evaluation.text(value.asDouble()) : "–";
    }
}
