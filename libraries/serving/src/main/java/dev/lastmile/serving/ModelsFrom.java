package dev.lastmile.serving;

/** Where a service has its models from. */
public enum ModelsFrom {
    /** The tracking server, or the cache while that is away. */
    REGISTRY,
    /** The cache alone, as in an image with its models in it. */
    CACHE,
    /** The tracking server into the cache, and then it ends: for an image that is to have them. */
    FETCH
}
