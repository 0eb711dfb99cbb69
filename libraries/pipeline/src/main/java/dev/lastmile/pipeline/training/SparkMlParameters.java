package dev.lastmile.pipeline.training;

import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineStage;
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
            into.put(name + "." + pair.param().name(), text(pair.param(), pair.value()));
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

    @SuppressWarnings("unchecked")
    private static String text(Param<?> param, Object value) {
        String text = ((Param<Object>) param).jsonEncode(value);
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST - 1) + "…";
    }
}
