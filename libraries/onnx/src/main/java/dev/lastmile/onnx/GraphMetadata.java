package dev.lastmile.onnx;

/**
 * The keys of the metadata properties that an ONNX model of this project has, which are a file format: see {@code
 * docs/src/lastmile/model-metadata.adoc} for each value and its version.
 */
public final class GraphMetadata {
    /** The version of what these properties mean; a model without it is read as {@link #CURRENT_FORMAT}. */
    public static final String FORMAT = "lastmile.format";
    /** The version that this library writes, and the only one that it merges. */
    public static final String CURRENT_FORMAT = "1";
    /** The framework that the model was trained in, and its version. */
    public static final String SOURCE = "lastmile.source";
    /** Followed by the name of an output: what it is, for people. */
    public static final String OUTPUT_PREFIX = "lastmile.output.";
    /** A JSON list: the labels, in the order of a classifier's probabilities; marks a classifier. */
    public static final String LABELS = "lastmile.labels";
    /** A JSON object: the {@code label} that a binary classifier predicts above a probability, and that {@code value}. */
    public static final String THRESHOLD = "lastmile.threshold";
    /** Followed by the name of a vector output; a JSON list: the names of the numbers in it, in its order. */
    public static final String NAMES_PREFIX = "lastmile.names.";
    /** A JSON list: the names of the numbers in a vector input, in its order. */
    public static final String FEATURES = "lastmile.features";
    /** The string that represents null in the model's STRING inputs; without it, they reject null. */
    public static final String NULL_STRING = "lastmile.null_string";
    /** A JSON object: the {@link LogicalType} of each input whose element type alone does not define its values. */
    public static final String INPUT_TYPES = "lastmile.input_types";
    /** A JSON list: the digests of the models that a merged graph consists of, in their order. */
    public static final String CHAIN = "lastmile.chain";
    /** A JSON object: a text for each code of the output {@value RowStatus#OUTPUT}. */
    public static final String ROW_STATUS = "lastmile.row_status";
    /** A JSON object: the action, stage and column for each code but 0. */
    public static final String ROW_STATUS_RULES = "lastmile.row_status.rules";

    private GraphMetadata() {}
}
