package dev.lastmile.pipeline.report;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lastmile.onnx.OnnxModel;
import dev.lastmile.onnx.TensorSpec;
import dev.lastmile.pipeline.evaluation.ClassifierEvaluation;
import dev.lastmile.pipeline.evaluation.RegressionEvaluation;
import dev.lastmile.pipeline.report.analysis.HeldOutSample;
import dev.lastmile.pipeline.report.analysis.SampleModel;
import dev.lastmile.pipeline.report.chart.Chart;
import dev.lastmile.pipeline.run.RunLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a training logs under {@value #FOLDER} for people to look at: the model card as {@value #PAGE} and {@value #CONTENT},
 * and each of its charts as SVG, PNG and JSON.
 *
 * <p>Curves of two labels and residuals are those of the gate's own sample of scored rows. The others are scored again in
 * memory, by the same graphs, on at most {@link HeldOutSample#MOST_ROWS} rows.
 */
public final class ModelReport {
    /** The folder of the run's artifacts. */
    public static final String FOLDER = "report";
    /** The model card as a page. */
    public static final String PAGE = "model_card.html";
    /** The model card as JSON. */
    public static final String CONTENT = "model_card.json";

    private final List<Figure> figures;
    private final ObjectNode card;

    private ModelReport(List<Figure> figures, ObjectNode card) {
        this.figures = figures;
        this.card = card;
    }

    /**
     * Logs the report of a registered model. A report that fails is reported and ends nothing: the training is worth more.
     *
     * @param features the graph of the subject's features
     */
    public static void log(RunLog log, OnnxModel features, ReportSubject subject) {
        try {
            Path folder = log.temporaryFolder(FOLDER);
            of(log, features, subject).write(folder, log);
            log.uploadArtifacts(FOLDER, folder);
            log.report("model card: " + FOLDER + "/" + PAGE + " of run " + log.runId() + "; make model-card opens the"
                    + " champion's");
        } catch (Exception e) { // Spark throws checked ones that its methods do not declare
            log.report("warning: the model card is not logged: " + e.getMessage() + ". "
                    + subject.version().name() + " " + subject.version().version() + " is registered all the same.");
        }
    }

    static ModelReport of(RunLog log, OnnxModel features, ReportSubject subject) {
        HeldOutSample sample = HeldOutSample.of(subject.heldOut(), subject.label(), subject.rows(), features);
        try (SampleModel model = new SampleModel(features, subject.onnx(), sample, subject.evaluation())) {
            List<Figure> figures = new ArrayList<>();
            List<Integer> labels = List.of();
            if (subject.evaluation() instanceof ClassifierEvaluation classifier) {
                figures.addAll(ClassifierFigures.of(classifier, model));
                labels = ShownLabels.of(classifier);
            } else if (subject.evaluation() instanceof RegressionEvaluation regression) {
                figures.addAll(RegressionFigures.of(regression.scores().sample()));
            }
            List<String> columns = model.pair().inputs().stream()
                    .map(TensorSpec::name)
                    .filter(column -> CardContent.isShown(subject, column))
                    .toList();
            figures.addAll(ColumnFigures.of(model, columns, subject.primary(), labels));
            Map<String, String> metadata = model.pair().metadata();
            return new ModelReport(figures, CardContent.of(log, subject, figures, metadata));
        }
    }

    /** The card's page. */
    String page() {
        return CardPage.of(card, figures);
    }

    private void write(Path folder, RunLog log) throws IOException {
        Optional<String> noPng = Chart.whyNoPng();
        noPng.ifPresent(reason -> log.report("warning: the charts are logged as SVG and JSON, not as PNG: " + reason));
        for (Figure figure : figures) {
            Files.writeString(
                    folder.resolve(figure.name() + ".json"), figure.numbers().toPrettyString());
            Files.writeString(
                    folder.resolve(figure.name() + ".svg"), figure.chart().svg());
            if (noPng.isEmpty()) {
                Files.write(
                        folder.resolve(figure.name() + ".png"), figure.chart().png());
            }
        }
        Files.writeString(folder.resolve(CONTENT), card.toPrettyString());
        Files.writeString(folder.resolve(PAGE), page());
    }
}
