package dev.lastmile.onnx.spark.internal;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.spark.ml.Transformer;

/** The stages that can be exported. */
final class StageConverters {
    private static final Map<Class<?>, StageConverter<?>> BY_STAGE = List.<StageConverter<?>>of(
                    new BinarizerConverter(),
                    new BucketizerConverter(),
                    new ChiSqSelectorConverter(),
                    new DctConverter(),
                    new DecisionTreeClassificationConverter(),
                    new DecisionTreeRegressionConverter(),
                    new ElementwiseProductConverter(),
                    new GbtClassificationConverter(),
                    new GbtRegressionConverter(),
                    new ImputerConverter(),
                    new InteractionConverter(),
                    new LinearRegressionConverter(),
                    new LogisticRegressionConverter(),
                    new MaxAbsScalerConverter(),
                    new MinMaxScalerConverter(),
                    new NormalizerConverter(),
                    new PcaConverter(),
                    new PolynomialExpansionConverter(),
                    new RandomForestClassificationConverter(),
                    new RandomForestRegressionConverter(),
                    new RobustScalerConverter(),
                    new StandardScalerConverter(),
                    new UnivariateFeatureSelectorConverter(),
                    new VarianceThresholdSelectorConverter(),
                    new VectorAssemblerConverter(),
                    new VectorIndexerConverter(),
                    new VectorSizeHintConverter(),
                    new VectorSlicerConverter())
            .stream()
            .collect(Collectors.toMap(StageConverter::stage, Function.identity()));

    private StageConverters() {}

    @SuppressWarnings("unchecked") // A converter is found under the class that it converts.
    static <S extends Transformer> Optional<StageConverter<S>> of(S stage) {
        return Optional.ofNullable((StageConverter<S>) BY_STAGE.get(stage.getClass()));
    }

    /** The names of the types that can be exported, for messages. */
    static String names() {
        return BY_STAGE.keySet().stream().map(Class::getSimpleName).sorted().collect(Collectors.joining(", "));
    }
}
