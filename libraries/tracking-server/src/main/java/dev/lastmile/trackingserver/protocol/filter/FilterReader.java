package dev.lastmile.trackingserver.protocol.filter;

import dev.lastmile.trackingserver.protocol.Excerpt;
import dev.lastmile.trackingserver.protocol.ProtocolException;
import dev.lastmile.trackingserver.protocol.filter.Field.Entity;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads MLflow's filters and orders: comparisons joined by AND, such as
 * {@code attributes.status = 'RUNNING' and tags."lastmile.step" = 'raw-data'}.
 *
 * <p>As in MLflow, OR is not supported, and parentheses only for lists.
 */
final class FilterReader {
    private static final Pattern SPACE = Pattern.compile("\\s*");
    private static final Pattern WORD = Pattern.compile("[\\w./:\\-]+", Pattern.UNICODE_CHARACTER_CLASS);
    private static final Pattern QUOTED_NAME = Pattern.compile("`([^`]+)`|\"([^\"]+)\"");
    private static final Pattern TEXT = Pattern.compile("'((?:[^']++|'')*+)'|\"([^\"]*)\"");
    // Possessive: what does not match is given up at once, not tried again with each number of digits.
    private static final Pattern NUMBER =
            Pattern.compile("[+-]?+(?:\\d++\\.?+\\d*+|\\.\\d++)(?:[eE][+-]?+\\d++)?+(?![\\w.])");
    private static final Pattern SYMBOL = Pattern.compile("<=|>=|!=|=|<|>");
    private static final Pattern OPERATOR_WORD = Pattern.compile(
            "(?:(I?LIKE|IN)|(NOT)\\s+IN|(IS)\\s+NULL|(IS\\s+NOT)\\s+NULL)(?!\\w)", Pattern.CASE_INSENSITIVE);
    private static final Pattern AND = Pattern.compile("AND(?!\\w)", Pattern.CASE_INSENSITIVE);

    /** Each comparison is a level of the query, and the database reads levels recursively. */
    private static final int MAX_COMPARISONS = 100;

    private final String source;
    private int position;

    private FilterReader(String source) {
        this.source = source;
        skipSpace();
    }

    /** Parses a filter; an empty one has no comparisons. */
    static List<Comparison> filter(String source) {
        FilterReader reader = new FilterReader(source);
        List<Comparison> comparisons = new ArrayList<>();
        while (!reader.atEnd()) {
            if (!comparisons.isEmpty() && reader.take(AND).isEmpty()) {
                throw reader.invalid(reader.position, "Comparisons are joined by AND, and by nothing else.");
            }
            if (comparisons.size() == MAX_COMPARISONS) {
                throw ProtocolException.invalid("The filter has more than " + MAX_COMPARISONS
                        + " comparisons. Send several requests with a part of them each.");
            }
            comparisons.add(reader.comparison());
        }
        return comparisons;
    }

    /** Parses the field and the direction of an order. */
    static Order order(String source) {
        FilterReader reader = new FilterReader(source);
        Field field = reader.field().orElseThrow(() -> invalidOrder(source));
        String direction = reader.take(WORD).map(Matcher::group).orElse("asc").toLowerCase(Locale.ROOT);
        if (!reader.atEnd() || !(direction.equals("asc") || direction.equals("desc"))) {
            throw invalidOrder(source);
        }
        return new Order(field, direction);
    }

    /** One of the fields that results are ordered by. */
    record Order(Field field, String direction) {}

    private static ProtocolException invalidOrder(String source) {
        return ProtocolException.invalid("Invalid order_by clause '" + Excerpt.of(source)
                + "'. Write one as: metrics.accuracy DESC, params.`a name`, attributes.start_time ASC.");
    }

    private Comparison comparison() {
        int start = position;
        Field field = field().orElseThrow(() ->
                invalid(start, "A comparison begins with a name, such as tags.`a name` or metrics.rmse."));
        Operator operator = operator()
                .orElseThrow(
                        () -> invalid(
                                start,
                                "After the name comes one of =, !=, <, <=, >, >=, LIKE, ILIKE, IN, NOT IN, IS NULL, IS NOT NULL."));
        Operand operand = operator.takesNothing()
                ? new Operand.Nothing()
                : operand()
                        .orElseThrow(() -> invalid(
                                start,
                                "A comparison ends with a number, a quoted string or a list of quoted strings."));
        return new Comparison(
                field, operator, operand, source.substring(start, position).strip());
    }

    private Optional<Field> field() {
        int start = position;
        Optional<String> quoted = takeHere(QUOTED_NAME).map(FilterReader::content);
        if (quoted.isPresent()) {
            skipSpace();
            return quoted.map(key -> new Field(Entity.ATTRIBUTE, key));
        }
        Optional<String> word = takeHere(WORD).map(Matcher::group);
        if (word.isEmpty()) {
            return Optional.empty();
        }
        int dot = word.get().indexOf('.');
        if (dot < 0) {
            skipSpace();
            return Optional.of(new Field(Entity.ATTRIBUTE, word.get()));
        }
        Entity entity = entity(word.get().substring(0, dot));
        String key = word.get().substring(dot + 1);
        if (key.isEmpty()) {
            key = takeHere(QUOTED_NAME)
                    .map(FilterReader::content)
                    .orElseThrow(() -> invalid(start, "The name after the dot is missing."));
        }
        skipSpace();
        return Optional.of(new Field(entity, key));
    }

    private static Entity entity(String name) {
        return switch (name) {
            case "attribute", "attributes", "attr", "run" -> Entity.ATTRIBUTE;
            case "metric", "metrics" -> Entity.METRIC;
            case "parameter", "parameters", "param", "params" -> Entity.PARAMETER;
            case "tag", "tags" -> Entity.TAG;
            case "dataset", "datasets" -> Entity.DATASET;
            default ->
                throw ProtocolException.invalid("Invalid entity type '" + Excerpt.of(name)
                        + "'. Valid values are ['metric', 'parameter', 'tag', 'attribute', 'dataset']");
        };
    }

    private Optional<Operator> operator() {
        Optional<String> symbol = take(SYMBOL).or(() -> take(OPERATOR_WORD)).map(Matcher::group);
        return symbol.map(text -> text.toUpperCase(Locale.ROOT).replaceAll("\\s+", " "))
                .map(FilterReader::operator);
    }

    private static Operator operator(String text) {
        for (Operator operator : Operator.values()) {
            if (operator.text().equals(text)) {
                return operator;
            }
        }
        throw new IllegalStateException("no operator " + text);
    }

    private Optional<Operand> operand() {
        return take(NUMBER)
                .<Operand>map(number -> new Operand.Number(number.group()))
                .or(() -> take(TEXT).map(text -> new Operand.Text(content(text))))
                .or(this::list);
    }

    private Optional<Operand> list() {
        if (atEnd() || source.charAt(position) != '(') {
            return Optional.empty();
        }
        List<String> texts = new ArrayList<>();
        char separator;
        do {
            position++;
            skipSpace();
            Optional<String> text = take(TEXT).map(FilterReader::content);
            if (text.isEmpty() || atEnd()) {
                return Optional.empty();
            }
            texts.add(text.get());
            separator = source.charAt(position);
        } while (separator == ',');
        if (separator != ')') {
            return Optional.empty();
        }
        position++;
        skipSpace();
        return Optional.of(new Operand.Texts(texts));
    }

    private static String content(Matcher quoted) {
        return quoted.group(1) != null ? quoted.group(1).replace("''", "'") : quoted.group(2);
    }

    private Optional<Matcher> take(Pattern pattern) {
        Optional<Matcher> taken = takeHere(pattern);
        if (taken.isPresent()) {
            skipSpace();
        }
        return taken;
    }

    private Optional<Matcher> takeHere(Pattern pattern) {
        Matcher matcher = pattern.matcher(source).region(position, source.length());
        // A look-ahead must see what follows, not the end of the region alone.
        matcher.useTransparentBounds(true);
        if (!matcher.lookingAt()) {
            return Optional.empty();
        }
        position = matcher.end();
        return Optional.of(matcher);
    }

    private void skipSpace() {
        takeHere(SPACE);
    }

    private boolean atEnd() {
        return position == source.length();
    }

    private ProtocolException invalid(int start, String reason) {
        String clause = source.substring(start).strip();
        return ProtocolException.invalid("Invalid clause(s) in filter string: '"
                + Excerpt.of(clause.isEmpty() ? source.strip() : clause) + "'. " + reason);
    }
}
