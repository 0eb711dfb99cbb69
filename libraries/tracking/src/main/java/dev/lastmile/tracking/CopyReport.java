package dev.lastmile.tracking;

/**
 * Totals at the destination after a copy, including earlier copies.
 *
 * @param versions of all registered models
 */
public record CopyReport(int experiments, int runs, int loggedModels, int registeredModels, int versions) {}
