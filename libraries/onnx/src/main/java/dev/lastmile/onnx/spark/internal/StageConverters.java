package dev.lastmile.onnx.spark.internal;

import dev.lastmile.onnx.spark.UnsupportedStageException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.param.Param;

/** The stages that can be exported. */
final class StageConverters {
    private static final Map<Class<?>, StageConverter<?>> BY_STAGE = List.<StageConverter<?>>of(
                    new AftSurvivalRegressionConverter(),
                    new BinarizerConverter(),
                    new BisectingKMeansConverter(),
                    new BucketizerConverter(),
                    new ChiSqSelectorConverter(),
                    new DctConverter(),
                    new DecisionTreeClassificationConverter(),
                    new DecisionTreeRegressionConverter(),
                    new ElementwiseProductConverter(),
                    new FmClassificationConverter(),
                    new FmRegressionConverter(),
                    new GaussianMixtureConverter(),
                    new GbtClassificationConverter(),
                    new GbtRegressionConverter(),
                    new GeneralizedLinearRegressionConverter(),
                    new IdfConverter(),
                    new ImputerConverter(),
                    new IndexToStringConverter(),
                    new InteractionConverter(),
                    new IsotonicRegressionConverter(),
                    new KMeansConverter(),
                    new LinearRegressionConverter(),
                    new LinearSvcConverter(),
                    new LogisticRegressionConverter(),
                    new MaxAbsScalerConverter(),
                    new MinMaxScalerConverter(),
                    new MultilayerPerceptronClassificationConverter(),
                    new NaiveBayesConverter(),
                    new NormalizerConverter(),
                    new OneVsRestConverter(),
                    new OneHotEncoderConverter(),
                    new PcaConverter(),
                    new PolynomialExpansionConverter(),
                    new RandomForestClassificationConverter(),
                    new RandomForestRegressionConverter(),
                    new RobustScalerConverter(),
                    new StandardScalerConverter(),
                    new StringIndexerConverter(),
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

    /**
     * The converter of a stage, whose set parameters it knows.
     *
     * @throws UnsupportedStageException naming the stage, and the parameter, that has no ONNX form
     */
    static <S extends Transformer> StageConverter<S> require(S stage) {
        String type = stage.getClass().getSimpleName();
        StageConverter<S> converter = of(stage)
                .orElseThrow(() -> new UnsupportedStageException(
                        type,
                        stage.uid(),
                        "",
                        RefusedStages.reason(stage)
                                .map(reason -> "there is no ONNX form of this stage: " + reason + ". Leave it out.")
                                .orElseGet(() ->
                                        "there is no ONNX form of this stage. Leave it out, or do its work before the"
                                                + " pipeline; known are " + names() + " and PipelineModel.")));
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

    /** The names of the types that can be exported, for messages. */
    static String names() {
        return BY_STAGE.keySet().stream().map(Class::getSimpleName).sorted().collect(Collectors.joining(", "));
    }
}
