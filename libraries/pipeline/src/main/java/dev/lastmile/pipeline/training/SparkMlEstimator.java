package dev.lastmile.pipeline.training;

import dev.lastmile.pipeline.StepException;
import java.util.Set;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.classification.Classifier;
import org.apache.spark.ml.classification.FMClassifier;
import org.apache.spark.ml.classification.GBTClassifier;
import org.apache.spark.ml.classification.LinearSVC;
import org.apache.spark.ml.classification.OneVsRest;
import org.apache.spark.ml.classification.ProbabilisticClassifier;
import org.apache.spark.ml.param.Params;
import org.apache.spark.ml.regression.IsotonicRegression;
import org.apache.spark.ml.regression.Regressor;
import org.apache.spark.ml.tuning.CrossValidator;
import org.apache.spark.ml.tuning.CrossValidatorModel;
import org.apache.spark.ml.tuning.TrainValidationSplit;
import org.apache.spark.ml.tuning.TrainValidationSplitModel;

/** The part of an estimator that predicts: of a pipeline its last stage, of a search what it searches for. */
final class SparkMlEstimator {
    private static final Set<Class<?>> BINARY = Set.of(GBTClassifier.class, FMClassifier.class, LinearSVC.class);

    private final Params predictor;
    private final boolean inPipeline;

    private SparkMlEstimator(Params predictor, boolean inPipeline) {
        this.predictor = predictor;
        this.inPipeline = inPipeline;
    }

    /**
     * @throws StepException if it is neither a classifier nor a regressor
     */
    static SparkMlEstimator of(Estimator<?> estimator) {
        PipelineStage stage = estimator;
        boolean inPipeline = false;
        while (true) {
            if (stage instanceof CrossValidator search) {
                stage = search.getEstimator();
            } else if (stage instanceof TrainValidationSplit search) {
                stage = search.getEstimator();
            } else if (stage instanceof Pipeline pipeline && pipeline.getStages().length > 0) {
                inPipeline = true;
                stage = pipeline.getStages()[pipeline.getStages().length - 1];
            } else {
                break;
            }
        }
        SparkMlEstimator found = new SparkMlEstimator(stage, inPipeline);
        if (!found.isClassifier() && !(stage instanceof Regressor) && !(stage instanceof IsotonicRegression)) {
            throw new StepException(
                    stage.getClass().getSimpleName() + " is neither a classifier nor a regressor. Let the"
                            + " trainer return one, or a Pipeline or search that ends in one.");
        }
        return found;
    }

    /** The predicting stage of a fitted model, whose columns can be renamed in place. */
    static Params fitted(Transformer model) {
        if (model instanceof PipelineModel pipeline) {
            return fitted(pipeline.stages()[pipeline.stages().length - 1]);
        }
        Transformer best = best(model);
        return best == model ? model : fitted(best);
    }

    /** What a search has chosen; the model itself if it is no search. */
    static Transformer best(Transformer model) {
        if (model instanceof CrossValidatorModel search) {
            return best(search.bestModel());
        }
        return model instanceof TrainValidationSplitModel search ? best(search.bestModel()) : model;
    }

    String name() {
        return predictor.getClass().getSimpleName();
    }

    Params predictor() {
        return predictor;
    }

    boolean isClassifier() {
        return predictor instanceof Classifier || predictor instanceof OneVsRest;
    }

    boolean hasProbabilities() {
        return predictor instanceof ProbabilisticClassifier;
    }

    boolean isBinaryOnly() {
        return BINARY.contains(predictor.getClass());
    }

    /** The name of the column of labels that it is fitted on. */
    String labelColumn() {
        return String.valueOf(predictor.getOrDefault(predictor.getParam("labelCol")));
    }

    /**
     * Checks that it reads the features; within a pipeline another stage may read them.
     *
     * @throws StepException if it reads another column
     */
    void requireFeatures(String features) {
        Object read = predictor.getOrDefault(predictor.getParam("featuresCol"));
        if (!inPipeline && !features.equals(read)) {
            throw new StepException(name() + " reads " + read + ", and the features are in " + features
                    + ". Call setFeaturesCol(\"" + features + "\").");
        }
    }

    /**
     * Checks that it is fitted on the rows' weights.
     *
     * @throws StepException if it cannot have weights, or reads another column
     */
    void requireWeight(String weight) {
        boolean able = predictor.hasParam("weightCol")
                && (!(predictor instanceof OneVsRest rest)
                        || rest.getClassifier().hasParam("weightCol"));
        if (!able) {
            throw new StepException(name() + " does not take weights, and the rows have the weight " + weight
                    + ". Train another model, or leave the weight out.");
        }
        if (!predictor.isSet(predictor.getParam("weightCol"))
                || !weight.equals(predictor.getOrDefault(predictor.getParam("weightCol")))) {
            throw new StepException(
                    name() + " is not fitted on the rows' weights. Call setWeightCol(\"" + weight + "\").");
        }
    }
}
