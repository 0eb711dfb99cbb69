package dev.lastmile.pipeline.report;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lastmile.pipeline.report.chart.Chart;
import dev.lastmile.pipeline.report.chart.Markup;
import java.util.ArrayList;
import java.util.List;

/** The model card as one HTML page without scripts and without other files; light or dark as the reader's system is. */
final class CardPage {
    private static final String STYLE = """
            :root{color-scheme:light dark;--paper:#fff;--text:#1b1f24;--muted:#5b6572;--line:#d9dee5;--head:#f4f6f9}
            @media (prefers-color-scheme:dark){:root{--paper:#14181e;--text:#e6e9ee;--muted:#9aa5b4;--line:#343c48;--head:#1d232b}}
            *{box-sizing:border-box}
            body{margin:0 auto;padding:16px;max-width:1000px;background:var(--paper);color:var(--text);
              font:15px/1.5 system-ui,sans-serif;overflow-wrap:anywhere}
            h1{font-size:1.6em;line-height:1.25;margin:.2em 0}
            h2{font-size:1.2em;margin:1.8em 0 .5em;padding-top:.6em;border-top:1px solid var(--line)}
            p{margin:.5em 0}
            .muted,figcaption{color:var(--muted);font-size:.88em}
            .table{overflow-x:auto;margin:.6em 0}
            table{border-collapse:collapse;min-width:50%}
            th,td{padding:.3em .7em;border-bottom:1px solid var(--line);text-align:left;vertical-align:top;
              font-variant-numeric:tabular-nums;overflow-wrap:break-word;max-width:34em}
            th[scope=col]{background:var(--head);font-weight:600}
            th[scope=row]{font-weight:500}
            .figures{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,330px),1fr));gap:16px}
            figure{margin:0;padding:8px;border:1px solid var(--line);border-radius:6px;min-width:0}
            svg{display:block;width:100%;height:auto;max-width:480px;margin:0 auto}
            li{margin:.3em 0}
            @media (max-width:600px){table{font-size:.84em}th,td{padding:.3em .4em}}
            """;

    private final JsonNode card;
    private final StringBuilder html = new StringBuilder();

    private CardPage(JsonNode card) {
        this.card = card;
    }

    static String of(JsonNode card, List<Figure> figures) {
        CardPage page = new CardPage(card);
        page.head();
        page.metrics();
        page.html.append("<h2>Gate decision</h2>\n").append(CardDecision.html(card.path("decision")));
        page.figures(
                "Predictions",
                figures.stream().filter(CardPage::isOfPredictions).toList());
        page.figures(
                "Columns",
                figures.stream().filter(figure -> !isOfPredictions(figure)).toList());
        page.slices();
        page.limits();
        page.data();
        page.contract();
        return page.html.append("</body>\n</html>\n").toString();
    }

    private static boolean isOfPredictions(Figure figure) {
        return !figure.name().startsWith("p") || figure.name().startsWith("precision");
    }

    private void head() {
        String title = text("model") + " version " + text("version");
        html.append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n"
                        + "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\"/>\n<title>")
                .append(Markup.escaped(title))
                .append("</title>\n<style>\n")
                .append(STYLE)
                .append(Chart.styles())
                .append("</style>\n</head>\n<body>\n<p class=\"muted\">Model card</p>\n<h1>")
                .append(Markup.escaped(title))
                .append("</h1>\n<p class=\"muted\">")
                .append(Markup.escaped("A " + text("task") + " of " + text("label") + " on "
                        + card.at("/features/model").asText() + " "
                        + card.at("/features/version").asText() + ". Written " + text("written") + " by run "
                        + text("run") + "."))
                .append("</p>\n");
    }

    private void metrics() {
        JsonNode metrics = card.path("metrics");
        String baseline = metrics.path("baseline").asText();
        heading("Metrics");
        paragraph("On " + metrics.path("rows").asLong() + " held-out rows. Intervals: "
                + Math.round(100 * metrics.path("confidence").asDouble()) + " %, bootstrap over "
                + metrics.path("interval_rows").asLong()
                + " of them. The gate compares " + metrics.path("primary").asText()
                + ". Better is higher (↑) or lower (↓).");
        CardTable table = new CardTable("Metric", "Value", "Interval", capitalised(baseline));
        for (JsonNode metric : metrics.path("values")) {
            boolean interval =
                    metric.path("lower").isNumber() && metric.path("upper").isNumber();
            table.row(
                    metric.path("metric").asText()
                            + (metric.path("better").asText().equals("higher") ? " ↑" : " ↓"),
                    CardDecision.number(metric.path("value")),
                    interval
                            ? CardDecision.number(metric.path("lower")) + " to "
                                    + CardDecision.number(metric.path("upper"))
                            : "–",
                    CardDecision.number(metric.path("baseline")));
        }
        html.append(table.html());
        if (card.has("threshold")) {
            paragraph("Predicts " + Markup.visible(card.at("/threshold/label").asText())
                    + " where its probability is above "
                    + card.at("/threshold/value").asText() + ", the threshold that was chosen on validation rows.");
        }
        if (card.has("labels")) {
            CardTable labels = new CardTable("Label", "Rows", "Precision", "Recall", "F1");
            for (JsonNode label : card.path("labels")) {
                labels.row(
                        Markup.visible(label.path("label").asText()),
                        label.path("rows").asText(),
                        CardDecision.number(label.path("precision")),
                        CardDecision.number(label.path("recall")),
                        CardDecision.number(label.path("f1")));
            }
            html.append(labels.html());
        }
    }

    private void figures(String title, List<Figure> figures) {
        if (figures.isEmpty()) {
            return;
        }
        heading(title);
        html.append("<div class=\"figures\">\n");
        for (Figure figure : figures) {
            html.append("<figure>\n")
                    .append(figure.chart().inlineSvg())
                    .append("<figcaption>")
                    .append(Markup.escaped(figure.caption()))
                    .append("</figcaption>\n</figure>\n");
        }
        html.append("</div>\n");
    }

    private void slices() {
        if (!card.has("slices")) {
            return;
        }
        heading("Slices by " + card.at("/slices/column").asText());
        List<String> names = new ArrayList<>();
        card.at("/slices/values/0/metrics").fieldNames().forEachRemaining(names::add);
        List<String> heads = new ArrayList<>(names);
        heads.add(0, card.at("/slices/column").asText());
        CardTable table = new CardTable(heads.toArray(String[]::new));
        for (JsonNode slice : card.at("/slices/values")) {
            List<String> cells = new ArrayList<>();
            cells.add(Markup.visible(slice.path("value").asText()));
            names.forEach(
                    name -> cells.add(CardDecision.number(slice.path("metrics").path(name))));
            table.row(cells.toArray(String[]::new));
        }
        html.append(table.html());
    }

    private void limits() {
        heading("What this model has not been tested on");
        html.append("<ul>\n");
        for (JsonNode limit : card.path("limits")) {
            html.append("<li>").append(Markup.escaped(limit.asText())).append("</li>\n");
        }
        html.append("</ul>\n");
    }

    private void data() {
        heading("Data and lineage");
        CardTable snapshots = new CardTable("Dataset", "Snapshot", "Rows", "Written", "Published by");
        for (JsonNode snapshot : card.path("snapshots")) {
            snapshots.row(
                    snapshot.path("dataset").asText(),
                    snapshot.path("snapshot").asText(),
                    snapshot.path("rows").asText(),
                    snapshot.path("written").asText(),
                    snapshot.path("published_by").asText());
        }
        html.append(snapshots.html());
        CardTable lineage = new CardTable("", "");
        lineage.row("Run", text("run"));
        lineage.row(
                "Features",
                card.at("/features/model").asText() + " "
                        + card.at("/features/version").asText() + ", "
                        + card.at("/features/digest").asText());
        lineage.row(
                "Graph",
                card.at("/graph/digest").asText() + ", "
                        + card.at("/graph/bytes").asText() + " bytes");
        html.append(lineage.html());
    }

    private void contract() {
        heading("Contract");
        paragraph(
                "The columns that the model may see, and the label. Keys and columns that are not for the model are not"
                        + " shown.");
        CardTable table = new CardTable("Column", "Role", "Type", "Values", "Unit", "Comment");
        for (JsonNode column : card.path("contract")) {
            table.row(
                    column.path("column").asText(),
                    column.path("role").asText(),
                    column.path("type").asText(),
                    column.path("values").asText(),
                    column.path("unit").asText(),
                    column.path("comment").asText());
        }
        html.append(table.html());
    }

    private void heading(String text) {
        html.append("<h2>").append(Markup.escaped(text)).append("</h2>\n");
    }

    private void paragraph(String text) {
        html.append("<p>").append(Markup.escaped(text)).append("</p>\n");
    }

    private String text(String name) {
        return card.path(name).asText();
    }

    private static String capitalised(String text) {
        return text.isEmpty() ? text : Character.toUpperCase(text.charAt(0)) + text.substring(1);
    }
}
