package dev.lastmile.profile.source;

import dev.lastmile.contract.ColumnType;
import dev.lastmile.profile.decision.ColumnDecision;
import dev.lastmile.profile.decision.ColumnProfile;
import dev.lastmile.profile.decision.Decisions;
import dev.lastmile.profile.decision.Task;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Java source of the class {@code Model}: a default per task, for its people to change. */
public final class ModelSource {
    /** Below this share of rows the positive class gets a threshold that is chosen on the validation rows. */
    private static final double RARE = 0.2;
    /** What fits behind the constant's name. */
    private static final int LONGEST_RULE = 79;

    private ModelSource() {}

    /**
     * The source.
     *
     * @param packageName of the class
     */
    public static String of(Decisions decisions, String packageName) {
        Task task = decisions.task();
        boolean rare = task.kind() == Task.Kind.BINARY && share(decisions) < RARE;
        String estimator = switch (task.kind()) {
            case BINARY -> "GBTClassifier";
            case MULTICLASS -> "RandomForestClassifier";
            case REGRESSION -> "GBTRegressor";
        };
        String threshold =
                rare ? "\n                .withThreshold(ThresholdRule.largestF1()" + ofPositive(decisions) + ")" : "";
        List<String> imports = Stream.of(
                        "dev.lastmile.pipeline.metrics.ThresholdRule",
                        "dev.lastmile.pipeline.registry.GateRule",
                        "dev.lastmile.pipeline.training.ModelTrainer",
                        "dev.lastmile.pipeline.training.SparkMlTrainer",
                        "org.apache.spark.ml." + (task.isClassification() ? "classification." : "regression.")
                                + estimator)
                .filter(name -> rare || !name.endsWith("ThresholdRule"))
                .toList();
        return """
            package %s;

            %s

            /** Which model is trained on the features, and by which rule it becomes champion: this is the place to change both. */
            public final class Model {
                /** %s; see {@link GateRule}. */
                public static final GateRule GATE =%s;

                private static final long SEED = 20191101L;

                private Model() {}

                %s
                public static ModelTrainer trainer() {
                    return SparkMlTrainer.of(%s)%s;
                }
            }
            """.formatted(
                        packageName,
                        imports.stream().map(name -> "import " + name + ";").collect(Collectors.joining("\n")),
                        metric(task, rare) + (series(decisions).isPresent() ? ", beside that of the last value" : ""),
                        gate(decisions),
                        Javadoc.of(reason(task, rare) + " A seed makes two trainings on the same rows the same."),
                        estimator(estimator, task, rare),
                        threshold);
    }

    // As the formatter leaves a call that is followed by another, one that is not, and one of three settings.
    private static String estimator(String name, Task task, boolean rare) {
        if (task.kind() == Task.Kind.MULTICLASS) {
            return "\n                new " + name + "().setNumTrees(100).setMaxDepth(10).setSeed(SEED)";
        }
        String indent = rare ? "\n                        " : "\n                ";
        return "new " + name + "()" + indent
                + String.join(indent, ".setMaxIter(50)", ".setMaxDepth(4)", ".setStepSize(0.1)", ".setSeed(SEED)");
    }

    private static Optional<ColumnDecision> series(Decisions decisions) {
        return decisions.time().filter(time -> decisions.task().isSeries(time.column()));
    }

    private static String gate(Decisions decisions) {
        return series(decisions)
                .map(time -> "GateRule.byTask().againstLastValue(" + Literals.text(time.name()) + ")")
                .map(rule -> (rule.length() > LONGEST_RULE ? "\n            " : " ") + rule)
                .orElse(" GateRule.byTask()");
    }

    // As Spark casts the label to text. With blanks around it, it is left to the rule, which takes the rarer one.
    private static String ofPositive(Decisions decisions) {
        ColumnProfile label = decisions.label().column();
        String positive = decisions.task().positive();
        if (RawContract.isPadded(label, decisions)) {
            return "";
        }
        String text = positive;
        if (label.type() == ColumnType.Scalar.BOOLEAN) {
            text = positive.toLowerCase(Locale.ROOT);
        } else if (label.type().isInteger()) {
            text = Long.toString(Long.parseLong(positive));
        } else if (label.type().isFloatingPoint()) {
            text = Double.toString(Double.parseDouble(positive.replace(',', '.')));
        }
        return ".of(" + Literals.text(text) + ")";
    }

    private static double share(Decisions decisions) {
        Task task = decisions.task();
        long all = decisions.label().column().values();
        long positive = decisions.label().column().levels().getOrDefault(task.positive(), all);
        return (double) positive / Math.max(1, all);
    }

    private static String metric(Task task, boolean rare) {
        return switch (task.kind()) {
            case BINARY ->
                rare
                        ? "The task's own metric, here the area under precision and recall"
                        : "The task's own metric, here log loss";
            case MULTICLASS -> "The task's own metric, here log loss";
            case REGRESSION -> "The task's own metric, here the root mean squared error";
        };
    }

    private static String reason(Task task, boolean rare) {
        String threshold = rare
                ? " Few rows are positive: the threshold is the one with the largest F1 on the validation rows."
                : "";
        return switch (task.kind()) {
            case BINARY -> "Boosted trees, a good default for tables." + threshold;
            case MULTICLASS -> "A random forest, since Spark's boosted trees know two classes only.";
            case REGRESSION -> "Boosted trees, a good default for tables.";
        };
    }
}
