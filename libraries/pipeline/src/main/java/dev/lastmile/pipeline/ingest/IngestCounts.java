package dev.lastmile.pipeline.ingest;

import dev.lastmile.pipeline.ingest.text.Reject;
import java.util.List;

/**
 * What an ingestion has read.
 *
 * @param records rejected ones included
 * @param rejects records that do not fit
 * @param first the first few of them, in the order of files and lines
 */
public record IngestCounts(long records, long rejects, List<Reject> first) {
    public IngestCounts {
        first = List.copyOf(first);
    }
}
