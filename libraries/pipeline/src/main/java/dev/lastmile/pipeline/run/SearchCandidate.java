package dev.lastmile.pipeline.run;

import java.util.Map;

/**
 * One of the settings that a search has tried.
 *
 * @param parameters the values that distinguish it, as {@code <stage>.<parameter>}
 * @param metrics what it was judged by
 * @param best whether the search has chosen it
 */
public record SearchCandidate(Map<String, String> parameters, Map<String, Double> metrics, boolean best) {}
