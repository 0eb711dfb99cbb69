package dev.lastmile.onnx.internal;

/** The metadata properties that every exported model has. */
public final class ModelMetadata {
    /** The version of what these properties mean. */
    public static final String FORMAT = "lastmile.format";

    public static final String CURRENT_FORMAT = "1";
    /** The framework that the model was trained in. */
    public static final String SOURCE = "lastmile.source";
    /** Followed by an output's name: what it is. */
    public static final String OUTPUT_PREFIX = "lastmile.output.";
    /** A JSON list: the labels, in the order of a classifier's probabilities. */
    public static final String LABELS = "lastmile.labels";
    /** A JSON list: the names of the numbers in a vector input, in its order. */
    public static final String FEATURES = "lastmile.features";

    /** What stands for null in the model's STRING inputs; a model without it takes no null there. */
    public static final String NULL_STRING = "lastmile.null_string";
    /** A JSON list: the digests of the models that a merged graph is made of, in their order. */
    public static final String CHAIN = "lastmile.chain";

    private ModelMetadata() {}
}
