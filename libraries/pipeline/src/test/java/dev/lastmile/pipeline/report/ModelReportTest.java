package dev.lastmile.pipeline.report;

import static org.apache.spark.sql.functions.lit;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lastmile.contract.DataContract;
import dev.lastmile.lake.DatasetName;
import dev.lastmile.lake.Snapshot;
import dev.lastmile.pipeline.evaluation.Evaluation;
import dev.lastmile.pipeline.fixture.MixedRows;
import dev.lastmile.pipeline.metrics.ScoredRows;
import dev.lastmile.pipeline.metrics.ThresholdRule;
import dev.lastmile.pipeline.registry.Candidate;
import dev.lastmile.pipeline.registry.ChampionGate;
import dev.lastmile.pipeline.registry.GateRule;
import dev.lastmile.pipeline.registry.Promotion;
import dev.lastmile.pipeline.report.chart.Chart;
import dev.lastmile.pipeline.training.ModelTrainer;
import dev.lastmile.pipeline.training.SparkMlTrainer;
import dev.lastmile.tracking.ModelVersion;
import dev.lastmile.tracking.TrackingException;
import dev.lastmile.tracking.model.ChampionPair;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.DoubleFunction;
import javax.xml.parsers.DocumentBuilderFactory;
import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.ml.regression.LinearRegression;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

class ModelReportTest {
    private static final String SCRIPT = "<script>alert('a')</script>";
    private static final String CDATA = "]]><!-- end of decision -->";
    /** Set to a folder to look at the pages. */
    private static final String FOLDER = System.getProperty("report.folder", "");

    private static final DataContract CONTRACT = DataContract.parse("lake.raw.mixed", """
            {"type": "struct", "fields": [
              {"name": "id", "type": "long", "nullable": false, "metadata": {"key": true}},
              {"name": "a", "type": "double", "nullable": true, "metadata": {"min": -9, "max": 9, "unit": "cm"}},
              {"name": "b", "type": "double", "nullable": false, "metadata": {}},
              {"name": "n", "type": "integer", "nullable": false, "metadata": {}},
              {"name": "city", "type": "string", "nullable": true,
               "metadata": {"comment": "]]></td><script>alert('c')</script>"}},
              {"name": "email", "type": "string", "nullable": true,
               "metadata": {"role": "ignore", "comment": "of a person"}},
              {"name": "label", "type": "string", "nullable": false, "metadata": {"role": "label"}}]}
            """);

    @TempDir
    Path root;

    private MixedRows mixed;
    private ModelVersion version;
    private Promotion decision;

    @AfterEach
    void close() {
        mixed.close();
    }

    @Test
    void theCardOfABinaryClassifierShowsHostileLabelsAsText() throws Exception {
        logReport(
                "string",
                score -> score > 0.8 ? SCRIPT : CDATA,
                SparkMlTrainer.of(new LogisticRegression())
                        .withThreshold(ThresholdRule.largestF1().of(SCRIPT)),
                GateRule.on("pr_auc").judging(ScoredRows.plain().withSlice("email")));

        String page = text("model_card.html");
        JsonNode card = json("model_card.json");
        assertThat(elements(page, "script")).isZero();
        assertThat(elements(page, "svg")).isEqualTo(card.path("figures").size());
        assertThat(page).doesNotContain("http://127", "href=", "src=", "email", "secret@example.com");
        assertThat(text("model_card.json")).doesNotContain("email", "secret@example.com");
        assertThat(names(card))
                .containsExactly(
                        "roc_curve",
                        "precision_recall_curve",
                        "calibration",
                        "confusion_matrix",
                        "permutation_importance",
                        "partial_dependence_1",
                        "partial_dependence_2",
                        "partial_dependence_3",
                        "partial_dependence_4");
        assertThat(card.at("/threshold/label").asText()).isEqualTo(SCRIPT);
        assertThat(card.at("/metrics/primary").asText()).isEqualTo("pr_auc");
        assertThat(card.at("/metrics/values/0/metric").asText()).isEqualTo("pr_auc");
        assertThat(card.at("/metrics/values/0/lower").asDouble())
                .isBetween(0.5, card.at("/metrics/values/0/value").asDouble());
        assertThat(card.at("/metrics/values/0/baseline").asDouble()).isBetween(0.0, 0.5);
        assertThat(card.at("/importance/metric").asText()).isEqualTo("pr_auc");
        assertThat(card.at("/importance/rows").asInt()).isEqualTo(600);
        assertThat(card.at("/decision/outcome").asText()).isEqualTo("promoted");
        assertThat(card.at("/lineage/lastmile.input.raw.mixed").isMissingNode()).isTrue();
        assertThat(card.at("/snapshots/0/snapshot").asText()).isEqualTo("77");
        assertThat(card.path("contract").findValuesAsText("column")).containsExactly("a", "b", "n", "city", "label");
        JsonNode roc = json("roc_curve.json").at("/labels/0");
        assertThat(roc.path("label").asText()).isEqualTo(SCRIPT);
        assertThat(roc.at("/true_positive_rate/0").asDouble()).isZero();
        assertThat(roc.path("threshold").get(0).isNull()).isTrue();
        assertThat(elements(text("confusion_matrix.svg"), "rect")).isEqualTo(1 + 2 * 4);
        assertThat(file("roc_curve.png")).startsWith(0x89, 'P', 'N', 'G');
    }

    @Test
    void theCardOfMoreLabelsHasALinePerLabelAndItsSlices() throws Exception {
        logReport(
                "string",
                score -> score > 1 ? "high" : score > -0.5 ? "middle" : "low",
                SparkMlTrainer.of(new LogisticRegression()),
                GateRule.byTask().judging(ScoredRows.plain().withSlice("city")));

        JsonNode card = json("model_card.json");
        assertThat(elements(text("model_card.html"), "script")).isZero();
        assertThat(json("roc_curve.json").path("labels").findValuesAsText("label"))
                .containsExactlyInAnyOrder("high", "middle", "low");
        assertThat(card.at("/slices/column").asText()).isEqualTo("city");
        assertThat(card.at("/slices/values").findValuesAsText("value")).contains("Köln", "Paris", "null");
        assertThat(card.at("/metrics/primary").asText()).isEqualTo("log_loss");
        JsonNode dependence = json("partial_dependence_1.json");
        assertThat(dependence.path("means")).hasSize(3);
        double sum = 0;
        for (JsonNode label : dependence.path("means")) {
            sum += label.at("/mean/0").asDouble();
        }
        assertThat(sum).isCloseTo(1, Assertions.within(1e-6));
    }

    @Test
    void theCardOfARegressionHasResiduals() throws Exception {
        logReport("double", score -> 100 * score, SparkMlTrainer.of(new LinearRegression()), GateRule.byTask());

        JsonNode card = json("model_card.json");
        assertThat(elements(text("model_card.html"), "script")).isZero();
        assertThat(names(card)).startsWith("residuals", "permutation_importance", "partial_dependence_1");
        assertThat(json("residuals.json").path("true")).hasSize(600);
        assertThat(card.path("labels").isMissingNode()).isTrue();
        assertThat(card.at("/limits").toString()).contains("Judged on only 600 held-out rows", "Not tested over time");
    }

    @Test
    void aLaterDecisionReplacesTheOneOnTheCard() throws Exception {
        logReport(
                "string",
                score -> score > 0.8 ? SCRIPT : CDATA,
                SparkMlTrainer.of(new LogisticRegression()),
                GateRule.byTask());
        Promotion forced = new Promotion(
                "mixed",
                "1",
                Optional.of("7"),
                "a rule",
                "worse than <b>7</b>",
                false,
                true,
                Map.of("log_loss", 0.5),
                Map.of("log_loss", 0.25),
                "ada",
                "promotion");
        ModelCards cards =
                new ModelCards(mixed.tracking().client(), mixed.registry().promotions());
        String before = cards.page(version).orElseThrow();

        cards.logDecision(mixed.log(), version, forced);

        String after = text("model_card.html");
        assertThat(before).contains("the rule is met");
        assertThat(after)
                .contains("against the rule", "worse than &lt;b&gt;7&lt;/b&gt;", "0.2500")
                .doesNotContain("the rule is met");
        assertThat(elements(after, "svg")).isEqualTo(elements(before, "svg"));
        assertThat(json("model_card.json").at("/decision/actor").asText()).isEqualTo("ada");
    }

    @Test
    void aReportThatFailsEndsNothing() throws Exception {
        mixed = new MixedRows(root, 300, "double", score -> score);
        ReportSubject subject = subject(SparkMlTrainer.of(new LinearRegression()), GateRule.byTask());
        ReportSubject broken = new ReportSubject(
                subject.version(),
                subject.onnx(),
                subject.features(),
                subject.evaluation(),
                subject.primary(),
                subject.rows(),
                subject.heldOut().drop("a"),
                subject.label(),
                subject.contract(),
                subject.snapshots(),
                List.of(),
                subject.decision());

        ModelReport.log(mixed.log(), mixed.registry().onnx(mixed.features()), broken);

        Assertions.assertThatThrownBy(() -> file("model_card.html")).isInstanceOf(TrackingException.class);
        assertThat(new ModelCards(mixed.tracking().client(), mixed.registry().promotions()).page(version))
                .isEmpty();
    }

    private void logReport(String type, DoubleFunction<Object> label, ModelTrainer trainer, GateRule rule)
            throws Exception {
        mixed = new MixedRows(root, 3000, type, label);
        assertThat(Chart.whyNoPng()).isEmpty();
        ModelReport.log(mixed.log(), mixed.registry().onnx(mixed.features()), subject(trainer, rule));
        if (!FOLDER.isEmpty()) {
            Path folder = Files.createDirectories(Path.of(FOLDER));
            Files.writeString(folder.resolve(rule.rows().slice().orElse(type) + ".html"), text("model_card.html"));
            Files.write(folder.resolve(rule.rows().slice().orElse(type) + ".png"), file("permutation_importance.png"));
        }
    }

    private ReportSubject subject(ModelTrainer trainer, GateRule rule) {
        Dataset<Row> heldOut = mixed.heldOut().withColumn("email", lit("secret@example.com"));
        Candidate candidate = trainer.candidate(mixed.log(), mixed.task("mixed"));
        ChampionGate gate = new ChampionGate(mixed.registry(), mixed.log(), heldOut, "label", rule);
        Evaluation evaluation = gate.evaluate(mixed.features(), candidate.onnx());
        version = mixed.registry().register(mixed.log(), candidate);
        decision = gate.judge(new ChampionPair(version, mixed.features()), evaluation);
        mixed.registry().promotions().decide(decision);
        return new ReportSubject(
                version,
                candidate.onnx(),
                mixed.features(),
                evaluation,
                rule.primary(evaluation),
                rule.rows(),
                heldOut,
                "label",
                CONTRACT,
                List.of(new Snapshot(new DatasetName("raw", "mixed"), 77, 3000, "run-1", Map.of(), Instant.EPOCH)),
                List.of("A limit that the step knows."),
                decision);
    }

    private byte[] file(String name) {
        return mixed.tracking().client().downloadArtifact(mixed.log().runId(), "report/" + name);
    }

    private String text(String name) {
        return new String(file(name), StandardCharsets.UTF_8);
    }

    private JsonNode json(String name) throws Exception {
        return new ObjectMapper().readTree(file(name));
    }

    private static List<String> names(JsonNode card) {
        return card.path("figures").findValuesAsText("name");
    }

    /** The page is XML as well: what is not escaped would not be read. */
    private static int elements(String page, String name) throws Exception {
        Document document = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader(page)));
        return document.getElementsByTagName(name).getLength();
    }
}
