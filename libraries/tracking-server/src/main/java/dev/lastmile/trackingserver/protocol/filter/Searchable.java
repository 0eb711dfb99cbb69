package dev.lastmile.trackingserver.protocol.filter;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What of an entity can be searched and ordered by, and where it lies in queries.
 *
 * <p>An entity is called {@code e} in all conditions. A condition has {@code %s} where the operator and the value go.
 */
public final class Searchable {
    enum Type {
        TEXT,
        NUMBER
    }

    /**
     * @param condition holds for entities that match
     * @param order what to sort by; null if that makes no sense
     */
    record Column(Type type, String condition, String order) {}

    private final Map<String, Column> attributes = new LinkedHashMap<>();
    private final Map<String, Column> datasets = new LinkedHashMap<>();
    private String tags;
    private String params;
    private String metrics;
    private String hidingTag;

    /** An attribute by its name in the protocol, and the property that holds it. */
    public Searchable text(String name, String property) {
        attributes.put(name, new Column(Type.TEXT, "e." + property + " %s", "e." + property));
        return this;
    }

    public Searchable number(String name, String property) {
        attributes.put(name, new Column(Type.NUMBER, "e." + property + " %s", "e." + property));
        return this;
    }

    /** An attribute of the datasets that an entity read. */
    public Searchable dataset(String name, String condition) {
        datasets.put(name, new Column(Type.TEXT, condition, null));
        return this;
    }

    /** The property that holds the tags by their keys. */
    public Searchable tags(String property) {
        this.tags = property;
        return this;
    }

    /**
     * A tag that hides what it marks with {@code true}, unless a filter asks for just that: clients ask for everything
     * else by {@code != 'true'} and mean what has no such tag as well.
     */
    public Searchable hiddenBy(String tag) {
        this.hidingTag = tag;
        return this;
    }

    public Searchable params(String property) {
        this.params = property;
        return this;
    }

    /** The property that holds the metrics by their keys, each with a value and whether it is NaN. */
    public Searchable metrics(String property) {
        this.metrics = property;
        return this;
    }

    Map<String, Column> attributes() {
        return attributes;
    }

    Map<String, Column> datasets() {
        return datasets;
    }

    String tags() {
        return tags;
    }

    String hidingTag() {
        return hidingTag;
    }

    String params() {
        return params;
    }

    String metrics() {
        return metrics;
    }
}
