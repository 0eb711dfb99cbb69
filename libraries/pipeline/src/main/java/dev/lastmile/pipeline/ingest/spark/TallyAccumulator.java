package dev.lastmile.pipeline.ingest.spark;

import java.util.TreeMap;
import org.apache.spark.util.AccumulatorV2;

/**
 * Tallies by task. Spark may run a task twice: the second tally replaces the first, so that nothing is counted twice.
 */
public final class TallyAccumulator extends AccumulatorV2<Tally, TreeMap<Integer, Tally>> {
    private static final long serialVersionUID = 1;

    private final TreeMap<Integer, Tally> tallies = new TreeMap<>();

    @Override
    public synchronized boolean isZero() {
        return tallies.isEmpty();
    }

    @Override
    public synchronized AccumulatorV2<Tally, TreeMap<Integer, Tally>> copy() {
        TallyAccumulator copy = new TallyAccumulator();
        copy.tallies.putAll(tallies);
        return copy;
    }

    @Override
    public synchronized void reset() {
        tallies.clear();
    }

    @Override
    public synchronized void add(Tally tally) {
        tallies.put(tally.task(), tally);
    }

    @Override
    public synchronized void merge(AccumulatorV2<Tally, TreeMap<Integer, Tally>> other) {
        tallies.putAll(other.value());
    }

    @Override
    public synchronized TreeMap<Integer, Tally> value() {
        return new TreeMap<>(tallies);
    }
}
