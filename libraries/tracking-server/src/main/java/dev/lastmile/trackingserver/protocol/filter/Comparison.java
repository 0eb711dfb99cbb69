package dev.lastmile.trackingserver.protocol.filter;

/**
 * One of a filter's AND-ed parts.
 *
 * @param clause the source text, for messages
 */
record Comparison(Field field, Operator operator, Operand operand, String clause) {}
