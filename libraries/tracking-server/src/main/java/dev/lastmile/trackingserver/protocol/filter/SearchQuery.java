package dev.lastmile.trackingserver.protocol.filter;

import dev.lastmile.trackingserver.protocol.Excerpt;
import dev.lastmile.trackingserver.protocol.ProtocolException;
import dev.lastmile.trackingserver.protocol.filter.FilterReader.Order;
import dev.lastmile.trackingserver.protocol.filter.Searchable.Column;
import dev.lastmile.trackingserver.protocol.filter.Searchable.Type;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * A database query, translated from a filter and an order of the protocol.
 *
 * <p>Keys and values of the filter reach the database as parameters only.
 */
public final class SearchQuery {
    private static final int MAX_ORDERS = 20;

    private final String entity;
    private final Searchable searchable;
    private final StringBuilder joins = new StringBuilder();
    private final List<String> conditions = new ArrayList<>();
    private final List<String> orders = new ArrayList<>();
    private final Map<String, Object> values = new HashMap<>();

    /**
     * @param entity the name of the entity, with the alias {@code e} in conditions
     */
    public SearchQuery(String entity, Searchable searchable) {
        this.entity = entity;
        this.searchable = searchable;
    }

    /** Adds a condition with one value, which goes where {@code %s} is. */
    public SearchQuery where(String condition, Object value) {
        conditions.add(condition.formatted(parameter(value)));
        return this;
    }

    /** Adds a filter of the protocol. */
    public SearchQuery filter(String filter) {
        List<Comparison> comparisons = FilterReader.filter(filter);
        boolean hiddenAskedFor = false;
        for (Comparison comparison : comparisons) {
            if (comparison.field().equals(new Field(Field.Entity.TAG, searchable.hidingTag()))) {
                hiddenAskedFor |= asksForTrue(comparison);
            } else {
                add(comparison);
            }
        }
        if (searchable.hidingTag() != null) {
            conditions.add((hiddenAskedFor ? "" : "not ") + "exists (select 1 from e." + searchable.tags()
                    + " x where key(x) = " + parameter(searchable.hidingTag()) + " and x = 'true')");
        }
        return this;
    }

    /** Orders by clauses of the protocol, then by the properties that follow. */
    public SearchQuery orderBy(List<String> clauses, String... properties) {
        if (clauses.size() > MAX_ORDERS) {
            throw ProtocolException.invalid("`order_by` has " + clauses.size() + " fields, and can have at most "
                    + MAX_ORDERS + ". Order by fewer.");
        }
        Set<Field> seen = new HashSet<>();
        for (String clause : clauses) {
            Order order = FilterReader.order(clause);
            if (!seen.add(order.field())) {
                throw ProtocolException.invalid(
                        "`order_by` contains duplicate fields: " + Excerpt.of(clauses.toString()));
            }
            order(order, clause);
        }
        orders.addAll(List.of(properties));
        return this;
    }

    /** The query for the identifiers of the results. */
    String ids() {
        return "select e.id from " + entity + " e" + joins
                + (conditions.isEmpty() ? "" : " where " + String.join(" and ", conditions)) + " order by "
                + String.join(", ", orders);
    }

    /** The values of the query's parameters by name. */
    Map<String, Object> values() {
        return values;
    }

    private static boolean asksForTrue(Comparison comparison) {
        return comparison.operator() == Operator.EQUAL && comparison.operand().equals(new Operand.Text("true"))
                || comparison.operator() == Operator.NOT_EQUAL
                        && comparison.operand().equals(new Operand.Text("false"));
    }

    private void add(Comparison comparison) {
        Field field = comparison.field();
        switch (field.entity()) {
            case ATTRIBUTE -> add(comparison, column(searchable.attributes(), field, "attribute"));
            case DATASET -> add(comparison, column(searchable.datasets(), field, "dataset"));
            case TAG -> addEntry(comparison, searchable.tags());
            case PARAMETER -> addEntry(comparison, searchable.params());
            case METRIC -> addMetric(comparison);
        }
    }

    private void add(Comparison comparison, Column column) {
        if (comparison.operator().takesNothing()) {
            throw invalid(comparison, "IS NULL / IS NOT NULL is only supported for tags and params");
        }
        String compared = column.type() == Type.NUMBER ? number(comparison) : text(comparison);
        conditions.add(column.condition().formatted(compared));
    }

    private void addEntry(Comparison comparison, String property) {
        requireSearchable(comparison, property);
        String key = parameter(comparison.field().key());
        String entries = "exists (select 1 from e." + property + " x where key(x) = " + key;
        conditions.add(
                switch (comparison.operator()) {
                    case IS_NULL -> "not " + entries + ")";
                    case IS_NOT_NULL -> entries + ")";
                    default -> entries + " and x " + text(comparison) + ")";
                });
    }

    // NaN differs from every number, and compares with none in any other way.
    private void addMetric(Comparison comparison) {
        requireSearchable(comparison, searchable.metrics());
        String value = "x.value " + decimal(comparison);
        conditions.add("exists (select 1 from e." + searchable.metrics() + " x where key(x) = "
                + parameter(comparison.field().key()) + " and "
                + (comparison.operator() == Operator.NOT_EQUAL
                        ? "(x.nan = true or " + value + ")"
                        : "x.nan = false and " + value)
                + ")");
    }

    private String text(Comparison comparison) {
        Operator operator = comparison.operator();
        if (!operator.comparesTexts()) {
            throw invalid(comparison, "Invalid comparator '" + operator.text() + "' for a string");
        }
        if (operator.takesLists() && comparison.operand() instanceof Operand.Texts list) {
            return operator.text() + " " + parameter(list.texts());
        }
        if (operator.takesPatterns() && comparison.operand() instanceof Operand.Text one) {
            return "like regexp " + parameter(pattern(comparison, one.text()));
        }
        if (!operator.takesLists() && comparison.operand() instanceof Operand.Text one) {
            return operator.text() + " " + parameter(one.text());
        }
        throw invalid(
                comparison,
                operator.takesLists()
                        ? "Expected a list of quoted string values, such as ('a', 'b')"
                        : "Expected a quoted string value (e.g. 'my-value')");
    }

    private static String pattern(Comparison comparison, String text) {
        if (text.length() > LikePattern.MAX_LENGTH) {
            throw invalid(comparison, "A pattern can have at most " + LikePattern.MAX_LENGTH + " characters");
        }
        return LikePattern.regexp(text, comparison.operator() == Operator.ILIKE);
    }

    private String number(Comparison comparison) {
        String digits = digits(comparison);
        try {
            return comparison.operator().text() + " " + parameter(Long.parseLong(digits));
        } catch (NumberFormatException e) {
            throw invalid(comparison, "Expected an integer");
        }
    }

    private String decimal(Comparison comparison) {
        return comparison.operator().text() + " " + parameter(Double.parseDouble(digits(comparison)));
    }

    private static String digits(Comparison comparison) {
        if (!comparison.operator().ordersNumbers()) {
            throw invalid(
                    comparison, "Invalid comparator '" + comparison.operator().text() + "' for a number");
        }
        if (comparison.operand() instanceof Operand.Number number) {
            return number.digits();
        }
        throw invalid(comparison, "Expected numeric value type");
    }

    private void order(Order order, String clause) {
        Field field = order.field();
        String join = "o" + orders.size();
        switch (field.entity()) {
            case ATTRIBUTE -> {
                String by = column(searchable.attributes(), field, "order by").order();
                orders.add("case when " + by + " is null then 1 else 0 end");
                orders.add(by + " " + order.direction());
            }
            case TAG, PARAMETER -> {
                join(field.entity() == Field.Entity.TAG ? searchable.tags() : searchable.params(), join, field, clause);
                orders.add("case when " + join + " is null then 1 else 0 end");
                orders.add(join + " " + order.direction());
            }
            case METRIC -> {
                join(searchable.metrics(), join, field, clause);
                orders.add(
                        "case when " + join + ".value is null then 2 when " + join + ".nan = true then 1 else 0 end");
                orders.add(join + ".value " + order.direction());
            }
            case DATASET -> throw ProtocolException.invalid("Invalid order_by clause '" + Excerpt.of(clause) + "'.");
        }
    }

    private void join(String property, String name, Field field, String clause) {
        if (property == null) {
            throw ProtocolException.invalid("Invalid order_by clause '" + Excerpt.of(clause) + "'.");
        }
        joins.append(" left join e.").append(property).append(' ').append(name);
        joins.append(" on key(").append(name).append(") = ").append(parameter(field.key()));
    }

    private static Column column(Map<String, Column> columns, Field field, String what) {
        Column column = columns.get(field.key());
        if (column == null) {
            throw ProtocolException.invalid("Invalid " + what + " key '" + Excerpt.of(field.key())
                    + "' specified. Valid keys are " + columns.keySet() + ".");
        }
        return column;
    }

    private static void requireSearchable(Comparison comparison, String property) {
        if (property == null) {
            throw invalid(
                    comparison,
                    "There is no " + comparison.field().entity().name().toLowerCase(Locale.ROOT) + " to search here");
        }
    }

    private String parameter(Object value) {
        String name = "p" + values.size();
        values.put(name, value);
        return ":" + name;
    }

    private static ProtocolException invalid(Comparison comparison, String reason) {
        return ProtocolException.invalid(
                reason + " in the clause '" + Excerpt.of(comparison.clause()) + "' of the filter.");
    }
}
