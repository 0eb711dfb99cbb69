package dev.lastmile.trackingserver.protocol.filter;

/**
 * What a filter or an order names.
 *
 * @param entity what kind of thing has it
 * @param key its name
 */
record Field(Entity entity, String key) {
    enum Entity {
        ATTRIBUTE,
        METRIC,
        PARAMETER,
        TAG,
        DATASET
    }
}
