package dev.lastmile.profile.decision;

import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/** What becomes of a column that nobody said anything about and that is not a leak. */
final class ColumnDecisionRules {
    /** Categories up to so many have a number each. */
    static final int FEW = 30;

    private static final Pattern ID_NAME = Pattern.compile(
            "(?i)(.*[_\\W])?(id|ids|uuid|guid|key|index|idx|rownames?|row_?(no|num|number|id)|no|nr|serial(_?number)?)"
                    + "|(p|pt|pat|patient|subj|subject|case|cust|customer|client|user|emp|employee|member|student|order|account"
                    + "|acct|invoice|ticket|policy|rec|record|obs|sample|person)_?(id(_?(no|nr|num|number|code))?|no|nr|num|number)"
                    + "|unnamed.*|x|(.*[_\\W])?number");
    /** Camel case, which the pattern above, in any case, would take for words that end in these letters. */
    private static final Pattern CAMEL_ID = Pattern.compile(".*[a-z](ID|Id)");
    /** Rows are counted by these, and other things too. */
    private static final Pattern COUNT_NAME = Pattern.compile("(?i)(.*[_\\W])?number");

    private static final Pattern POSTAL =
            Pattern.compile("(?i)(.*[_\\W])?(zip|zip_?codes?|postal_?codes?|post_?codes?|plz|postleitzahl)");
    private static final Pattern UUID = Pattern.compile("[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-.*|[0-9a-fA-F]{24,64}");

    private final DatasetProfile profile;

    ColumnDecisionRules(DatasetProfile profile) {
        this.profile = profile;
    }

    ColumnDecision decide(ColumnProfile column) {
        long distinct = column.distinct();
        if (column.values() == 0) {
            return of(column, Treatment.CONSTANT, "no value in any row");
        } else if (distinct == 1 && column.nulls() == 0) {
            return of(column, Treatment.CONSTANT, "the same value in every row");
        }
        if (POSITION_NAME.matcher(column.source()).matches() && isSequence(column)) {
            return of(column, Treatment.IDENTIFIER, "row numbers");
        }
        Optional<String> identifier = identifier(column);
        Optional<String> personal = identifier.isPresent() && column.isNumeric()
                ? Optional.empty()
                : PersonalData.reason(column, profile.cells(column));
        if (personal.isPresent()) {
            return of(column, Treatment.PERSONAL, personal.get());
        } else if (identifier.isPresent()) {
            return of(column, Treatment.IDENTIFIER, identifier.get());
        }
        if (column.type().isTemporal()) {
            return of(column, Treatment.DATE_PARTS, "a " + column.type());
        } else if (column.isNumeric()) {
            boolean isFew = column.type().isInteger() && distinct <= 10 && distinct > 2;
            String what = isFew ? distinct + " different integers, taken as amounts" : "a number";
            String missing = column.nulls() > 0 ? (isFew ? ";" : ",") + " missing in " + column.nulls() + " rows" : "";
            return of(column, Treatment.NUMERIC, what + missing);
        } else if (column.type() == dev.lastmile.contract.ColumnType.Scalar.BOOLEAN) {
            return of(column, Treatment.BOOLEAN, "a boolean");
        }
        return text(column);
    }

    private static final Pattern POSITION_NAME =
            Pattern.compile("(?i)unnamed.*|column_1|x|index|id|rownames?|row|no|nr|instant|obs.*|#");

    private ColumnDecision text(ColumnProfile column) {
        long distinct = column.distinct();
        if (distinct <= FEW) {
            String nulls = column.nulls() > 0 ? ", and null as one" : "";
            return of(column, Treatment.CATEGORY, distinct + " categories" + nulls);
        }
        double words = Arrays.stream(profile.cells(column))
                .filter(Objects::nonNull)
                .mapToInt(value -> value.split("\\s+").length)
                .average()
                .orElse(1);
        boolean isProse =
                words >= 4 && distinct > column.values() * 0.1 || column.facts().meanLength() > 60;
        if (isProse || distinct > column.values() * 0.5) {
            return of(
                    column, Treatment.TEXT, "text: " + distinct + " different values in " + column.values() + " rows");
        }
        return of(column, Treatment.FREQUENT_CATEGORY, distinct + " categories");
    }

    private static boolean isSequence(ColumnProfile column) {
        return column.type().isInteger() && column.facts().types().range().isSequence();
    }

    private Optional<String> identifier(ColumnProfile column) {
        boolean idName = ID_NAME.matcher(column.source()).matches()
                || CAMEL_ID.matcher(column.source()).matches();
        boolean wholeNumber = column.type().isInteger();
        if (POSTAL.matcher(column.name()).matches()) {
            return Optional.of("postal codes, which are no amounts");
        } else if (isSequence(column)) {
            return Optional.of("a sequence, each value one more than the one before");
        }
        double range = column.facts().types().range().max()
                - column.facts().types().range().min()
                + 1;
        if (wholeNumber && column.isUnique() && range == column.values() && column.values() > 20) {
            return Optional.of("each integer of a range once");
        }
        boolean many = column.distinct() > 20;
        if (wholeNumber
                && idName
                && many
                && (column.isUnique()
                        || column.facts().types().range().isRepeatedSequence()
                        || !COUNT_NAME.matcher(column.source()).matches())) {
            return Optional.of(column.isUnique() ? "different in every row" : "an identifier by its name");
        }
        boolean text = !column.isNumeric() && !column.type().isTemporal();
        if (text && column.isUnique() && column.values() > 20) {
            return Optional.of("different in every row");
        } else if (text && idName && many) {
            return Optional.of("an identifier by its name");
        } else if (text && many && isUuid(column)) {
            return Optional.of("identifiers by their form");
        } else if (text && column.facts().types().leadingZero() && many) {
            return Optional.of("codes with leading zeros");
        }
        return Optional.empty();
    }

    private boolean isUuid(ColumnProfile column) {
        return Arrays.stream(profile.cells(column))
                .filter(Objects::nonNull)
                .allMatch(value -> UUID.matcher(value.toLowerCase(Locale.ROOT)).matches());
    }

    private static ColumnDecision of(ColumnProfile column, Treatment treatment, String reason) {
        return new ColumnDecision(column, treatment, reason);
    }
}
