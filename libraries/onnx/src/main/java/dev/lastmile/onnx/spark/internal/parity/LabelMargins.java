package dev.lastmile.onnx.spark.internal.parity;

import dev.lastmile.onnx.Tolerance;
import dev.lastmile.onnx.spark.internal.export.TunedModel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.classification.ClassificationModel;
import org.apache.spark.ml.classification.LinearSVCModel;
import org.apache.spark.ml.classification.LogisticRegressionModel;
import org.apache.spark.ml.classification.OneVsRestModel;
import org.apache.spark.ml.classification.ProbabilisticClassificationModel;
import org.apache.spark.ml.clustering.GaussianMixtureModel;
import org.apache.spark.ml.clustering.KMeansModel;
import org.apache.spark.ml.feature.IndexToString;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;

/**
 * Which labels Spark itself can hardly tell apart: where the two best scores of a row, or a score and the threshold that
 * decides, are within the tolerance.
 */
final class LabelMargins {
    private static final Tolerance NONE = new Tolerance(0, 0);

    private final Map<String, Scores> scoresOfLabel = new HashMap<>();

    private LabelMargins() {}

    static LabelMargins of(Transformer model) {
        LabelMargins margins = new LabelMargins();
        margins.add(model);
        return margins;
    }

    /** Columns, and after them those that the margins need and that the rows have. */
    String[] withColumns(List<String> outputs, StructType made) {
        List<String> columns = new ArrayList<>(outputs);
        for (String output : outputs) {
            Scores scores = scoresOfLabel.get(output);
            if (scores != null
                    && !columns.contains(scores.column())
                    && Arrays.asList(made.fieldNames()).contains(scores.column())) {
                columns.add(scores.column());
            }
        }
        return columns.toArray(String[]::new);
    }

    /**
     * Whether a column is a label, and another one is as good in this row of {@link #withColumns}. Without any tolerance
     * there is no tie: of equal scores Spark takes the first.
     */
    boolean isTie(String label, Row row, Tolerance tolerance) {
        Scores scores = scoresOfLabel.get(label);
        return scores != null
                && !tolerance.equals(NONE)
                && Arrays.asList(row.schema().fieldNames()).contains(scores.column())
                && row.getAs(scores.column()) instanceof Vector vector
                && scores.isTie(vector.toArray(), tolerance);
    }

    private void add(Transformer given) {
        Transformer stage = TunedModel.of(given);
        if (stage instanceof PipelineModel pipeline) {
            Arrays.stream(pipeline.stages()).forEach(this::add);
        } else if (stage instanceof LinearSVCModel model) {
            put(model.getPredictionCol(), new ClassScores(model.getRawPredictionCol(), 1, model.getThreshold(), null));
        } else if (stage instanceof LogisticRegressionModel model && model.numClasses() == 2) {
            put(model.getPredictionCol(), new ClassScores(model.getProbabilityCol(), 1, model.getThreshold(), null));
        } else if (stage instanceof ProbabilisticClassificationModel<?, ?> model) {
            boolean scaled = model.isDefined(model.thresholds());
            boolean byRaw = !scaled && !model.getRawPredictionCol().isEmpty();
            String column = byRaw ? model.getRawPredictionCol() : model.getProbabilityCol();
            put(model.getPredictionCol(), new ClassScores(column, -1, 0, scaled ? model.getThresholds() : null));
        } else if (stage instanceof ClassificationModel<?, ?> model) {
            put(model.getPredictionCol(), Scores.bestOf(model.getRawPredictionCol()));
        } else if (stage instanceof OneVsRestModel model) {
            put(model.getPredictionCol(), Scores.bestOf(model.getRawPredictionCol()));
        } else if (stage instanceof GaussianMixtureModel model) {
            put(model.getPredictionCol(), Scores.bestOf(model.getProbabilityCol()));
        } else if (stage instanceof IndexToString names && scoresOfLabel.containsKey(names.getInputCol())) {
            put(names.getOutputCol(), scoresOfLabel.get(names.getInputCol()));
        } else if (stage instanceof KMeansModel model) {
            double[][] centers =
                    Arrays.stream(model.clusterCenters()).map(Vector::toArray).toArray(double[][]::new);
            boolean cosine = model.getDistanceMeasure().equals("cosine");
            put(model.getPredictionCol(), new Distances(model.getFeaturesCol(), centers, cosine));
        }
    }

    private void put(String label, Scores scores) {
        scoresOfLabel.put(label, scores);
    }

    /** A vector by which a label is chosen. */
    private sealed interface Scores {
        String column();

        boolean isTie(double[] vector, Tolerance tolerance);

        static Scores bestOf(String column) {
            return new ClassScores(column, -1, 0, null);
        }
    }

    /**
     * The features that are held against centers: near two of them at once, which is of the scale of the products that
     * are summed.
     */
    private record Distances(String column, double[][] centers, boolean cosine) implements Scores {
        @Override
        public boolean isTie(double[] features, Tolerance tolerance) {
            double[] distances = Arrays.stream(centers)
                    .mapToDouble(center -> cosine ? angle(features, center) : square(features, center))
                    .sorted()
                    .toArray();
            double scale = cosine ? 1 : product(features, features);
            return distances.length > 1
                    && Double.isFinite(distances[0])
                    && tolerance.allows(distances[0], distances[1], scale);
        }

        private static double angle(double[] one, double[] other) {
            return 1 - product(one, other) / Math.sqrt(product(one, one)) / Math.sqrt(product(other, other));
        }

        private static double square(double[] one, double[] other) {
            double sum = 0;
            for (int i = 0; i < one.length; i++) {
                sum += (one[i] - other[i]) * (one[i] - other[i]);
            }
            return sum;
        }

        private static double product(double[] one, double[] other) {
            double sum = 0;
            for (int i = 0; i < one.length; i++) {
                sum += one[i] * other[i];
            }
            return sum;
        }
    }

    /**
     * What a classifier says of each class.
     *
     * @param place of the score that is held against the threshold; -1 where the best score decides
     * @param divisors of the scores, or null
     */
    private record ClassScores(String column, int place, double threshold, double[] divisors) implements Scores {
        @Override
        public boolean isTie(double[] scores, Tolerance tolerance) {
            if (place >= 0) {
                return tolerance.allows(scores[place], threshold, Math.abs(scores[place]));
            }
            double[] scaled = scores.clone();
            for (int i = 0; divisors != null && i < scaled.length; i++) {
                scaled[i] /= divisors[i];
            }
            Arrays.sort(scaled);
            int last = scaled.length - 1;
            return last > 0
                    && Double.isFinite(scaled[last])
                    && tolerance.allows(scaled[last], scaled[last - 1], Math.abs(scaled[last]));
        }
    }
}
