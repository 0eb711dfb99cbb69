package dev.lastmile.pipeline.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lastmile.pipeline.evaluation.ClassifierEvaluation;
import dev.lastmile.pipeline.metrics.ClassifierSample;
import dev.lastmile.pipeline.report.analysis.CalibrationBin;
import dev.lastmile.pipeline.report.analysis.Curve;
import dev.lastmile.pipeline.report.analysis.RankingCurves;
import dev.lastmile.pipeline.report.analysis.SampleModel;
import dev.lastmile.pipeline.report.chart.Chart;
import dev.lastmile.pipeline.report.chart.Markup;
import dev.lastmile.pipeline.report.chart.MatrixChart;
import dev.lastmile.pipeline.report.chart.PlotChart;
import dev.lastmile.pipeline.report.chart.Series;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** ROC and precision-recall curves, calibration and the confusion matrix of a classifier. */
final class ClassifierFigures {
    private static final int MOST_POINTS = 200;
    private static final int MOST_CELLS = 12;
    private static final double[] ENDS = {0, 1};

    /** One label against the others. */
    private record OneLabel(String label, double[] scores, boolean[] positive, double[] weights) {}

    private ClassifierFigures() {}

    static List<Figure> of(ClassifierEvaluation evaluation, SampleModel model) {
        List<Figure> figures = new ArrayList<>();
        List<OneLabel> labels = labels(evaluation, model);
        if (!labels.isEmpty()) {
            String rows = labels.get(0).scores().length + " held-out rows"
                    + (labels.size() > 1 ? ", each label against the others" : "");
            roc(labels, rows).ifPresent(figures::add);
            precisionRecall(labels, rows).ifPresent(figures::add);
            figures.add(calibration(labels, rows));
        }
        figures.add(confusion(evaluation));
        return figures;
    }

    /** Two labels are the gate's own sample; of more the probabilities are scored again, on fewer rows. */
    private static List<OneLabel> labels(ClassifierEvaluation evaluation, SampleModel model) {
        ClassifierSample judged = evaluation.scores().sample();
        Optional<double[]> scores = judged.scores();
        int positive = evaluation.scores().positive();
        if (scores.isPresent()) {
            return List.of(new OneLabel(
                    evaluation.labels().get(positive), scores.get(), judged.positives(), judged.weights()));
        }
        SampleModel.Predictions said = model.predict(model.sample().raw());
        if (positive >= 0 || said.probabilities() == null) {
            return List.of();
        }
        int[] valid = IntStream.range(0, said.valid().length)
                .filter(row -> said.valid()[row])
                .toArray();
        return ShownLabels.of(evaluation).stream()
                .map(label -> {
                    boolean[] has = model.has(label);
                    boolean[] positives = new boolean[valid.length];
                    IntStream.range(0, valid.length).forEach(i -> positives[i] = has[valid[i]]);
                    return new OneLabel(
                            evaluation.labels().get(label),
                            IntStream.of(valid)
                                    .mapToDouble(row -> said.probabilities()[row][label])
                                    .toArray(),
                            positives,
                            IntStream.of(valid)
                                    .mapToDouble(row -> model.sample().weights()[row])
                                    .toArray());
                })
                .toList();
    }

    private static Optional<Figure> roc(List<OneLabel> labels, String rows) {
        ObjectNode numbers = CardJson.object();
        List<Series> series = new ArrayList<>();
        for (OneLabel one : labels) {
            RankingCurves.roc(one.scores(), one.positive(), one.weights()).ifPresent(curve -> {
                Curve some = curve.thinned(MOST_POINTS);
                series.add(new Series(Markup.visible(one.label()), Series.Style.LINE, some.x(), some.y()));
                put(numbers, one.label(), some, "false_positive_rate", "true_positive_rate");
            });
        }
        if (series.isEmpty()) {
            return Optional.empty();
        }
        series.add(new Series("", Series.Style.REFERENCE, ENDS, ENDS));
        return Optional.of(new Figure(
                "roc_curve",
                "How many of a label's rows are found (up) at the cost of how many others (across), over all thresholds."
                        + " Dashed: guessing. Of " + rows + ".",
                numbers,
                PlotChart.ofShares("ROC curve", "false positive rate", "true positive rate", series)));
    }

    private static Optional<Figure> precisionRecall(List<OneLabel> labels, String rows) {
        ObjectNode numbers = CardJson.object();
        List<Series> series = new ArrayList<>();
        for (OneLabel one : labels) {
            RankingCurves.precisionRecall(one.scores(), one.positive(), one.weights())
                    .ifPresent(curve -> {
                        Curve some = curve.thinned(MOST_POINTS);
                        series.add(new Series(Markup.visible(one.label()), Series.Style.LINE, some.x(), some.y())
                                .stepped());
                        put(numbers, one.label(), some, "recall", "precision");
                    });
        }
        if (series.isEmpty()) {
            return Optional.empty();
        }
        if (labels.size() == 1) {
            double share = share(labels.get(0));
            series.add(new Series("", Series.Style.REFERENCE, ENDS, new double[] {share, share}));
        }
        return Optional.of(new Figure(
                "precision_recall_curve",
                "How many of the rows that get a label have it (up), by how many of its rows are found (across)."
                        + (labels.size() == 1 ? " Dashed: the label's share of the rows, which guessing has." : "")
                        + " Of " + rows + ".",
                numbers,
                PlotChart.ofShares("Precision and recall", "recall", "precision", series)));
    }

    private static Figure calibration(List<OneLabel> labels, String rows) {
        ObjectNode numbers = CardJson.object();
        List<Series> series = new ArrayList<>();
        for (OneLabel one : labels) {
            List<CalibrationBin> bins = CalibrationBin.of(one.scores(), one.positive(), one.weights());
            series.add(new Series(
                    Markup.visible(one.label()),
                    Series.Style.DOTTED_LINE,
                    bins.stream().mapToDouble(CalibrationBin::probability).toArray(),
                    bins.stream().mapToDouble(CalibrationBin::observed).toArray()));
            ArrayNode array = numbers.withArray("labels")
                    .addObject()
                    .put("label", one.label())
                    .putArray("bins");
            for (CalibrationBin bin : bins) {
                ObjectNode object = array.addObject();
                CardJson.put(object, "lower", bin.lower());
                CardJson.put(object, "upper", bin.upper());
                CardJson.put(object, "mean_probability", bin.probability());
                CardJson.put(object, "observed_share", bin.observed());
                object.put("rows", bin.rows());
            }
        }
        series.add(new Series("", Series.Style.REFERENCE, ENDS, ENDS));
        return new Figure(
                "calibration",
                "The share of rows that have a label (up) among those with about the same probability of it (across), in"
                        + " ten ranges. Dashed: probabilities that can be taken at their word. Of " + rows + ".",
                numbers,
                PlotChart.ofShares("Calibration", "mean predicted probability", "observed share", series));
    }

    private static Figure confusion(ClassifierEvaluation evaluation) {
        ObjectNode numbers = CardJson.object();
        numbers.set("labels", CardJson.array(evaluation.labels()));
        ArrayNode matrix = numbers.putArray("true_by_predicted");
        for (long[] row : evaluation.confusion()) {
            ArrayNode cells = matrix.addArray();
            for (long cell : row) {
                cells.add(cell);
            }
        }
        boolean whole = evaluation.labels().size() <= MOST_CELLS;
        return new Figure(
                "confusion_matrix",
                "All " + evaluation.rows() + " held-out rows by true label (rows) and predicted label (columns)."
                        + (whole
                                ? ""
                                : " The most frequent labels; the others are one row and one column. All are in"
                                        + " confusion_matrix.json."),
                numbers,
                whole ? matrix(evaluation.labels(), evaluation.confusion()) : ofFrequent(evaluation));
    }

    private static Chart ofFrequent(ClassifierEvaluation evaluation) {
        List<Integer> shown = ShownLabels.mostFrequent(evaluation, MOST_CELLS - 1);
        long[][] all = evaluation.confusion();
        long[][] some = new long[MOST_CELLS][MOST_CELLS];
        for (int truth = 0; truth < all.length; truth++) {
            for (int predicted = 0; predicted < all.length; predicted++) {
                int row = shown.contains(truth) ? shown.indexOf(truth) : MOST_CELLS - 1;
                int column = shown.contains(predicted) ? shown.indexOf(predicted) : MOST_CELLS - 1;
                some[row][column] += all[truth][predicted];
            }
        }
        List<String> names =
                new ArrayList<>(shown.stream().map(evaluation.labels()::get).toList());
        names.add("(other)");
        return matrix(names, some);
    }

    private static Chart matrix(List<String> labels, long[][] counts) {
        return new MatrixChart(
                "Confusion matrix", labels.stream().map(Markup::visible).toList(), counts);
    }

    private static double share(OneLabel one) {
        double positive = 0;
        double all = 0;
        for (int i = 0; i < one.weights().length; i++) {
            positive += one.positive()[i] ? one.weights()[i] : 0;
            all += one.weights()[i];
        }
        return positive / all;
    }

    private static void put(ObjectNode numbers, String label, Curve curve, String x, String y) {
        ObjectNode object = numbers.withArray("labels").addObject().put("label", label);
        object.set("threshold", CardJson.array(curve.thresholds()));
        object.set(x, CardJson.array(curve.x()));
        object.set(y, CardJson.array(curve.y()));
    }
}
