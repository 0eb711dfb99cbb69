package dev.lastmile.profile.decision;

import dev.lastmile.profile.file.ProfileException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Concludes the task from the values of the label. */
final class LabelRules {
    private static final int FEW_INTEGERS = 10;
    private static final int MOST_CLASSES = 100;
    private static final int LEAST_OF_A_CLASS = 10;
    private static final Set<String> POSITIVE = Set.of(
            "yes",
            "y",
            "true",
            "t",
            "1",
            "1.0",
            "positive",
            "pos",
            "churn",
            "churned",
            "default",
            "fraud",
            "spam",
            "malignant",
            "m",
            "bad",
            "dead",
            "died",
            "success",
            "failure",
            "fail",
            ">50k",
            ">50k.",
            "sick",
            "disease");

    private final DatasetProfile profile;
    private final String wanted;
    private final List<String> notes;

    /**
     * @param wanted {@code classification}, {@code regression} or empty
     * @param notes where what was assumed is added
     */
    LabelRules(DatasetProfile profile, String wanted, List<String> notes) {
        this.profile = profile;
        this.wanted = wanted;
        this.notes = notes;
    }

    Task task(ColumnProfile label) {
        String file = profile.file().name();
        if (label.values() == 0) {
            throw new ProfileException("The label " + label + " of " + file + " has no value in any row. Choose another"
                    + " column with LABEL=…, or add its values.");
        } else if (label.distinct() == 1) {
            String only = label.levels().keySet().stream().findFirst().orElse("");
            throw new ProfileException("The label " + label + " of " + file + " has one value, " + only
                    + ", in all rows. There is nothing to predict: choose another column with LABEL=….");
        } else if (label.type().isTemporal()) {
            throw new ProfileException("The label " + label + " of " + file + " is a " + label.type()
                    + ". Choose a column of classes or numbers with LABEL=….");
        } else if (label.values() < 10) {
            throw new ProfileException(file + " has " + label.values() + " rows with a label. Give at least 10;"
                    + " a few hundred make a model.");
        }
        boolean numeric = label.isNumeric();
        boolean classes = !numeric || label.distinct() == 2 || isFewIntegers(label);
        if (wanted.equals("regression") && !numeric) {
            throw new ProfileException("The label " + label + " of " + file + " is " + label.type()
                    + ", and TASK=regression needs numbers. Leave TASK out, or choose another label.");
        } else if (!wanted.isEmpty() && !wanted.equals("regression") && !wanted.equals("classification")) {
            throw new ProfileException("TASK is " + wanted + ". Write classification or regression.");
        }
        classes = wanted.isEmpty() ? classes : wanted.equals("classification");
        if (!classes) {
            return new Task(Task.Kind.REGRESSION, List.of(), "");
        }
        if (label.levels().isEmpty() || label.distinct() > MOST_CLASSES || label.distinct() > label.values() / 2) {
            throw new ProfileException("The label " + label + " of " + file + " has " + label.distinct()
                    + " classes in " + label.values() + " rows; at most " + MOST_CLASSES + " are taken, of at least two"
                    + " rows on average. Group them"
                    + (numeric ? ", or use TASK=regression." : ", or choose another column with LABEL=…."));
        }
        return classification(label);
    }

    private boolean isFewIntegers(ColumnProfile label) {
        boolean few = label.type().isInteger() && label.distinct() <= FEW_INTEGERS;
        if (few && wanted.isEmpty()) {
            notes.add("The label " + label + " has " + label.distinct()
                    + " different integers: they are taken as classes."
                    + " If they are amounts or ranks, use TASK=regression.");
        }
        return few;
    }

    private Task classification(ColumnProfile label) {
        List<String> classes = label.levels().entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(Map.Entry.comparingByKey()))
                .map(Map.Entry::getKey)
                .toList();
        double least = label.levels().get(classes.get(classes.size() - 1)) / (double) label.values();
        if (least < 0.2 / classes.size() * 2) {
            notes.add("The class " + classes.get(classes.size() - 1) + " has " + percent(least)
                    + " of the rows. Nothing is resampled; choose the threshold on validation rows.");
        }
        long few = label.levels().values().stream()
                .filter(count -> count < LEAST_OF_A_CLASS)
                .count();
        if (few > 0) {
            notes.add(few + (few == 1 ? " class has" : " classes have") + " fewer than " + LEAST_OF_A_CLASS
                    + " rows each, too few to learn and to judge. Rows of a class that no training row has are left out"
                    + " of the evaluation: group such classes, or leave their rows out of the file.");
        }
        if (classes.size() > 2) {
            return new Task(Task.Kind.MULTICLASS, classes, "");
        }
        List<String> positive = new ArrayList<>(classes);
        positive.removeIf(name -> !POSITIVE.contains(name.strip().toLowerCase(Locale.ROOT)));
        // Of 1 and 2 the greater is positive, too.
        String named = label.isNumeric() ? greater(classes) : positive.size() == 1 ? positive.get(0) : classes.get(1);
        String why = positive.size() == 1 || label.isNumeric() ? "" : ", the rarer one";
        notes.add("The positive class of " + label + " is " + named + why + "; it has "
                + percent(label.levels().get(named) / (double) label.values()) + " of the rows.");
        return new Task(Task.Kind.BINARY, classes, named);
    }

    private static String greater(List<String> classes) {
        return Double.parseDouble(classes.get(0).replace(',', '.'))
                        > Double.parseDouble(classes.get(1).replace(',', '.'))
                ? classes.get(0)
                : classes.get(1);
    }

    static String percent(double share) {
        return String.format(Locale.ROOT, share < 0.1 ? "%.1f %%" : "%.0f %%", share * 100);
    }
}
