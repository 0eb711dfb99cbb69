package dev.lastmile.trackingserver.protocol.filter;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The fields of an entity that can be searched and sorted by, and their expressions in queries.
 *
 * <p>The alias of the entity is {@code e} in all conditions. A condition has {@code %s} where the operator and the value go.
 */
public final class Searchable {
    enum Type {
        TEXT,
        NUMBER
    }

    /**
     * @param condition the condition for matching entities
     * @param order the expression to sort by; null if the field cannot be sorted by
     */
    record Column(Type type, String condition, String order) {}

    private final Map<String, Column> attributes = new LinkedHashMap<>();
    private final Map<String, Column> datasets = new LinkedHashMap<>();
    private String tags;
    private String params;
    private String metrics;
    private String hidingTag;

    /** An attribute by its name in the protocol, and its property. */
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

    /** The property of the tags, by key. */
    public Searchable tags(String property) {
        this.tags = property;
        return this;
    }

    /**
     * A tag whose value {@code true} hides an entity, unless a filter selects it: clients select all others by {@code !=
     * 'true'}, including entities without the tag.
     */
    public Searchable hiddenBy(String tag) {
        this.hidingTag = tag;
        return this;
    }

    public Searchable params(String property) {
        this.params = property;
        return this;
    }

    /** The property of the metrics by key, each with a value and whether it is NaN. */
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
