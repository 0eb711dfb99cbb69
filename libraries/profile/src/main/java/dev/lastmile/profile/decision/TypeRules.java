package dev.lastmile.profile.decision;

import dev.lastmile.contract.ColumnNames;
import dev.lastmile.contract.ColumnType;
import dev.lastmile.contract.ColumnType.Scalar;
import dev.lastmile.profile.column.NullWords;
import dev.lastmile.profile.column.SketchFacts;
import dev.lastmile.profile.column.TypeFacts;
import dev.lastmile.profile.file.FileFacts;
import dev.lastmile.profile.file.FileFormat;
import dev.lastmile.profile.file.ProfileException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Concludes null tokens, decimal separator and types from what was found in the columns. */
final class TypeRules {
    /** Columns that steps and models add: one of the file is renamed. */
    private static final Set<String> RESERVED = Set.of(
            "row_id",
            "split",
            "features",
            "prediction",
            "probability",
            "rawprediction",
            "raw_prediction",
            "model_name",
            "model_version",
            "label");

    private static final double EXACT_INTEGERS = 0x1p53;
    /** Identifiers with so few values are categories, such as those of shops. */
    private static final int FEW_IDS = 20;

    private static final Pattern CODE = Pattern.compile("(?i)(.*[_\\W])?codes?[0-9]*|.*[a-z]code[0-9]*");
    private static final Pattern CODE_OR_ID = Pattern.compile("([iI][dD]|.*[_\\W][iI][dD]|.*[a-z]I[dD])");

    private final FileFacts file;
    private final FileFormat format;
    private final ProfileOptions options;
    private final List<String[]> sample;

    TypeRules(FileFacts file, FileFormat format, ProfileOptions options, List<String[]> sample) {
        this.file = file;
        this.format = format;
        this.options = options;
        this.sample = sample;
    }

    DatasetProfile profile(List<String> sources, List<SketchFacts> sketches) {
        List<String> tokens = nullTokens(sketches);
        boolean quoted = !format.jsonLines() && sketches.stream().anyMatch(sketch -> sketch.quotedBlanks() > 0);
        char separator = separator(sketches);
        List<ColumnProfile> columns = new ArrayList<>();
        Set<String> taken = new HashSet<>();
        for (int i = 0; i < sources.size(); i++) {
            String name = name(sources.get(i), i + 1, taken);
            columns.add(column(name, sources.get(i), i, sketches.get(i), tokens, quoted, separator));
        }
        return new DatasetProfile(
                file, format, format.jsonLines() ? List.of() : tokens, quoted, separator, columns, sample);
    }

    private static String name(String source, int position, Set<String> taken) {
        String name = ColumnNames.safe(source, position);
        if (RESERVED.contains(name.toLowerCase(Locale.ROOT))) {
            name = name + "_column";
        }
        String free = name;
        for (int i = 2; !taken.add(free.toLowerCase(Locale.ROOT)); i++) {
            free = name + "_" + i;
        }
        return free;
    }

    private static List<String> nullTokens(List<SketchFacts> sketches) {
        Set<String> tokens = new LinkedHashSet<>();
        tokens.add("");
        for (SketchFacts sketch : sketches) {
            boolean typed = sketch.values() > 0
                    && (sketch.types().number() != TypeFacts.Number.NONE
                            || sketch.types().time() != TypeFacts.Time.NONE
                            || !sketch.types().booleanWords().isEmpty());
            sketch.nullWords().keySet().stream()
                    .filter(word -> typed || NullWords.CERTAIN.contains(word))
                    .forEach(tokens::add);
            if (typed) {
                tokens.addAll(sketch.quotedNullWords().keySet());
            }
        }
        return List.copyOf(tokens);
    }

    private static char separator(List<SketchFacts> sketches) {
        long points = count(sketches, TypeFacts.Number.REAL_POINT);
        long commas = count(sketches, TypeFacts.Number.REAL_COMMA);
        return commas > points ? ',' : '.';
    }

    private static long count(List<SketchFacts> sketches, TypeFacts.Number number) {
        return sketches.stream()
                .filter(sketch -> sketch.types().number() == number)
                .count();
    }

    private ColumnProfile column(
            String name, String source, int index, SketchFacts facts, List<String> tokens, boolean quoted, char point) {
        Map<String, Long> levels = new LinkedHashMap<>(facts.levels());
        long words = add(facts.nullWords(), tokens, true, levels);
        String pattern = facts.values() == 0 ? "" : pattern(source, facts);
        ColumnType type = words > 0 && facts.values() > 0 && facts.levels().isEmpty()
                ? Scalar.STRING
                : type(source, index, facts, pattern, point);
        if (words > 0) {
            type = Scalar.STRING;
        }
        boolean isString = type == Scalar.STRING;
        long quotedWords = isString ? add(facts.quotedNullWords(), tokens, quoted, levels) : 0;
        long nulls = facts.rows() - facts.values() - words - quotedWords;
        boolean isText = isString && facts.levels().isEmpty() && facts.values() > 0;
        if (type == Scalar.BOOLEAN && nulls > 0) {
            // Spark ML has no imputer of booleans: with null they are two categories.
            type = Scalar.STRING;
        }
        return new ColumnProfile(
                name,
                source,
                type,
                nulls,
                isText ? Map.of() : levels,
                type.isTemporal() ? pattern : "",
                type == Scalar.BOOLEAN ? facts.types().booleanWords() : List.of(),
                facts);
    }

    // Words that are not null after all are values.
    private static long add(Map<String, Long> words, List<String> tokens, boolean areNull, Map<String, Long> levels) {
        long count = 0;
        for (Map.Entry<String, Long> word : words.entrySet()) {
            if (!areNull || !tokens.contains(word.getKey())) {
                levels.merge(word.getKey(), word.getValue(), Long::sum);
                count += word.getValue();
            }
        }
        return count;
    }

    private ColumnType type(String source, int index, SketchFacts facts, String pattern, char point) {
        TypeFacts types = facts.types();
        boolean blankStrings = format.jsonLines() && facts.quotedBlanks() > 0;
        if (facts.values() == 0 || blankStrings) {
            return Scalar.STRING;
        }
        if (!types.booleanWords().isEmpty()) {
            // The words of a label are its classes, and stay as they are.
            boolean isLabel =
                    source.equals(options.label()) && !types.booleanWords().contains("true");
            return isLabel ? Scalar.STRING : Scalar.BOOLEAN;
        }
        boolean isDay = types.number() == TypeFacts.Number.INTEGER && types.time() == TypeFacts.Time.PATTERN;
        if (isDay && !source.toLowerCase(Locale.ROOT).matches(".*(date|day|datum|_dt|time).*")) {
            return Scalar.LONG;
        }
        return switch (types.time()) {
            case DATE -> Scalar.DATE;
            case INSTANT, LOCAL -> Scalar.TIMESTAMP;
            case PATTERN -> pattern.contains("m") ? Scalar.TIMESTAMP : Scalar.DATE;
            case NONE -> number(source, index, facts, point);
        };
    }

    private ColumnType number(String source, int index, SketchFacts facts, char point) {
        TypeFacts types = facts.types();
        boolean huge = types.range().isWhole()
                && Math.max(types.range().max(), -types.range().min()) > EXACT_INTEGERS;
        return switch (types.number()) {
            case NONE -> Scalar.STRING;
            // Numbers that are counted with have no zeros in front.
            case INTEGER -> types.leadingZero() || isCode(source, facts) ? Scalar.STRING : Scalar.LONG;
            case REAL_POINT ->
                point != '.' || huge || types.range().isWhole() && isCode(source, facts)
                        ? Scalar.STRING
                        : Scalar.DOUBLE;
            case REAL_COMMA -> point != ',' || hasThousands(index) ? Scalar.STRING : Scalar.DOUBLE;
        };
    }

    // Numbers that name a kind of thing are texts: no amount, and no order. JSON says that they are numbers.
    private boolean isCode(String source, SketchFacts facts) {
        boolean isFew =
                facts.distinct() <= FEW_IDS && CODE_OR_ID.matcher(source).matches();
        return !format.jsonLines()
                && !source.equals(options.label())
                && !source.equals(options.key())
                && (isFew || CODE.matcher(source).matches());
    }

    private boolean hasThousands(int index) {
        return sample.stream()
                .map(row -> row[index])
                .filter(cell -> cell != null && cell.indexOf(',') >= 0)
                .allMatch(cell -> cell.matches("[+-]?[1-9][0-9]{0,2},[0-9]{3}"));
    }

    private String pattern(String source, SketchFacts facts) {
        List<String> patterns = facts.types().patterns();
        if (facts.types().time() != TypeFacts.Time.PATTERN) {
            return "";
        }
        List<String> day = patterns.stream()
                .filter(one -> one.indexOf('d') >= 0 && one.indexOf('d') < one.indexOf('M'))
                .toList();
        List<String> month = patterns.stream()
                .filter(one -> one.indexOf('M') < one.indexOf('d'))
                .toList();
        boolean ambiguous = !day.isEmpty() && !month.isEmpty();
        if (ambiguous && !options.dayFirst().isEmpty()) {
            return options.dayFirst().equals("day") ? day.get(0) : month.get(0);
        }
        if (ambiguous && !options.ignore().contains(source)) {
            String example = sample.isEmpty()
                    ? ""
                    : facts.levels().keySet().stream().findFirst().orElse("");
            throw new ProfileException("Column " + source + " has dates"
                    + (example.isEmpty() ? "" : " such as " + example)
                    + " whose day and month cannot be told apart: every value is a date as " + day.get(0) + " and as "
                    + month.get(0) + ". Say which comes first with DATES=day or DATES=month, or leave the column out"
                    + " with IGNORE=" + source + ".");
        }
        return patterns.get(0);
    }
}
