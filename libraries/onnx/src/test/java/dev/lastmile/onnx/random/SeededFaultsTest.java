package dev.lastmile.onnx.random;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lastmile.onnx.OnnxModel;
import dev.lastmile.onnx.OutputParity;
import dev.lastmile.onnx.ParityReport;
import dev.lastmile.onnx.Tolerance;
import dev.lastmile.onnx.spark.SparkParity;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What the harness is for: a fault in a graph shows on the rows that the harness itself makes. */
@Tag("ci")
class SeededFaultsTest {
    private static final long SEED = 5;
    private static final String ROWS = "rows";
    private static final String SCALER = "2_StandardScalerModel/";
    private static final String LOGISTIC = "3_LogisticRegressionModel/";
    private static final String TREE = "1_DecisionTreeRegressionModel/";
    private static final String CLASSES = "2_DecisionTreeClassificationModel/";

    /** @param output that has to differ, or {@link #ROWS} where only the validity of rows does */
    private record Fault(String name, FaultyPipelines pipeline, String output, Consumer<TamperedGraph> tampering) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static List<Fault> faults() {
        return List.of(
                classifier(
                        "a weight changed by a thousandth",
                        "raw",
                        g -> g.constant(LOGISTIC + "constant", 4, weight -> weight * 1.001)),
                classifier(
                        "an intercept changed by a thousandth",
                        "raw",
                        g -> g.constant(LOGISTIC + "constant_2", 0, intercept -> intercept * 1.001)),
                classifier(
                        "the weights of two classes swapped", "raw", g -> g.swapConstants(LOGISTIC + "constant", 0, 1)),
                classifier(
                        "a mean changed by a thousandth",
                        "scaled",
                        g -> g.constant(SCALER + "constant", 1, mean -> mean * 1.001)),
                classifier(
                        "a scale changed by a hundred-thousandth",
                        "scaled",
                        g -> g.constant(SCALER + "constant_2", 2, scale -> scale * 1.00001)),
                classifier("the mean not taken off", "scaled", g -> g.bypass(SCALER + "Sub")),
                classifier("two columns swapped", "scaled", g -> g.swapInputs("1_VectorAssembler/Concat", 0, 2)),
                classifier(
                        "one column taken for another", ROWS, g -> g.input("1_VectorAssembler/Unsqueeze_2", 0, "d2")),
                classifier("32 bits before a scaler", "scaled", g -> g.throughFloat(SCALER + "Sub")),
                classifier("no softmax", "probability", g -> g.input("probability", 0, LOGISTIC + "Add")),
                classifier(
                        "no probability for infinite scores",
                        "probability",
                        g -> g.input("probability", 0, LOGISTIC + "Mul")),
                classifier(
                        "the worst class for the best", "prediction", g -> g.operator(LOGISTIC + "ArgMax_2", "ArgMin")),
                classifier("a missing value called valid", ROWS, g -> g.allValid()),
                classifier(
                        "a rejected row left out", ROWS, g -> g.metadata("lastmile.row_status.rules", "error", "skip")),
                numbers("< for <= at a split", "bucket", g -> g.operator("1_Bucketizer/GreaterOrEqual", "Greater")),
                numbers("32 bits at a split", "bucket", g -> g.throughFloat("1_Bucketizer/Unsqueeze")),
                numbers(
                        "a split one bit higher",
                        "bucket",
                        g -> g.constant("1_Bucketizer/constant_2", 1, Math::nextUp)),
                numbers(
                        "NaN in the wrong bucket",
                        "bucket",
                        g -> g.constant("1_Bucketizer/constant_3", 0, bucket -> bucket - 1)),
                numbers("<= for < at a threshold", "binary", g -> g.operator("2_Binarizer/Greater", "GreaterOrEqual")),
                numbers("32 bits at a threshold", "binary", g -> g.throughFloat("2_Binarizer/Greater")),
                numbers(
                        "another value for a missing one",
                        "filled",
                        g -> g.constant("3_ImputerModel/constant", 0, value -> value * 1.001)),
                numbers("a missing value not filled", "filled", g -> g.input("filled", 0, "d1")),
                trees(
                        "< for <= in a tree",
                        "tree",
                        g -> g.attribute(
                                TREE + "TreeEnsemble", "nodes_modes", modes -> TamperedGraph.bytes(modes, 0, 1))),
                trees("32 bits before a tree", "tree", g -> g.throughFloat(TREE + "TreeEnsemble")),
                trees(
                        "a tree's threshold one bit lower",
                        "tree",
                        g -> g.attribute(
                                TREE + "TreeEnsemble",
                                "nodes_splits",
                                splits -> splits.getTBuilder()
                                        .setDoubleData(
                                                0, Math.nextDown(splits.getT().getDoubleData(0))))),
                trees(
                        "a tree that splits another feature",
                        "tree",
                        g -> g.attribute(
                                TREE + "TreeEnsemble",
                                "nodes_featureids",
                                features -> features.setInts(0, (features.getInts(0) + 1) % 3))),
                trees(
                        "a leaf changed by a thousandth",
                        "tree",
                        g -> g.attribute(
                                TREE + "TreeEnsemble",
                                "leaf_weights",
                                weights -> weights.getTBuilder()
                                        .setDoubleData(0, 1.001 * weights.getT().getDoubleData(0)))),
                trees(
                        "the counts of one leaf for another's",
                        "counts_of_leaf",
                        g -> g.swapConstants(CLASSES + "constant", 0, 3)),
                vectors(
                        "two features of a slice swapped",
                        "slice",
                        g -> g.swapConstants("2_VectorSlicer/constant", 0, 1)),
                vectors("two components swapped", "components", g -> g.swapConstants("3_PCAModel/constant", 0, 1)),
                vectors(
                        "the least value changed by a thousandth",
                        "minmax",
                        g -> g.constant("1_MinMaxScalerModel/constant_2", 0, least -> least * 1.001)),
                vectors("the farthest cluster for the nearest", "cluster", g -> g.bypass("4_KMeansModel/Neg")),
                vectors("a null vector called valid", ROWS, g -> g.allValid()),
                regressions(
                        "a coefficient changed by a thousandth",
                        "line",
                        g -> g.constant("1_LinearRegressionModel/constant_2", 0, weight -> weight * 1.001)),
                regressions("no link", "exponential", g -> g.bypass("2_GeneralizedLinearRegressionModel/Exp")));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void everyFaultIsCaught(Fault fault) {
        TamperedGraph graph = new TamperedGraph(fault.pipeline().onnx());
        fault.tampering().accept(graph);
        assertThat(graph.model()).isNotEqualTo(fault.pipeline().onnx());

        ParityReport report = compare(fault.pipeline(), graph.model());

        assertThat(report.passed()).isFalse();
        if (fault.output().equals(ROWS)) {
            assertThat(report.disagreements()).isNotEmpty();
        } else {
            assertThat(report.outputs())
                    .filteredOn(output -> !output.passed())
                    .extracting(OutputParity::name)
                    .contains(fault.output());
        }
    }

    @ParameterizedTest
    @EnumSource(FaultyPipelines.class)
    void theGraphsThemselvesHaveNone(FaultyPipelines pipeline) {
        ParityReport report = compare(pipeline, pipeline.onnx());

        assertThat(report.passed()).as(report.json()).isTrue();
    }

    private static ParityReport compare(FaultyPipelines pipeline, OnnxModel onnx) {
        return SparkParity.compareExtremes(
                pipeline.model(), onnx, FaultyPipelines.sample(), SEED, pipeline.outputs(), Tolerance.SCALED);
    }

    private static Fault classifier(String name, String output, Consumer<TamperedGraph> tampering) {
        return new Fault(name, FaultyPipelines.CLASSIFIER, output, tampering);
    }

    private static Fault numbers(String name, String output, Consumer<TamperedGraph> tampering) {
        return new Fault(name, FaultyPipelines.NUMBERS, output, tampering);
    }

    private static Fault trees(String name, String output, Consumer<TamperedGraph> tampering) {
        return new Fault(name, FaultyPipelines.TREES, output, tampering);
    }

    private static Fault vectors(String name, String output, Consumer<TamperedGraph> tampering) {
        return new Fault(name, FaultyPipelines.VECTORS, output, tampering);
    }

    private static Fault regressions(String name, String output, Consumer<TamperedGraph> tampering) {
        return new Fault(name, FaultyPipelines.REGRESSIONS, output, tampering);
    }
}
