package dev.lastmile.onnx.random;

import static dev.lastmile.onnx.random.StageSpec.with;

import dev.lastmile.onnx.random.Flow.Column;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.classification.DecisionTreeClassifier;
import org.apache.spark.ml.classification.FMClassifier;
import org.apache.spark.ml.classification.GBTClassifier;
import org.apache.spark.ml.classification.LinearSVC;
import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.ml.classification.MultilayerPerceptronClassifier;
import org.apache.spark.ml.classification.NaiveBayes;
import org.apache.spark.ml.classification.OneVsRest;
import org.apache.spark.ml.classification.RandomForestClassifier;

/** Stages that predict a class. */
final class ClassificationStages {
    private ClassificationStages() {}

    static List<StageSpec> all() {
        return List.of(
                new StageSpec("LogisticRegressionModel", ClassificationStages::logistic),
                new StageSpec("LinearSVCModel", ClassificationStages::supportVectors),
                new StageSpec("OneVsRestModel", ClassificationStages::oneVsRest),
                new StageSpec("NaiveBayesModel", ClassificationStages::naiveBayes),
                new StageSpec("MultilayerPerceptronClassificationModel", ClassificationStages::perceptron),
                new StageSpec(
                        "FMClassificationModel",
                        (flow, p) -> probable(
                                flow, p, flow.vector(), "two", RegressionStages.factors(new FMClassifier(), p))),
                new StageSpec(
                        "DecisionTreeClassificationModel",
                        (flow, p) -> trees(flow, p, label(p), new DecisionTreeClassifier())),
                new StageSpec(
                        "RandomForestClassificationModel",
                        (flow, p) -> trees(
                                flow,
                                p,
                                label(p),
                                with(new RandomForestClassifier(), "numTrees", p.whole("numTrees", 1, 3)))),
                new StageSpec(
                        "GBTClassificationModel",
                        (flow, p) -> probable(
                                flow,
                                p,
                                flow.vector(),
                                "two",
                                with(
                                        RegressionStages.trees(new GBTClassifier(), p),
                                        "maxIter",
                                        p.whole("maxIter", 1, 2)))));
    }

    private static PipelineStage logistic(Flow flow, Choices p) {
        String label = label(p);
        String family = p.of("family", "auto", "multinomial");
        LogisticRegression stage = with(
                new LogisticRegression(),
                "maxIter",
                2,
                "family",
                family,
                "fitIntercept",
                p.flag("fitIntercept"),
                "regParam",
                p.number("regParam", 0, 0.1),
                "elasticNetParam",
                p.number("elasticNetParam", 0, 1));
        if (label.equals("two")
                && flow.classes(label) == 2
                && p.of("threshold", "none", "set").equals("set")) {
            return columns(
                    flow, p, flow.vector(), label, with(stage, "threshold", p.number("threshold value", 0, 0.3)));
        }
        return probable(flow, p, flow.vector(), label, stage);
    }

    private static PipelineStage supportVectors(Flow flow, Choices p) {
        LinearSVC stage = with(
                new LinearSVC(),
                "maxIter",
                2,
                "fitIntercept",
                p.flag("fitIntercept"),
                "threshold",
                p.number("threshold", 0, 0.5, -0.3));
        return raw(flow, p, stage, "two");
    }

    private static PipelineStage oneVsRest(Flow flow, Choices p) {
        PipelineStage inner = switch (p.of("classifier", "LogisticRegression", "LinearSVC", "DecisionTreeClassifier")) {
            case "LogisticRegression" -> with(new LogisticRegression(), "maxIter", 2);
            case "LinearSVC" -> with(new LinearSVC(), "maxIter", 2);
            default -> with(new DecisionTreeClassifier(), "maxDepth", 1);
        };
        return raw(flow, p, with(new OneVsRest(), "classifier", inner), "kind");
    }

    private static PipelineStage naiveBayes(Flow flow, Choices p) {
        String type = p.of("modelType", "multinomial", "complement", "bernoulli", "gaussian");
        Column column = flow.vector(any -> switch (type) {
            case "gaussian" -> true;
            case "bernoulli" -> any.isZeroOrOne();
            default -> any.isNonNegative();
        });
        return probable(
                flow,
                p,
                column,
                label(p),
                with(new NaiveBayes(), "modelType", type, "smoothing", p.number("smoothing", 0.5, 1)));
    }

    private static PipelineStage perceptron(Flow flow, Choices p) {
        Column column = flow.vector();
        String label = label(p);
        int classes = flow.classes(label);
        int[] layers = p.of("layers", "two", "three").equals("two")
                ? new int[] {column.width(), classes}
                : new int[] {column.width(), 3, classes};
        return probable(
                flow,
                p,
                column,
                label,
                with(
                        new MultilayerPerceptronClassifier(),
                        "layers",
                        layers,
                        "maxIter",
                        2,
                        "solver",
                        p.of("solver", "l-bfgs", "gd"),
                        "seed",
                        p.random().nextLong()));
    }

    private static PipelineStage trees(Flow flow, Choices p, String label, PipelineStage stage) {
        return probable(
                flow,
                p,
                flow.vector(),
                label,
                with(RegressionStages.trees(stage, p), "impurity", p.of("impurity", "gini", "entropy")));
    }

    private static String label(Choices p) {
        return p.of("classes", "two", "three").equals("two") ? "two" : "kind";
    }

    private static PipelineStage raw(Flow flow, Choices p, PipelineStage stage, String label) {
        String raw = p.of("rawPredictionCol", "set", "empty").equals("set") ? flow.output("raw") : "";
        return with(RegressionStages.predicting(flow, stage), "labelCol", label, "rawPredictionCol", raw);
    }

    private static PipelineStage probable(Flow flow, Choices p, Column column, String label, PipelineStage stage) {
        String thresholds = p.of("thresholds", "none", "set", "with zero");
        if (!thresholds.equals("none")) {
            double[] values = new double[flow.classes(label)];
            Arrays.setAll(values, i -> 0.2 + p.random().nextDouble());
            if (thresholds.equals("with zero")) {
                values[0] = 0;
            }
            with(stage, "thresholds", values);
        }
        return columns(flow, p, column, label, stage);
    }

    private static PipelineStage columns(Flow flow, Choices p, Column column, String label, PipelineStage stage) {
        String columns = p.of("columns", "all", "no raw prediction", "no probability", "prediction only");
        boolean only = columns.equals("prediction only");
        return with(
                stage,
                "featuresCol",
                column.name(),
                "labelCol",
                label,
                "predictionCol",
                flow.output("prediction"),
                "rawPredictionCol",
                only || columns.equals("no raw prediction") ? "" : flow.output("raw"),
                "probabilityCol",
                only || columns.equals("no probability") ? "" : flow.output("probability"));
    }
}
