package dev.lastmile.pipeline.report;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lastmile.pipeline.metrics.RegressionSample;
import dev.lastmile.pipeline.report.chart.PlotChart;
import dev.lastmile.pipeline.report.chart.Series;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** The residuals of a regressor. */
final class RegressionFigures {
    private static final int MOST_DOTS = 1000;

    private RegressionFigures() {}

    static List<Figure> of(RegressionSample sample) {
        double[] truth = sample.truth();
        double[] predicted = sample.predicted();
        int dots = Math.min(MOST_DOTS, truth.length);
        // The sample is in the order of the rows' hashes: any of it is as good as another.
        double[] x = Arrays.copyOf(predicted, dots);
        double[] y = IntStream.range(0, dots)
                .mapToDouble(row -> truth[row] - predicted[row])
                .toArray();
        ObjectNode numbers = CardJson.object();
        numbers.set("true", CardJson.array(Arrays.copyOf(truth, dots)));
        numbers.set("predicted", CardJson.array(x));
        double[] ends = {
            Arrays.stream(x).min().orElse(0), Arrays.stream(x).max().orElse(1)
        };
        return List.of(new Figure(
                "residuals",
                "True less predicted value (up), by the predicted one (across). Those of a good model lie around zero"
                        + " everywhere, without a shape. Of " + dots + " held-out rows.",
                numbers,
                PlotChart.ofNumbers(
                        "Residuals",
                        "predicted",
                        "true less predicted",
                        List.of(
                                new Series("", Series.Style.DOTS, x, y),
                                new Series("", Series.Style.REFERENCE, ends, new double[2])))));
    }
}
