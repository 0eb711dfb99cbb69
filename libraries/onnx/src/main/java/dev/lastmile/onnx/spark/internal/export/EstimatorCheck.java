package dev.lastmile.onnx.spark.internal.export;

import dev.lastmile.onnx.spark.StageConverter;
import dev.lastmile.onnx.spark.UnsupportedStageException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.Optional;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.Model;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.classification.OneVsRest;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.tuning.CrossValidator;
import org.apache.spark.ml.tuning.TrainValidationSplit;

/**
 * Whether what an estimator fits can be exported, before it is fitted. What depends on the fitted numbers alone, such as an
 * intercept, is left to the export.
 */
public final class EstimatorCheck {
    private EstimatorCheck() {}

    /**
     * Checks a stage and the stages within it.
     *
     * @throws UnsupportedStageException naming the stage, and the parameter, that has no ONNX form
     */
    public static void require(PipelineStage stage) {
        if (stage instanceof Pipeline pipeline) {
            Arrays.stream(pipeline.getStages()).forEach(EstimatorCheck::require);
        } else if (stage instanceof CrossValidator search) {
            require(search.getEstimator());
        } else if (stage instanceof TrainValidationSplit search) {
            require(search.getEstimator());
        } else if (stage instanceof Estimator<?> estimator) {
            requireEstimator(estimator);
        } else if (stage instanceof Transformer transformer && !StageConverters.isFollowed(transformer.getClass())) {
            StageConverters.require(transformer);
        }
    }

    /**
     * The type of what an estimator fits: the return type that its class declares of {@code train} or {@code fit}, else the
     * type of model among the arguments of a generic superclass.
     *
     * @return empty if its class does not say more than {@code Model}
     */
    public static Optional<Class<?>> fittedType(Estimator<?> estimator) {
        for (Class<?> type = estimator.getClass(); type != null; type = type.getSuperclass()) {
            for (Method method : type.getDeclaredMethods()) {
                boolean fits =
                        method.getName().equals("train") || method.getName().equals("fit");
                if (fits && !method.isBridge() && isModel(method.getReturnType())) {
                    return Optional.of(method.getReturnType());
                }
            }
            if (type.getGenericSuperclass() instanceof ParameterizedType superclass) {
                for (Type argument : superclass.getActualTypeArguments()) {
                    if (argument instanceof Class<?> found && isModel(found)) {
                        return Optional.of(found);
                    }
                }
            }
        }
        return Optional.empty();
    }

    // Predictors of any kind return PredictionModel, whose type argument is the model.
    private static boolean isModel(Class<?> type) {
        return Model.class.isAssignableFrom(type) && type != Model.class && type.getTypeParameters().length == 0;
    }

    private static void requireEstimator(Estimator<?> estimator) {
        Optional<Class<?>> fitted = fittedType(estimator);
        if (fitted.isEmpty() || StageConverters.isFollowed(fitted.get())) {
            return; // its export, or that of what is within it, decides
        }
        if (Modifier.isAbstract(fitted.get().getModifiers()) && StageConverters.isAnyFor(fitted.get())) {
            return; // which of its subclasses is fitted shows later
        }
        StageConverter<?> converter = StageConverters.require(fitted.get(), estimator.getClass(), estimator.uid());
        for (Param<?> param : estimator.params()) {
            if (estimator.isSet(param)
                    && hasParam(fitted.get(), param.name())
                    && !converter.parameters().contains(param.name())
                    && !converter.trainingParameters().contains(param.name())) {
                throw new UnsupportedStageException(
                        estimator.getClass().getSimpleName(),
                        estimator.uid(),
                        param.name(),
                        "it is set, and the export does not know what it does. Clear it.");
            }
        }
        if (estimator instanceof OneVsRest rest) {
            require(rest.getClassifier());
        }
    }

    private static boolean hasParam(Class<?> fitted, String name) {
        return Arrays.stream(fitted.getMethods())
                .anyMatch(method -> method.getName().equals(name)
                        && method.getParameterCount() == 0
                        && Param.class.isAssignableFrom(method.getReturnType()));
    }
}
