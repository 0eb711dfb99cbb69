package dev.lastmile.pipeline.training;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.classification.OneVsRest;
import org.apache.spark.ml.evaluation.Evaluator;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.param.ParamPair;
import org.apache.spark.ml.param.Params;
import scala.jdk.javaapi.CollectionConverters;

/** The parameters of Spark ML stages as tracking parameters: {@code <stage>.<param>}, as MLflow's autologging names them. */
final class SparkMlParameters {
    /** MLflow rejects longer values. */
    private static final int LONGEST = 6000;

    private SparkMlParameters() {}

    static Map<String, String> of(PipelineStage stage) {
        Map<String, String> parameters = new LinkedHashMap<>();
        collect("", stage, parameters);
        return parameters;
    }

    /** The parameters that a point of a grid sets, of an estimator or of a stage within it. */
    static Map<String, String> of(ParamMap point, PipelineStage estimator) {
        Map<String, String> parameters = new TreeMap<>();
        for (ParamPair<?> pair : CollectionConverters.asJava(point.toSeq())) {
            String stage =
                    name(estimator, pair.param().parent()).orElse(pair.param().parent());
            text(pair.param(), pair.value())
                    .ifPresent(text -> parameters.put(stage + "." + pair.param().name(), text));
        }
        return parameters;
    }

    private static Optional<String> name(PipelineStage stage, String uid) {
        if (stage.uid().equals(uid)) {
            return Optional.of(stage.getClass().getSimpleName());
        } else if (stage instanceof Pipeline pipeline) {
            return Arrays.stream(pipeline.getStages())
                    .flatMap(within -> name(within, uid).stream())
                    .findFirst();
        } else if (stage instanceof OneVsRest rest) {
            return name(rest.getClassifier(), uid);
        }
        return Optional.empty();
    }

    static String metricName(Evaluator evaluator) {
        return evaluator.hasParam("metricName")
                ? String.valueOf(evaluator.getOrDefault(evaluator.getParam("metricName")))
                : evaluator.getClass().getSimpleName();
    }

    private static void collect(String prefix, PipelineStage stage, Map<String, String> into) {
        String name = prefix + stage.getClass().getSimpleName();
        if (stage instanceof Pipeline pipeline) {
            PipelineStage[] stages = pipeline.getStages();
            for (int i = 0; i < stages.length; i++) {
                collect(repeated(stages, i) ? prefix + i + "." : prefix, stages[i], into);
            }
            return;
        }
        ParamMap values = ((Params) stage).extractParamMap();
        for (ParamPair<?> pair : CollectionConverters.asJava(values.toSeq())) {
            String key = name + "." + pair.param().name();
            if (pair.value() instanceof Params inner && !(inner instanceof PipelineStage)) {
                into.put(key, inner.getClass().getSimpleName());
            } else if (pair.value() instanceof PipelineStage inner) {
                into.put(key, inner.getClass().getSimpleName());
                collect(name + ".", inner, into);
            } else if (pair.value() instanceof ParamMap[] grid) {
                into.put(
                        key,
                        shortened(Arrays.stream(grid)
                                .map(SparkMlParameters::text)
                                .toList()
                                .toString()));
            } else {
                text(pair.param(), pair.value()).ifPresent(text -> into.put(key, text));
            }
        }
    }

    /** Two stages of one class need their position to be told apart. */
    private static boolean repeated(PipelineStage[] stages, int index) {
        for (int i = 0; i < stages.length; i++) {
            if (i != index && stages[i].getClass() == stages[index].getClass()) {
                return true;
            }
        }
        return false;
    }

    private static String text(ParamMap point) {
        return CollectionConverters.asJava(point.toSeq()).stream()
                .map(pair -> pair.param().name() + "=" + pair.value())
                .sorted()
                .toList()
                .toString();
    }

    /** Spark has no text of parameters whose values are stages or other objects. */
    @SuppressWarnings("unchecked")
    private static Optional<String> text(Param<?> param, Object value) {
        try {
            return Optional.of(shortened(((Param<Object>) param).jsonEncode(value)));
        } catch (UnsupportedOperationException e) {
            return Optional.empty();
        }
    }

    private static String shortened(String text) {
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST - 1) + "…";
    }
}
