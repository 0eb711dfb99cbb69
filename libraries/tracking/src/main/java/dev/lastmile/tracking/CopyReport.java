package dev.lastmile.tracking;

/**
 * What a copy to another server found there when it was done, whether from this time or an earlier one.
 *
 * @param versions of all registered models
 */
public record CopyReport(int experiments, int runs, int loggedModels, int registeredModels, int versions) {}
