package dev.lastmile.onnx.tribuo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lastmile.onnx.Batch;
import dev.lastmile.onnx.Column;
import dev.lastmile.onnx.ElementType;
import dev.lastmile.onnx.OnnxModel;
import dev.lastmile.onnx.OnnxModelException;
import dev.lastmile.onnx.OnnxScorer;
import dev.lastmile.onnx.OutputParity;
import dev.lastmile.onnx.ParityReport;
import dev.lastmile.onnx.TensorSpec;
import dev.lastmile.onnx.Tolerance;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.tribuo.Model;
import org.tribuo.MutableDataset;
import org.tribuo.Trainer;
import org.tribuo.classification.Label;
import org.tribuo.classification.baseline.DummyClassifierTrainer;
import org.tribuo.classification.ensemble.VotingCombiner;
import org.tribuo.classification.sgd.fm.FMClassificationTrainer;
import org.tribuo.classification.sgd.kernel.KernelSVMTrainer;
import org.tribuo.classification.sgd.linear.LinearSGDTrainer;
import org.tribuo.classification.sgd.linear.LogisticRegressionTrainer;
import org.tribuo.classification.sgd.objectives.Hinge;
import org.tribuo.classification.sgd.objectives.LogMulticlass;
import org.tribuo.ensemble.BaggingTrainer;
import org.tribuo.math.kernel.Linear;
import org.tribuo.math.optimisers.AdaGrad;

class TribuoExporterTest {
    private static final List<String> NAMES = shuffledNames();

    @Test
    void twelveShuffledColumnsAgree() {
        Model<Label> model = train(new LogisticRegressionTrainer(), NAMES, rows(300, 1));
        double[][] heldOut = rows(200, 2);

        ParityReport report = TribuoParity.compare(
                model, TribuoExporter.export(model, "features", NAMES), NAMES, heldOut, Tolerance.FLOATS);

        assertThat(report.passed()).as(report.json()).isTrue();
        assertThat(report.rows()).isEqualTo(200);
        assertThat(report.outputs()).extracting(OutputParity::name).containsExactly("prediction", "probability");
        assertThat(report.reference()).isEqualTo("Tribuo 4.3.2");
    }

    @Test
    void columnsOfTheirOwnAgreeToo() {
        Model<Label> model = train(new LogisticRegressionTrainer(), NAMES, rows(300, 1));
        OnnxModel onnx = TribuoExporter.exportColumns(model, NAMES);

        assertPassed(TribuoParity.compare(model, onnx, NAMES, rows(100, 2), Tolerance.FLOATS));
        try (OnnxScorer scorer = new OnnxScorer(onnx.bytes())) {
            assertThat(scorer.inputs()).extracting(TensorSpec::name).containsExactlyElementsOf(NAMES);
        }
    }

    @Test
    void theOrderOfTribuoInPlaceOfTheContractsIsCaught() {
        Model<Label> model = train(new LogisticRegressionTrainer(), NAMES, rows(300, 1));
        List<String> sorted = NAMES.stream().sorted().toList();

        ParityReport report = TribuoParity.compare(
                model, TribuoExporter.export(model, "features", sorted), NAMES, rows(50, 2), Tolerance.FLOATS);

        assertThat(report.passed()).isFalse();
        assertThat(report.outputs().get(0).beyond()).isPositive();
        assertThat(report.summary()).contains(" against ONNX on 50 rows: largest difference ");
    }

    @Test
    void aModelThatSawOneRowLessIsCaught() {
        Model<Label> model = train(new LogisticRegressionTrainer(), NAMES, rows(300, 1));
        Model<Label> other = train(new LogisticRegressionTrainer(), NAMES, rows(299, 1));

        assertThat(TribuoParity.compare(
                                model,
                                TribuoExporter.export(other, "features", NAMES),
                                NAMES,
                                rows(50, 2),
                                Tolerance.FLOATS)
                        .passed())
                .isFalse();
    }

    @Test
    void roundingTo32BitsIsBeyondTheToleranceOf64() {
        Model<Label> model = train(new LogisticRegressionTrainer(), NAMES, rows(300, 1));

        ParityReport report = TribuoParity.compare(
                model,
                TribuoExporter.export(model, "features", NAMES),
                NAMES,
                rows(200, 2),
                new Tolerance(1e-10, 1e-10));

        assertThat(report.passed()).isFalse();
    }

    @Test
    void theOutputsAreLabelsAndTheirProbabilitiesInTheStatedOrder() {
        Model<Label> model = train(new LogisticRegressionTrainer(), NAMES, rows(300, 1));
        try (OnnxScorer scorer =
                new OnnxScorer(TribuoExporter.export(model, "features", NAMES).bytes())) {
            assertThat(scorer.inputs())
                    .containsExactly(new TensorSpec("features", ElementType.DOUBLE, new long[] {-1, 12}));
            assertThat(scorer.outputs())
                    .containsExactly(
                            new TensorSpec("prediction", ElementType.STRING, new long[] {-1}),
                            new TensorSpec("probability", ElementType.DOUBLE, new long[] {-1, 3}));
            assertThat(scorer.metadata())
                    .containsEntry("lastmile.labels", "[\"alpha\",\"beta\",\"gämma\"]")
                    .containsEntry("lastmile.output.prediction", "the label")
                    .containsKey("lastmile.features");

            double[][] rows = rows(40, 3);
            double[] flat = Arrays.stream(rows).flatMapToDouble(Arrays::stream).toArray();
            Batch scored = scorer.score(Batch.of(Map.of("features", new Column.DoubleVectors(flat, 12))));
            List<String> labels = List.of("alpha", "beta", "gämma");
            double[] probability = ((Column.DoubleVectors) scored.column("probability")).flat();
            for (int row = 0; row < rows.length; row++) {
                String predicted = ((Column.Strings) scored.column("prediction")).values()[row];
                double best = probability[row * 3 + labels.indexOf(predicted)];
                double sum = 0;
                for (int i = 0; i < 3; i++) {
                    assertThat(probability[row * 3 + i]).isLessThanOrEqualTo(best);
                    sum += probability[row * 3 + i];
                }
                assertThat(sum).isBetween(1 - 1e-6, 1 + 1e-6);
            }
        }
    }

    @Test
    void rowsOfZerosAgree() {
        double[][] training = rows(300, 1);
        Model<Label> model = train(new LogisticRegressionTrainer(), NAMES, training);
        double[][] heldOut = rows(60, 2);
        for (int i = 0; i < heldOut.length; i++) {
            for (int j = 0; j < 12; j++) {
                if ((i + j) % 3 == 0 || i < 3) {
                    heldOut[i][j] = i % 2 == 0 ? 0.0 : -0.0;
                }
            }
        }

        assertPassed(TribuoParity.compare(
                model, TribuoExporter.export(model, "features", NAMES), NAMES, heldOut, Tolerance.FLOATS));
    }

    @Test
    void columnsThatTheModelDoesNotKnowHaveNoPart() {
        // As after a data source or a selection that leaves features out: the model's domain is smaller.
        List<String> known = NAMES.stream()
                .filter(name -> !name.equals("f_3") && !name.equals("f_10"))
                .toList();
        double[][] training = rows(300, 1);
        double[][] fewer = Arrays.stream(training)
                .map(row -> IntStream.range(0, 12)
                        .filter(i -> known.contains(NAMES.get(i)))
                        .mapToDouble(i -> row[i])
                        .toArray())
                .toArray(double[][]::new);
        Model<Label> model = train(new LogisticRegressionTrainer(), known, fewer);

        assertPassed(TribuoParity.compare(
                model, TribuoExporter.export(model, "features", NAMES), NAMES, rows(60, 2), Tolerance.FLOATS));
    }

    @Test
    void aColumnThatIsAlwaysZeroAgrees() {
        double[][] training = rows(300, 1);
        Arrays.stream(training).forEach(row -> row[4] = 0);
        Model<Label> model = train(new LogisticRegressionTrainer(), NAMES, training);

        assertPassed(TribuoParity.compare(
                model, TribuoExporter.export(model, "features", NAMES), NAMES, rows(60, 2), Tolerance.FLOATS));
    }

    @Test
    void aModelThatNeverSawALabelDoesNotGiveIt() {
        double[][] training = rows(300, 1);
        String[] labels = new String[training.length];
        Arrays.setAll(labels, i -> i % 3 == 0 ? "alpha" : "gämma");
        Model<Label> model =
                new LogisticRegressionTrainer().train(new TribuoRows(NAMES).dataset(training, labels, "two labels"));
        OnnxModel onnx = TribuoExporter.export(model, "features", NAMES);

        assertPassed(TribuoParity.compare(model, onnx, NAMES, rows(60, 2), Tolerance.FLOATS));
        try (OnnxScorer scorer = new OnnxScorer(onnx.bytes())) {
            assertThat(scorer.metadata()).containsEntry("lastmile.labels", "[\"alpha\",\"gämma\"]");
        }
    }

    @Test
    void aTieInTribuosOwnScoresIsNoFault() {
        // No step of the optimiser: all weights are zero, and every label has the same probability.
        Trainer<Label> untrained = new LinearSGDTrainer(new LogMulticlass(), new AdaGrad(0.0), 1, 1L);
        Model<Label> model = train(untrained, NAMES, rows(30, 1));

        assertPassed(TribuoParity.compare(
                model, TribuoExporter.export(model, "features", NAMES), NAMES, rows(10, 2), Tolerance.FLOATS));
    }

    @Test
    void otherModelsThatTribuoExportsAgree() {
        Trainer<Label> bagged = new BaggingTrainer<>(new LogisticRegressionTrainer(), new VotingCombiner(), 3);
        Trainer<Label> machine =
                new FMClassificationTrainer(new LogMulticlass(), new AdaGrad(0.1), 3, 1000, 1, 1L, 4, 0.1);
        for (Trainer<Label> trainer : List.of(bagged, machine)) {
            Model<Label> model = train(trainer, NAMES, rows(300, 1));

            assertPassed(TribuoParity.compare(
                    model,
                    TribuoExporter.export(model, "features", NAMES),
                    NAMES,
                    rows(60, 2),
                    new Tolerance(1e-4, 1e-4)));
        }
    }

    @Test
    void aModelWithScoresAndNoProbabilitiesSaysSo() {
        Model<Label> model = train(new LinearSGDTrainer(new Hinge(), new AdaGrad(0.1), 2, 1L), NAMES, rows(90, 1));
        OnnxModel onnx = TribuoExporter.export(model, "features", NAMES);

        ParityReport report = TribuoParity.compare(model, onnx, NAMES, rows(60, 2), Tolerance.FLOATS);

        assertPassed(report);
        assertThat(report.outputs()).extracting(OutputParity::name).containsExactly("prediction", "score");
    }

    @Test
    void aModelThatTribuoCannotExportIsNamed() {
        MutableDataset<Label> data = dataset(NAMES, rows(30, 1));
        for (Model<Label> model : List.of(
                DummyClassifierTrainer.createMostFrequentTrainer().train(data),
                new KernelSVMTrainer(new Linear(), 0.1, 1, 1L).train(data))) {
            assertThatThrownBy(() -> TribuoExporter.export(model, "features", NAMES))
                    .isInstanceOf(OnnxModelException.class)
                    .hasMessage("Tribuo has no ONNX form of " + model.getClass().getName()
                            + ". Train another kind, such as LinearSGDModel.");
        }
    }

    @Test
    void aFeatureWithoutANameIsNamed() {
        Model<Label> model = train(new LogisticRegressionTrainer(), NAMES, rows(30, 1));

        assertThatThrownBy(() -> TribuoExporter.export(model, "features", List.of("f_1", "f_2")))
                .isInstanceOf(OnnxModelException.class)
                .hasMessageStartingWith("The model was trained on the features [f_10, f_11, f_12, f_3,")
                .hasMessageEndingWith("Give the names that it was trained with.");
        assertThatThrownBy(() -> TribuoExporter.export(model, "features", Collections.nCopies(12, "f_1")))
                .hasMessageContaining("have one twice");
    }

    @Test
    void theSameModelGivesTheSameBytesAndSoDoesTheSameTraining() {
        Model<Label> model = train(new LogisticRegressionTrainer(), NAMES, rows(90, 1));
        Model<Label> again = train(new LogisticRegressionTrainer(), NAMES, rows(90, 1));

        OnnxModel first = TribuoExporter.export(model, "features", NAMES);
        assertThat(TribuoExporter.export(model, "features", NAMES)).isEqualTo(first);
        assertThat(TribuoExporter.export(again, "features", NAMES)).isEqualTo(first);
    }

    @Test
    void noRowsDoNotPass() {
        Model<Label> model = train(new LogisticRegressionTrainer(), NAMES, rows(30, 1));

        ParityReport report = TribuoParity.compare(
                model, TribuoExporter.export(model, "features", NAMES), NAMES, new double[0][], Tolerance.FLOATS);

        assertThat(report.passed()).isFalse();
        assertThat(report.summary()).contains("nothing was compared");
    }

    private static void assertPassed(ParityReport report) {
        assertThat(report.passed()).as(report.json()).isTrue();
    }

    private static List<String> shuffledNames() {
        List<String> names = new ArrayList<>();
        IntStream.rangeClosed(1, 12).forEach(i -> names.add("f_" + i));
        Collections.shuffle(names, new Random(3));
        return List.copyOf(names);
    }

    private static double[][] rows(int rows, long seed) {
        Random random = new Random(seed);
        double[][] numbers = new double[rows][12];
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < 12; j++) {
                numbers[i][j] = random.nextGaussian() + (i % 3 == j % 3 ? 1.5 : 0);
            }
        }
        return numbers;
    }

    private static MutableDataset<Label> dataset(List<String> names, double[][] rows) {
        String[] labels = new String[rows.length];
        Arrays.setAll(labels, i -> List.of("gämma", "beta", "alpha").get(i % 3));
        return new TribuoRows(names).dataset(rows, labels, "random rows");
    }

    private static Model<Label> train(Trainer<Label> trainer, List<String> names, double[][] rows) {
        return trainer.train(dataset(names, rows));
    }
}
