package dev.lastmile.trackingserver.protocol.filter;

/** The operator of a comparison. */
enum Operator {
    EQUAL("="),
    NOT_EQUAL("!="),
    LESS("<"),
    LESS_OR_EQUAL("<="),
    GREATER(">"),
    GREATER_OR_EQUAL(">="),
    LIKE("LIKE"),
    ILIKE("ILIKE"),
    IN("IN"),
    NOT_IN("NOT IN"),
    IS_NULL("IS NULL"),
    IS_NOT_NULL("IS NOT NULL");

    private final String text;

    Operator(String text) {
        this.text = text;
    }

    /** Its syntax in filters and queries. */
    String text() {
        return text;
    }

    boolean takesLists() {
        return this == IN || this == NOT_IN;
    }

    boolean takesPatterns() {
        return this == LIKE || this == ILIKE;
    }

    boolean takesNothing() {
        return this == IS_NULL || this == IS_NOT_NULL;
    }

    boolean ordersNumbers() {
        return ordinal() <= GREATER_OR_EQUAL.ordinal();
    }

    boolean comparesTexts() {
        return this == EQUAL || this == NOT_EQUAL || takesPatterns() || takesLists();
    }
}
