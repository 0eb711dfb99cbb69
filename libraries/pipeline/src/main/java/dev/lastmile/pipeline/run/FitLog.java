package dev.lastmile.pipeline.run;

import java.util.List;
import java.util.Map;

/** What training logs: the part of a {@link RunLog} that a trainer needs. */
public interface FitLog {
    /** Prints a line of progress. */
    void report(String line);

    /** Logs parameters; another value for one that was logged before is rejected. */
    void logParameters(Map<String, String> parameters);

    /**
     * Logs the parameters of a fit, under a prefix where an earlier fit of the run has logged other values.
     *
     * @return the prefix, empty for the first fit
     */
    String logFit(Map<String, String> parameters);

    /**
     * Logs what a search has tried: each candidate as a child run.
     *
     * @param candidates of one search
     */
    void logSearch(List<SearchCandidate> candidates);

    /** Keeps nothing: for tests, which have no tracking server. */
    static FitLog none() {
        return new FitLog() {
            @Override
            public void report(String line) {}

            @Override
            public void logParameters(Map<String, String> parameters) {}

            @Override
            public String logFit(Map<String, String> parameters) {
                return "";
            }

            @Override
            public void logSearch(List<SearchCandidate> candidates) {}
        };
    }
}
