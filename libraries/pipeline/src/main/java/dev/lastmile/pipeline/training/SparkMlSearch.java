package dev.lastmile.pipeline.training;

import dev.lastmile.pipeline.run.SearchCandidate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.evaluation.Evaluator;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.tuning.CrossValidatorModel;
import org.apache.spark.ml.tuning.TrainValidationSplitModel;

/** What {@code CrossValidator} and {@code TrainValidationSplit} have tried. */
final class SparkMlSearch {
    private SparkMlSearch() {}

    /** The candidates of each search in a fitted model, in the order of its grid. */
    static List<List<SearchCandidate>> in(Transformer model) {
        List<List<SearchCandidate>> searches = new ArrayList<>();
        if (model instanceof PipelineModel pipeline) {
            Arrays.stream(pipeline.stages()).map(SparkMlSearch::in).forEach(searches::addAll);
        } else if (model instanceof CrossValidatorModel search) {
            searches.add(candidates(
                    search.getEstimator(), search.getEstimatorParamMaps(), search.avgMetrics(), search.getEvaluator()));
        } else if (model instanceof TrainValidationSplitModel search) {
            searches.add(candidates(
                    search.getEstimator(),
                    search.getEstimatorParamMaps(),
                    search.validationMetrics(),
                    search.getEvaluator()));
        }
        return searches;
    }

    private static List<SearchCandidate> candidates(
            Estimator<?> estimator, ParamMap[] grid, double[] metrics, Evaluator evaluator) {
        int best = best(metrics, evaluator.isLargerBetter());
        String metric = SparkMlParameters.metricName(evaluator);
        return IntStream.range(0, grid.length)
                .mapToObj(i -> new SearchCandidate(
                        SparkMlParameters.of(grid[i], estimator), Map.of(metric, metrics[i]), i == best))
                .toList();
    }

    // The first of equals, as Spark chooses.
    private static int best(double[] metrics, boolean larger) {
        int best = 0;
        for (int i = 1; i < metrics.length; i++) {
            if (larger ? metrics[i] > metrics[best] : metrics[i] < metrics[best]) {
                best = i;
            }
        }
        return best;
    }
}
