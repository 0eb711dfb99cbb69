package dev.lastmile.pipeline.ingest.spark;

import dev.lastmile.pipeline.ingest.text.Reject;
import java.io.Serializable;
import java.util.List;

/**
 * What a task has found.
 *
 * @param task its number
 * @param records how many it has read, rejected ones included
 * @param rejects how many it has rejected
 * @param first the first few of them
 */
public record Tally(int task, long records, long rejects, List<Reject> first) implements Serializable {
    /** How many rejects a task reports. */
    public static final int REPORTED = 5;
}
