package dev.lastmile.pipeline.run;

import dev.lastmile.lake.DatasetName;
import dev.lastmile.lake.Snapshot;
import dev.lastmile.tracking.ModelVersion;
import dev.lastmile.tracking.model.ModelTags;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a run has used so far, and the keys under which snapshots and runs record it.
 *
 * <p>The same keys stand in the summary of a snapshot and in the tags of a run. They are a file format: a key never changes
 * its meaning. Not thread-safe.
 */
public final class Lineage {
    /** In a snapshot's summary: the id of the run that published it. */
    public static final String RUN = "lastmile.run";
    /** The name of the step. */
    public static final String STEP = "lastmile.step";
    /** The commit that the step's code stands on. */
    public static final String CODE = "lastmile.code";

    private static final String PREFIX = "lastmile.";
    private static final String OUTPUT = PREFIX + "output.";

    private final Map<String, String> notes = new LinkedHashMap<>();

    /** The key of the snapshot id of a dataset that was read. */
    public static String inputKey(DatasetName dataset) {
        return PREFIX + "input." + dataset;
    }

    /** The key, in a run's tags, of the snapshot id of a dataset that was published. */
    public static String outputKey(DatasetName dataset) {
        return OUTPUT + dataset;
    }

    /** The key, in a run's tags, of the snapshot id of a dataset that the run had nothing new for. */
    public static String unchangedKey(DatasetName dataset) {
        return PREFIX + "unchanged." + dataset;
    }

    /**
     * The dataset whose {@linkplain #outputKey output} a tag names.
     *
     * @return the dataset's full name, or empty if the tag is another one
     */
    public static Optional<String> outputOf(String key) {
        return key.startsWith(OUTPUT) ? Optional.of(key.substring(OUTPUT.length())) : Optional.empty();
    }

    /** The key of the version of a registered model that was used. */
    public static String modelKey(String model) {
        return PREFIX + "model." + model;
    }

    /** The key of the digest of that version. */
    public static String digestKey(String model) {
        return modelKey(model) + ".digest";
    }

    /**
     * The key in a run's tags for one of several snapshots that the run publishes of a dataset.
     *
     * @param part distinguishes the snapshots of a run
     * @param key as the run has it for a single snapshot
     */
    public static String partKey(String part, String key) {
        return PREFIX + "part." + part + "." + key.substring(PREFIX.length());
    }

    /** The tag of the snapshots that a run publishes; followed by a dash and the part where there are several. */
    public static String snapshotTag(String runId) {
        return "run-" + runId;
    }

    /** Whether a snapshot was computed by exactly this version of a model: its number and its digest are the same. */
    public static boolean isMadeBy(Snapshot snapshot, ModelVersion model) {
        return model.version().equals(snapshot.summary().get(modelKey(model.name())))
                && model.tags()
                        .getOrDefault(ModelTags.DIGEST, "")
                        .equals(snapshot.summary().get(digestKey(model.name())));
    }

    /** What was noted so far, in its order; a view. */
    public Map<String, String> notes() {
        return Collections.unmodifiableMap(notes);
    }

    void note(String key, String value) {
        notes.put(key, value);
    }
}
