package dev.lastmile.onnx.spark;

import static dev.lastmile.onnx.fixture.Agreement.EXACT;
import static dev.lastmile.onnx.fixture.TestSpark.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lastmile.onnx.Batch;
import dev.lastmile.onnx.Column;
import dev.lastmile.onnx.InvalidRowException;
import dev.lastmile.onnx.OnnxModel;
import dev.lastmile.onnx.OnnxModelException;
import dev.lastmile.onnx.OnnxScorer;
import dev.lastmile.onnx.ParityReport;
import dev.lastmile.onnx.fixture.Agreement;
import dev.lastmile.onnx.fixture.TestSpark;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.attribute.AttributeGroup;
import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.ml.feature.IDF;
import org.apache.spark.ml.feature.IndexToString;
import org.apache.spark.ml.feature.OneHotEncoder;
import org.apache.spark.ml.feature.OneHotEncoderModel;
import org.apache.spark.ml.feature.StringIndexer;
import org.apache.spark.ml.feature.StringIndexerModel;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CategoryParityTest {
    private static final Double NAN = Double.NaN;
    private static final List<String> OUT = List.of("out");

    private static final Dataset<Row> STRINGS = TestSpark.rows(
            "x string",
            row("b"),
            row("a"),
            row("b"),
            row(""),
            row(" "),
            row("ü"),
            row("Ünïcode 漢字"),
            row("😀"),
            row("a\0b"),
            row("b"));
    private static final Dataset<Row> WITH_INVALID = STRINGS.union(
                    TestSpark.rows("x string", row("new"), row("A"), row(new Object[] {null}), row("😁")))
            .coalesce(1);

    @ParameterizedTest
    @CsvSource({
        "error, frequencyDesc",
        "skip, frequencyAsc",
        "keep, alphabetDesc",
        "keep, alphabetAsc",
    })
    void stringsAreIndexedInEveryOrder(String handleInvalid, String order) {
        StringIndexerModel model =
                indexer(handleInvalid).setStringOrderType(order).fit(STRINGS);

        Agreement.assertAgree(model, STRINGS, OUT, EXACT);
        ParityReport report = Agreement.assertAgree(model, WITH_INVALID, OUT, EXACT);
        assertThat(report.invalidRows()).isEqualTo(handleInvalid.equals("keep") ? 0 : 4);
    }

    @ParameterizedTest
    @ValueSource(strings = {"error", "skip", "keep"})
    void valuesOfEveryTypeAreIndexed(String handleInvalid) {
        Dataset<Row> fitted = TestSpark.rows(
                "i int, l long, h short not null, d double not null, f float not null, m decimal(6,2),"
                        + " n long not null",
                row(1, 1L << 53, (short) 1, 0.1, 0.1f, new BigDecimal("1.20"), Long.MAX_VALUE),
                row(-1, -5L, (short) 2, -0.0, -0f, new BigDecimal("0.00"), 1L),
                row(0, 0L, (short) 2, 0.0, 1f, new BigDecimal("7.00"), Long.MIN_VALUE),
                row(0, 0L, (short) 2, 1e300, 1e30f, new BigDecimal("7.00"), (1L << 53) + 1));
        Dataset<Row> others = TestSpark.rows(
                fitted.schema(),
                row(1, 0L, (short) 1, 0.1, 0.1f, new BigDecimal("1.20"), 1L),
                row(9, 0L, (short) 1, 0.1, 0.1f, new BigDecimal("1.20"), 1L << 53),
                row(null, null, (short) 9, Math.nextUp(0.1), Math.nextUp(0.1f), null, 2L),
                row(1, 7L, (short) 1, 0.1, 0f, new BigDecimal("1.20"), 1L),
                row(1, 0L, (short) 1, NAN, Float.NaN, new BigDecimal("1.21"), 1L));
        String[] columns = fitted.columns();
        String[] results = {"o1", "o2", "o3", "o4", "o5", "o6", "o7"};
        StringIndexerModel model = new StringIndexer()
                .setInputCols(columns)
                .setOutputCols(results)
                .setHandleInvalid(handleInvalid)
                .fit(fitted);

        Agreement.assertAgree(model, fitted, List.of(results), EXACT);
        Agreement.assertAgree(model, fitted.union(others).coalesce(1), List.of(results), EXACT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"error", "keep"})
    void nanIsALabelWhereNothingIsNull(String handleInvalid) {
        Dataset<Row> rows = TestSpark.rows("x double not null", row(NAN), row(1.0), row(NAN), row(2.0));
        // Fitting leaves NaN out.
        StringIndexerModel model = new StringIndexerModel(new String[] {"2.0", "NaN", "1.0"})
                .setInputCol("x")
                .setOutputCol("out")
                .setHandleInvalid(handleInvalid);

        Agreement.assertAgree(model, rows, OUT, EXACT);
        assertThatThrownBy(() -> SparkMlExporter.export(model, StructType.fromDDL("x double"), OUT))
                .hasMessageContaining("parameter inputCol: column x can be null, and NaN is one of its labels");
    }

    @Test
    void anIndexerOfAColumnThatIsNotThereIsPassedOver() {
        Dataset<Row> rows = TestSpark.rows("x string, label string", row("a", "yes"), row("b", "no"));
        PipelineModel model = new PipelineModel("p", new Transformer[] {
            new StringIndexer().setInputCol("label").setOutputCol("y").fit(rows),
            indexer("error").fit(rows)
        });

        Agreement.assertAgree(model, rows.drop("label"), OUT, EXACT);
    }

    @ParameterizedTest
    @CsvSource({"true, error", "true, keep", "false, error", "false, keep"})
    void categoriesAreEncodedWithAndWithoutTheLast(boolean dropLast, String handleInvalid) {
        Dataset<Row> fitted =
                TestSpark.rows("x int not null, z double not null", row(0, 1.0), row(2, 0.0), row(1, 2.0));
        OneHotEncoderModel model = new OneHotEncoder()
                .setInputCols(new String[] {"x", "z"})
                .setOutputCols(new String[] {"out", "other"})
                .setDropLast(dropLast)
                .setHandleInvalid(handleInvalid)
                .fit(fitted);
        Dataset<Row> others = TestSpark.rows(
                fitted.schema(),
                row(3, 0.0),
                row(-1, 0.0),
                row(0, 0.5),
                row(0, 2.5),
                row(0, 3.0),
                row(0, -0.0),
                row(0, -0.5),
                row(1, NAN),
                row(1, 1e300));

        Agreement.assertAgree(model, fitted, List.of("out", "other"), EXACT);
        Agreement.assertAgree(model, fitted.union(others).coalesce(1), List.of("out", "other"), EXACT);
    }

    @ParameterizedTest
    @CsvSource({"true, keep", "false, keep", "true, error", "false, error"})
    void whatIsLeftOverOfLabelsHasACategoryOfItsOwn(boolean dropLast, String handleInvalid) {
        Dataset<Row> fitted = TestSpark.rows("x string", row("a"), row("b"), row("a"));
        Dataset<Row> others = TestSpark.rows(
                "x string", row("a"), row("b"), row("c"), row(new Object[] {null}), row(""), row(" a"), row("A"));
        PipelineModel model = new Pipeline()
                .setStages(new PipelineStage[] {
                    new StringIndexer().setInputCol("x").setOutputCol("i").setHandleInvalid("keep"),
                    new OneHotEncoder()
                            .setInputCol("i")
                            .setOutputCol("out")
                            .setDropLast(dropLast)
                            .setHandleInvalid(handleInvalid)
                })
                .fit(fitted);

        ParityReport report = Agreement.assertAgree(model, others, List.of("i", "out"), EXACT);

        assertThat(report.invalidRows()).isZero();
        Dataset<Row> spark = model.transform(others);
        int width = AttributeGroup.fromStructField(spark.schema().apply("out")).size();
        OnnxModel onnx = SparkMlExporter.export(model, others.schema(), OUT);
        try (OnnxScorer scorer = new OnnxScorer(onnx.bytes())) {
            assertThat(scorer.outputs())
                    .filteredOn(output -> output.name().equals("out"))
                    .singleElement()
                    .satisfies(output -> assertThat(output.width()).isEqualTo(width));
        }
        List<Row> expected = spark.collectAsList();
        List<Row> scored = OnnxTransformation.of(onnx).apply(others).collectAsList();
        for (int i = 0; i < expected.size(); i++) {
            double[] vector = scored.get(i).<Vector>getAs("out").toArray();
            assertThat(vector).hasSize(width);
            assertThat(vector).isEqualTo(expected.get(i).<Vector>getAs("out").toArray());
        }
    }

    @Test
    void oneColumnAloneIsEncoded() {
        Dataset<Row> rows = TestSpark.rows("x double not null", row(0.0), row(1.0), row(2.0));

        Agreement.assertAgree(
                new OneHotEncoder().setInputCol("x").setOutputCol("out").fit(rows), rows, OUT, EXACT);
    }

    @Test
    void whatIsLeftOfOneCategoryIsNamed() {
        Dataset<Row> rows = TestSpark.rows("x double not null", row(0.0));
        OneHotEncoderModel model =
                new OneHotEncoder().setInputCol("x").setOutputCol("out").fit(rows);

        assertThatThrownBy(() -> SparkMlExporter.export(model, rows.schema(), OUT))
                .hasMessageContaining("parameter dropLast: column x has one category only");
        assertThatThrownBy(() -> SparkMlExporter.export(
                        model.setDropLast(false).setHandleInvalid("keep"), StructType.fromDDL("x double"), OUT))
                .hasMessageContaining("parameter handleInvalid: it is keep, and column x can be null");
    }

    @Test
    void indicesAreLabelsAgain() {
        Dataset<Row> indices = TestSpark.rows(
                "x double",
                row(0.0),
                row(1.0),
                row(1.9),
                row(-0.9),
                row(2.0),
                row(-1.0),
                row(NAN),
                row(1e300),
                row(new Object[] {null}));
        Agreement.assertAgree(
                new IndexToString().setInputCol("x").setOutputCol("out").setLabels(new String[] {"", "漢ü"}),
                indices,
                OUT,
                EXACT);

        PipelineModel both = new PipelineModel("p", new Transformer[] {
            new StringIndexer()
                    .setInputCol("x")
                    .setOutputCol("i")
                    .setHandleInvalid("keep")
                    .fit(STRINGS),
            new IndexToString().setInputCol("i").setOutputCol("out")
        });
        assertThatThrownBy(() -> SparkMlExporter.export(both, STRINGS.schema(), OUT))
                .hasMessageContaining("parameter labels: label ")
                .hasMessageContaining("has a character beyond U+FFFF");
        assertThatThrownBy(() -> SparkMlExporter.export(
                        new IndexToString().setInputCol("x").setOutputCol("out"), indices.schema(), OUT))
                .hasMessageContaining("parameter labels: there are none");
    }

    @Test
    void aPipelineFromStringsToALabelAgreesInABatchToo() {
        Dataset<Row> rows = TestSpark.session()
                .range(0, 120)
                .selectExpr(
                        "concat('c', id % 7) as city",
                        "if(id % 11 = 0, null, id) as n", "if(id % 3 = 0, 'good', 'bad') as kind");
        PipelineModel model = new Pipeline()
                .setStages(new PipelineStage[] {
                    new StringIndexer().setInputCol("kind").setOutputCol("label"),
                    new StringIndexer().setInputCol("city").setOutputCol("i").setHandleInvalid("keep"),
                    new OneHotEncoder().setInputCol("i").setOutputCol("v"),
                    new IDF().setInputCol("v").setOutputCol("w").setMinDocFreq(2),
                    new VectorAssembler()
                            .setInputCols(new String[] {"w", "n"})
                            .setOutputCol("features")
                            .setHandleInvalid("skip"),
                    new LogisticRegression().setMaxIter(3),
                    new IndexToString()
                            .setInputCol("prediction")
                            .setOutputCol("out")
                            .setLabels(new String[] {"bad", "good"})
                })
                .fit(rows.filter("n is not null"));
        Dataset<Row> scored = rows.drop("kind")
                .union(TestSpark.rows("city string, n long", row("new", 3L), row(null, 4L), row("", 1L << 53)))
                .coalesce(1);
        List<String> outputs = List.of("w", "probability", "prediction", "out");

        ParityReport report = Agreement.assertAgree(model, scored, outputs, Agreement.TIGHT);
        assertThat(report.invalidRows()).isEqualTo(11);
        OnnxModel onnx = SparkMlExporter.export(model, scored.schema(), OUT);
        List<String> labels = OnnxTransformation.of(onnx).apply(scored).collectAsList().stream()
                .map(row -> row.<String>getAs("out"))
                .toList();
        assertThat(labels)
                .isEqualTo(model.transform(scored).collectAsList().stream()
                        .map(row -> row.<String>getAs("out"))
                        .toList());
    }

    @Test
    void aLongThatADoubleDoesNotHaveIsRejectedByName() {
        Dataset<Row> rows = TestSpark.rows("n long", row((1L << 53) + 1));
        OnnxModel onnx = SparkMlExporter.export(
                new VectorAssembler().setInputCols(new String[] {"n"}).setOutputCol("out"), rows.schema(), OUT);

        assertThatThrownBy(() -> OnnxTransformation.of(onnx).apply(rows).collectAsList())
                .rootCause()
                .isInstanceOf(InvalidRowException.class)
                .hasMessageContaining("column n is 9007199254740993, and the model takes it as DOUBLE, which"
                        + " represents integers exactly only up to 9007199254740992.");
    }

    @Test
    void theStringThatStandsForNullIsNoValue() {
        OnnxModel onnx = SparkMlExporter.export(indexer("keep").fit(STRINGS), STRINGS.schema(), OUT);
        try (OnnxScorer scorer = new OnnxScorer(onnx.bytes())) {
            Map<String, Column> none = Map.of("x", new Column.Strings(new String[] {"b", null}));
            assertThat(((Column.Doubles) scorer.score(Batch.of(none)).column("out")).values())
                    .containsExactly(0, 8);
            Map<String, Column> reserved = Map.of("x", new Column.Strings(new String[] {"b", "\uFDD0"}));
            assertThatThrownBy(() -> scorer.score(Batch.of(reserved)))
                    .isInstanceOf(OnnxModelException.class)
                    .hasMessageContaining("row 1 (counted from 0) has the string that stands for null");
        }
        assertThatThrownBy(() -> SparkMlExporter.export(
                        new StringIndexerModel(new String[] {"\uFDD0"})
                                .setInputCol("x")
                                .setOutputCol("out"),
                        STRINGS.schema(),
                        OUT))
                .hasMessageContaining("is the character U+FDD0");
    }

    private static StringIndexer indexer(String handleInvalid) {
        return new StringIndexer().setInputCol("x").setOutputCol("out").setHandleInvalid(handleInvalid);
    }
}
