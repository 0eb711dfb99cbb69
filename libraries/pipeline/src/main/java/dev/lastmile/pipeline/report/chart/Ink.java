package dev.lastmile.pipeline.report.chart;

import java.util.Locale;

/** The colours of charts, in a light and in a dark scheme; each reads on both papers with a contrast of at least 4.5. */
enum Ink {
    PAPER("#ffffff", "#14181e"),
    TEXT("#1b1f24", "#e6e9ee"),
    MUTED("#5b6572", "#9aa5b4"),
    GRID("#d9dee5", "#343c48"),
    /** On a filled area of the first series. */
    ON_FILL("#ffffff", "#10151c"),
    S0("#1f5fa8", "#6fb1f5"),
    S1("#b8470f", "#f0925c"),
    S2("#2a7541", "#6cc48a"),
    S3("#7b4aa3", "#bd93e0"),
    S4("#7d6200", "#d9b93f"),
    S5("#0a727a", "#4fc3cc");

    /** Of series. */
    static final int SERIES = 6;

    private final String light;
    private final String dark;

    Ink(String light, String dark) {
        this.light = light;
        this.dark = dark;
    }

    static Ink ofSeries(int index) {
        return values()[S0.ordinal() + index % SERIES];
    }

    String light() {
        return light;
    }

    String dark() {
        return dark;
    }

    /** The class of SVG elements in this colour. */
    String style() {
        return "ink-" + name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
