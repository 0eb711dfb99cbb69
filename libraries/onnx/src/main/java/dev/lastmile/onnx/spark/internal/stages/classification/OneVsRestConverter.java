package dev.lastmile.onnx.spark.internal.stages.classification;

import dev.lastmile.onnx.ElementType;
import dev.lastmile.onnx.graph.Constant;
import dev.lastmile.onnx.graph.GraphBuilder;
import dev.lastmile.onnx.graph.Value;
import dev.lastmile.onnx.spark.ConversionContext;
import dev.lastmile.onnx.spark.StageConverter;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.spark.ml.classification.ClassificationModel;
import org.apache.spark.ml.classification.OneVsRestModel;
import org.apache.spark.ml.classification.ProbabilisticClassificationModel;
import org.apache.spark.ml.param.ParamMap;

/**
 * The class whose own model gives the largest raw prediction, from {@code OneVsRestModel.transform} and {@code
 * functions.array_argmax} in Spark 4.1; the models are any that can be exported.
 */
final class OneVsRestConverter implements StageConverter<OneVsRestModel> {
    private static final String RAW = "raw prediction of one against the rest";

    @Override
    public Class<OneVsRestModel> stage() {
        return OneVsRestModel.class;
    }

    @Override
    public Set<String> parameters() {
        return Set.of("featuresCol", "predictionCol", "rawPredictionCol");
    }

    @Override
    public Set<String> trainingParameters() {
        return Set.of("classifier", "labelCol", "parallelism", "weightCol");
    }

    @Override
    public List<String> rejections() {
        return List.of("a classifier within it that has no form");
    }

    @Override
    public void convert(OneVsRestModel stage, ConversionContext graph) {
        GraphBuilder builder = graph.builder();
        List<Value> scores = new ArrayList<>();
        for (ClassificationModel<?, ?> model : stage.models()) {
            ClassificationModel<?, ?> one = (ClassificationModel<?, ?>) model.copy(ParamMap.empty());
            one.setFeaturesCol(stage.getFeaturesCol());
            one.setRawPredictionCol(RAW);
            one.setPredictionCol("");
            if (one instanceof ProbabilisticClassificationModel<?, ?> probabilistic) {
                probabilistic.setProbabilityCol("");
            }
            scores.add(graph.within(one).get(RAW).element(1));
        }
        Value raw = builder.concat(scores);
        graph.put(stage.getRawPredictionCol(), raw);
        graph.put(stage.getPredictionCol(), largest(raw, builder));
    }

    // NaN is passed over, and there is no class, which is -1, where nothing is more than -infinity.
    private static Value largest(Value raw, GraphBuilder builder) {
        Constant lowest = builder.doubleScalar(Double.NEGATIVE_INFINITY);
        Value isNan = raw.isNaN();
        Value known = builder.where(isNan, lowest, raw);
        Value best = known.max();
        Value isAny = best.greater(lowest);
        Value first = known.argMax().cast(ElementType.DOUBLE);
        return builder.where(isAny, first, -1);
    }
}
