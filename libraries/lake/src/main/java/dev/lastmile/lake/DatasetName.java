package dev.lastmile.lake;

/**
 * Names a dataset, which is the table {@code lake.<stage>.<name>}.
 *
 * @param stage how far the data are on their way, e.g. {@code raw}, {@code interim}, {@code processed}
 * @param name the dataset's name within its stage, e.g. {@code iris}
 */
public record DatasetName(String stage, String name) {
    private static final String PART = "[a-z][a-z0-9_]*";

    public DatasetName {
        if (!stage.matches(PART) || !name.matches(PART)) {
            throw new LakeException("'" + stage + "." + name + "' cannot name a dataset: stage and name are lower-case"
                    + " letters, digits and underscores, and begin with a letter. Write it like raw.iris.");
        }
    }

    /**
     * Reads {@code raw.iris}, or {@code lake.raw.iris}.
     *
     * @throws LakeException if it is neither
     */
    public static DatasetName parse(String text) {
        String[] parts = (text.startsWith("lake.") ? text.substring("lake.".length()) : text).split("\\.", -1);
        if (parts.length != 2) {
            throw new LakeException("'" + text + "' cannot name a dataset. Write it as stage and name, like raw.iris.");
        }
        return new DatasetName(parts[0], parts[1]);
    }

    /** As {@code lake.raw.iris}, which Spark SQL takes. */
    @Override
    public String toString() {
        return "lake." + stage + "." + name;
    }
}
