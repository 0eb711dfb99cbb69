package dev.lastmile.trackingserver.page;

import java.util.List;

/**
 * An experiment with its newest runs.
 *
 * @param more whether there are older runs that are not shown
 */
public record ExperimentSection(String id, String name, List<RunRow> runs, boolean more) {}
