package dev.lastmile.onnx.spark.internal.export;

import dev.lastmile.onnx.OnnxModelException;
import dev.lastmile.onnx.spark.StageConverter;
import dev.lastmile.onnx.spark.UnsupportedStageException;
import dev.lastmile.onnx.spark.internal.stages.category.CategoryStages;
import dev.lastmile.onnx.spark.internal.stages.classification.ClassificationStages;
import dev.lastmile.onnx.spark.internal.stages.clustering.ClusteringStages;
import dev.lastmile.onnx.spark.internal.stages.date.DateStages;
import dev.lastmile.onnx.spark.internal.stages.linear.LinearStages;
import dev.lastmile.onnx.spark.internal.stages.number.NumberStages;
import dev.lastmile.onnx.spark.internal.stages.tree.TreeStages;
import dev.lastmile.onnx.spark.internal.stages.vector.VectorStages;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.feature.ColumnPruner;
import org.apache.spark.ml.feature.RFormulaModel;
import org.apache.spark.ml.feature.VectorAttributeRewriter;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.tuning.CrossValidatorModel;
import org.apache.spark.ml.tuning.TrainValidationSplitModel;

/** The stages that can be exported. */
final class StageConverters {
    /** What is exported by what is within it: see {@link PipelineGraph} and {@link TunedModel}. */
    private static final Set<Class<?>> FOLLOWED = Set.of(
            ColumnPruner.class,
            CrossValidatorModel.class,
            PipelineModel.class,
            RFormulaModel.class,
            TrainValidationSplitModel.class,
            VectorAttributeRewriter.class);

    private static final Map<Class<?>, StageConverter<?>> BY_STAGE = Stream.of(
                    CategoryStages.converters(),
                    ClassificationStages.converters(),
                    ClusteringStages.converters(),
                    DateStages.converters(),
                    LinearStages.converters(),
                    NumberStages.converters(),
                    TreeStages.converters(),
                    VectorStages.converters())
            .flatMap(List::stream)
            .collect(Collectors.toMap(StageConverter::stage, Function.identity()));

    private StageConverters() {}

    /** The converters that come with the library, in the order of their stages' names. */
    static List<StageConverter<?>> builtIn() {
        return BY_STAGE.values().stream()
                .sorted(Comparator.comparing(converter -> converter.stage().getSimpleName()))
                .toList();
    }

    /** The names of the types that are exported by what is within them. */
    static List<String> followed() {
        return FOLLOWED.stream().map(Class::getSimpleName).sorted().toList();
    }

    /** Whether the library itself knows the form of a type, by a converter or by what is within it. */
    static boolean isBuiltIn(Class<?> stage) {
        return BY_STAGE.containsKey(stage) || FOLLOWED.contains(stage);
    }

    /**
     * The converter of a stage, whose set parameters it knows.
     *
     * @throws UnsupportedStageException naming the stage, and the parameter, that has no ONNX form
     * @throws OnnxModelException naming a converter of the user's that is one too many
     */
    static <S extends Transformer> StageConverter<S> require(S stage) {
        String type = stage.getClass().getSimpleName();
        @SuppressWarnings("unchecked") // A converter is found under the class that it converts.
        StageConverter<S> converter = (StageConverter<S>) require(stage.getClass(), stage.getClass(), stage.uid());
        for (Param<?> param : stage.params()) {
            if (stage.isSet(param)
                    && !converter.parameters().contains(param.name())
                    && !converter.trainingParameters().contains(param.name())) {
                throw new UnsupportedStageException(
                        type,
                        stage.uid(),
                        param.name(),
                        "it is set, and the export does not know what it does. Clear it.");
            }
        }
        return converter;
    }

    /**
     * The converter of a type of stage.
     *
     * @param named the stage's class, or the class of the estimator that fits it, as the message names it
     * @throws UnsupportedStageException naming the stage, if its type has no ONNX form
     */
    static StageConverter<?> require(Class<?> stage, Class<?> named, String uid) {
        Map<Class<?>, StageConverter<?>> others = UserConverters.seenBy(stage, StageConverters::isBuiltIn);
        StageConverter<?> own = BY_STAGE.get(stage);
        return Optional.ofNullable(own == null ? others.get(stage) : own)
                .orElseThrow(() -> new UnsupportedStageException(
                        named.getSimpleName(),
                        uid,
                        "",
                        "there is no ONNX form of this stage"
                                + UnsupportedStages.reason(stage)
                                        .map(reason -> ": " + reason)
                                        .orElse("")
                                + ". Leave it out, do its work before the pipeline, or give it a StageConverter;"
                                + " docs/src/onnx-stages.adoc lists the stages that have one."));
    }

    /** Whether a subclass of a type can be exported. */
    static boolean isAnyFor(Class<?> type) {
        return Stream.concat(
                        BY_STAGE.keySet().stream(),
                        UserConverters.seenBy(type, StageConverters::isBuiltIn).keySet().stream())
                .anyMatch(type::isAssignableFrom);
    }

    /** Whether a type is exported by what is within it. */
    static boolean isFollowed(Class<?> stage) {
        return FOLLOWED.contains(stage);
    }
}
