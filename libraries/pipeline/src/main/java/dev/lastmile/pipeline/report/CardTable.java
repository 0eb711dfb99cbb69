package dev.lastmile.pipeline.report;

import dev.lastmile.pipeline.report.chart.Markup;

/** An HTML table of texts, which scrolls by itself where the page is narrower; the first column names the rows. */
final class CardTable {
    private final StringBuilder html = new StringBuilder("<div class=\"table\"><table>\n");
    private final int columns;

    /** @param heads of the columns; no line of heads if all are empty */
    CardTable(String... heads) {
        columns = heads.length;
        if (!String.join("", heads).isEmpty()) {
            html.append("<tr>");
            for (String head : heads) {
                html.append("<th scope=\"col\">").append(Markup.escaped(head)).append("</th>");
            }
            html.append("</tr>\n");
        }
    }

    /** Adds a row; {@code cells} are as many as the columns. */
    CardTable row(String... cells) {
        if (cells.length != columns) {
            throw new IllegalArgumentException(cells.length + " cells do not fit " + columns + " columns.");
        }
        html.append("<tr><th scope=\"row\">").append(Markup.escaped(cells[0])).append("</th>");
        for (int i = 1; i < cells.length; i++) {
            html.append("<td>").append(Markup.escaped(cells[i])).append("</td>");
        }
        html.append("</tr>\n");
        return this;
    }

    String html() {
        return html + "</table></div>\n";
    }
}
