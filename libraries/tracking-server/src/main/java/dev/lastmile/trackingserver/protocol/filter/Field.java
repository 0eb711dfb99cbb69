package dev.lastmile.trackingserver.protocol.filter;

/**
 * A field in a filter or an order.
 *
 * @param entity kind of entity that has it
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
