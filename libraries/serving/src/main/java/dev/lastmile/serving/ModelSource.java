package dev.lastmile.serving;

/** Where the service loads its models from. */
public enum ModelSource {
    /** The tracking server, or the cache while the server is unavailable. */
    REGISTRY,
    /** The cache alone, as in an image that contains the models. */
    CACHE,
    /** Downloads from the tracking server into the cache and exits, to build an image that contains the models. */
    FETCH
}
