package dev.lastmile.profile.source;

import dev.lastmile.contract.Bound;
import dev.lastmile.contract.ColumnType;
import dev.lastmile.contract.ColumnType.Scalar;
import dev.lastmile.contract.ContractColumn;
import dev.lastmile.contract.DataContract;
import dev.lastmile.contract.DatasetRules;
import dev.lastmile.contract.Role;
import dev.lastmile.contract.ValueRules;
import dev.lastmile.profile.decision.ColumnDecision;
import dev.lastmile.profile.decision.ColumnProfile;
import dev.lastmile.profile.decision.Decisions;
import dev.lastmile.profile.decision.Treatment;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The contract of the raw dataset, with what was guessed, and why, as comments. Bounds are only where another value would be
 * an error: classes of a label are the only ones, and no number has a maximum.
 */
public final class RawContract {
    /** The column of the line number, which is the key unless a column of the file is. */
    public static final String ROW_ID = "row_id";
    /** The column of the side of the split. */
    public static final String SPLIT = "split";

    private RawContract() {}

    /**
     * The contract.
     *
     * @param dataset such as {@code lake.raw.customers}
     */
    public static DataContract of(String dataset, Decisions decisions) {
        List<ContractColumn> columns = new ArrayList<>();
        if (decisions.columns(Treatment.KEY).isEmpty()) {
            columns.add(new ContractColumn(
                    ROW_ID,
                    ROW_ID,
                    Scalar.LONG,
                    false,
                    Role.KEY,
                    new ValueRules(false, Bound.of(BigDecimal.ONE), null, Set.of(), ""),
                    null,
                    "",
                    "line number in the raw file, from 1"));
        }
        decisions.columns().forEach(column -> columns.add(column(column, decisions)));
        columns.add(new ContractColumn(
                SPLIT,
                SPLIT,
                Scalar.STRING,
                false,
                Role.SPLIT,
                ValueRules.allowed(new LinkedHashSet<>(List.of("train", "validation", "test"))),
                null,
                "",
                "fitted on train, chosen on validation, judged on test; " + how(decisions)));
        return DataContract.of(dataset, columns, DatasetRules.unique(keys(columns)));
    }

    /**
     * The type in the contract. A numeric feature with nulls is a double even if all its values are integers: only so can
     * the model tell a missing value.
     */
    public static ColumnType type(ColumnDecision decision) {
        ColumnProfile column = decision.column();
        boolean widened = decision.treatment() == Treatment.NUMERIC && decision.hasNulls();
        return widened && column.type().isInteger() ? Scalar.DOUBLE : column.type();
    }

    private static List<String> keys(List<ContractColumn> columns) {
        return columns.stream()
                .filter(column -> column.role() == Role.KEY)
                .map(ContractColumn::name)
                .toList();
    }

    private static String how(Decisions decisions) {
        return decisions
                .time()
                .map(time -> "by time, of " + time.name())
                .orElseGet(() -> decisions
                        .group()
                        .map(group -> "a seeded hash of " + group.name())
                        .orElse("a seeded hash of the key"));
    }

    private static ContractColumn column(ColumnDecision decision, Decisions decisions) {
        ColumnProfile column = decision.column();
        return new ContractColumn(
                column.name(),
                column.source(),
                type(decision),
                column.nulls() > 0,
                role(decision.treatment()),
                rules(decision, decisions),
                null,
                "",
                comment(decision, decisions));
    }

    private static Role role(Treatment treatment) {
        return switch (treatment) {
            case LABEL -> Role.LABEL;
            case KEY -> Role.KEY;
            case GROUP -> Role.GROUP;
            case TIME, NUMERIC, BOOLEAN, CATEGORY, FREQUENT_CATEGORY, DATE_PARTS -> Role.FEATURE;
            case LEAK, IDENTIFIER, PERSONAL, TEXT, CONSTANT, IGNORED -> Role.IGNORE;
        };
    }

    private static ValueRules rules(ColumnDecision decision, Decisions decisions) {
        ColumnProfile column = decision.column();
        boolean isClass =
                decision.treatment() == Treatment.LABEL && decisions.task().isClassification();
        if (isClass && (column.type() == Scalar.STRING || column.type().isInteger()) && !isPadded(column, decisions)) {
            Set<String> classes = new LinkedHashSet<>();
            decisions.task().classes().stream()
                    .map(name -> text(column, name))
                    .sorted()
                    .forEach(classes::add);
            return ValueRules.allowed(classes);
        }
        return ValueRules.NONE;
    }

    /** Of JSON, blanks around a string are a part of it, which the profile leaves out. */
    static boolean isPadded(ColumnProfile column, Decisions decisions) {
        return column.type() == Scalar.STRING
                && column.facts().padded()
                && decisions.profile().format().jsonLines();
    }

    private static String text(ColumnProfile column, String value) {
        return column.type().isInteger() ? Long.toString(Long.parseLong(value)) : value;
    }

    private static String comment(ColumnDecision decision, Decisions decisions) {
        ColumnProfile column = decision.column();
        StringBuilder comment = new StringBuilder();
        if (decision.treatment() == Treatment.LABEL) {
            comment.append(label(decision, decisions));
        } else if (decision.treatment() == Treatment.TIME) {
            comment.append("when the row was true, by which the data are split: ")
                    .append(decision.reason());
        } else if (decision.treatment().isFeature()) {
            comment.append("guessed: ").append(decision.reason());
        } else if (decision.treatment() == Treatment.LEAK) {
            comment.append("not a feature, it leaks: ").append(decision.reason());
        } else {
            comment.append(role(decision.treatment()) == Role.IGNORE ? "not a feature: " : "")
                    .append(decision.reason());
        }
        boolean personal = decision.treatment() == Treatment.PERSONAL;
        if (column.isNumeric() && column.values() > 0 && decision.treatment() != Treatment.IDENTIFIER && !personal) {
            comment.append("; ")
                    .append(Numbers.shown(column.facts().types().range().min()))
                    .append(" to ")
                    .append(Numbers.shown(column.facts().types().range().max()));
        }
        if (!column.timePattern().isEmpty()) {
            comment.append("; written as ").append(column.timePattern());
        }
        if (column.type() == Scalar.TIMESTAMP) {
            comment.append("; a time without an offset is taken as UTC");
        }
        if (!column.booleanWords().isEmpty() && !column.booleanWords().contains("true")) {
            comment.append("; written as ").append(String.join(" and ", column.booleanWords()));
        }
        if (type(decision) != column.type()) {
            comment.append("; integers, and double so that a missing value can be told");
        }
        if (column.nulls() > 0 && decision.treatment() != Treatment.NUMERIC) {
            comment.append("; null in ")
                    .append(column.nulls())
                    .append(" of ")
                    .append(column.facts().rows())
                    .append(" rows");
        }
        return comment.toString();
    }

    private static String label(ColumnDecision decision, Decisions decisions) {
        return switch (decisions.task().kind()) {
            case REGRESSION -> "the label: a number";
            case BINARY ->
                "the label: two classes, positive is " + decisions.task().positive();
            case MULTICLASS -> "the label: " + decision.column().distinct() + " classes";
        };
    }
}
