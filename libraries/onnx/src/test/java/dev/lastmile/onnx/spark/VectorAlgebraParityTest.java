package dev.lastmile.onnx.spark;

import static dev.lastmile.onnx.fixture.Agreement.EXACT;
import static dev.lastmile.onnx.fixture.Agreement.TIGHT;
import static dev.lastmile.onnx.fixture.TestSpark.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lastmile.onnx.ParityReport;
import dev.lastmile.onnx.Tolerance;
import dev.lastmile.onnx.fixture.Agreement;
import dev.lastmile.onnx.fixture.BothWays;
import dev.lastmile.onnx.fixture.Extremes;
import dev.lastmile.onnx.fixture.TestSpark;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.attribute.Attribute;
import org.apache.spark.ml.attribute.AttributeGroup;
import org.apache.spark.ml.attribute.NominalAttribute;
import org.apache.spark.ml.attribute.NumericAttribute;
import org.apache.spark.ml.feature.Bucketizer;
import org.apache.spark.ml.feature.DCT;
import org.apache.spark.ml.feature.ElementwiseProduct;
import org.apache.spark.ml.feature.Interaction;
import org.apache.spark.ml.feature.OneHotEncoderModel;
import org.apache.spark.ml.feature.PCA;
import org.apache.spark.ml.feature.PolynomialExpansion;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.ml.feature.VectorSlicer;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

class VectorAlgebraParityTest {
    private static final double NAN = Double.NaN;
    private static final double INF = Double.POSITIVE_INFINITY;
    private static final List<String> OUT = List.of("out");

    @Test
    void everyBitOfAPolynomialAgrees() {
        PipelineModel model =
                BothWays.sideBySide(polynomial(1), polynomial(2), polynomial(3), polynomial(4), polynomial(7));

        ParityReport report = BothWays.assertAgree(model, Extremes.all(30, 4), BothWays.outputs(model), EXACT);
        assertThat(report.rows()).isEqualTo(38);
    }

    @Test
    void aPolynomialOfOneNumberIsItsPowers() {
        Dataset<Row> rows = vectors(1, new double[] {3}, new double[] {-0.0}, new double[] {INF}, new double[] {1e200});

        BothWays.assertAgree(polynomial(3).setOutputCol("out"), rows, OUT, EXACT);
    }

    @Test
    void cosineTransformsOfEverySizeAgree() {
        for (int size : new int[] {1, 2, 3, 4, 5, 8, 13, 30, 64, 211}) {
            double[][] numbers = new double[6][size];
            Random random = new Random(size);
            for (double[] vector : numbers) {
                for (int i = 0; i < size; i++) {
                    vector[i] = random.nextGaussian();
                }
            }
            PipelineModel model = BothWays.sideBySide(
                    new DCT().setInputCol("features"),
                    new DCT().setInputCol("features").setInverse(true));

            Agreement.assertAgree(model, vectors(size, numbers), BothWays.outputs(model), Tolerance.DOUBLES);
        }
    }

    @Test
    void cosineTransformsOfNaNAndOfTinyNumbersAgree() {
        Dataset<Row> rows = vectors(
                4, new double[] {1, NAN, 2, 3}, new double[] {1e-300, -1e-300, 0, -0.0}, new double[] {0, 0, 0, 0});

        BothWays.assertAgree(new DCT().setInputCol("features").setOutputCol("out"), rows, OUT, Tolerance.DOUBLES);
    }

    @Test
    void cosineTransformsOfInfiniteNumbersAreAsSparksFastTransformLeavesThem() {
        for (int size : new int[] {1, 2, 3, 5, 8, 12}) {
            Random random = new Random(size);
            double[][] numbers = new double[20][size];
            for (double[] row : numbers) {
                Arrays.setAll(row, i -> switch (random.nextInt(6)) {
                    case 0 -> INF;
                    case 1 -> -INF;
                    default -> random.nextGaussian();
                });
            }
            PipelineModel model = BothWays.sideBySide(
                    new DCT().setInputCol("features"),
                    new DCT().setInputCol("features").setInverse(true));

            Agreement.assertAgree(model, vectors(size, numbers), BothWays.outputs(model), Tolerance.DOUBLES);
        }
    }

    @Test
    void principalComponentsAgree() {
        Dataset<Row> training = Extremes.ordinary(50, 5);
        PipelineModel model = BothWays.sideBySide(
                new PCA().setInputCol("features").setK(1).fit(training),
                new PCA().setInputCol("features").setK(3).fit(training),
                new PCA().setInputCol("features").setK(4).fit(training));
        Dataset<Row> rows = Extremes.ordinary(30, 6)
                .union(Extremes.of(
                        Vectors.dense(0, -0.0, 0, 0),
                        Vectors.dense(NAN, 1, 2, 3),
                        Vectors.sparse(4, new int[] {2}, new double[] {-3}),
                        Vectors.dense(1e-300, 0, -1e-300, 0)));

        BothWays.assertAgree(model, rows.coalesce(1), BothWays.outputs(model), Tolerance.DOUBLES);
    }

    @Test
    void aScalerOfOneNumberBeforeAProductKeepsAllDigits() {
        Dataset<Row> rows = vectors(1, new double[] {3}, new double[] {-0.7}, new double[] {1e10});
        Transformer scaler = new ElementwiseProduct()
                .setInputCol("features")
                .setOutputCol("scaled")
                .setScalingVec(Vectors.dense(0.1));
        Transformer cosine = new DCT().setInputCol("scaled").setOutputCol("out");
        Transformer principal = new PCA()
                .setInputCol("features")
                .setK(1)
                .fit(rows)
                .setInputCol("scaled")
                .setOutputCol("out");

        for (Transformer product : List.of(cosine, principal)) {
            Agreement.assertAgree(new PipelineModel("p", new Transformer[] {scaler, product}), rows, OUT, TIGHT);
        }
    }

    @Test
    void aVectorThatIsNullIsAnError() {
        Dataset<Row> rows = TestSpark.rows(Extremes.SCHEMA, row(Vectors.dense(1, 2, 3, 4)), row(new Object[] {null}));
        PipelineModel model = BothWays.sideBySide(
                polynomial(2),
                new DCT().setInputCol("features"),
                new PCA().setInputCol("features").setK(1).fit(Extremes.ordinary(10, 1)));

        for (String output : BothWays.outputs(model)) {
            ParityReport report = Agreement.assertAgree(model, rows, List.of(output), Tolerance.DOUBLES);
            assertThat(report.invalidRows()).as(output).isEqualTo(1);
        }
    }

    @Test
    void numbersOfEveryTypeInteract() {
        StructType schema = new StructType()
                .add("d", DataTypes.DoubleType, false)
                .add("f", DataTypes.FloatType, false)
                .add("i", DataTypes.IntegerType)
                .add("l", DataTypes.LongType)
                .add("m", DataTypes.createDecimalType(6, 2))
                .add("v", SQLDataTypes.VectorType(), true, numeric("v", 3).toMetadata());
        Dataset<Row> rows = TestSpark.rows(
                schema,
                row(1.5, 0.1f, 3, -7L, new BigDecimal("1.25"), Vectors.dense(1, -2, 3)),
                row(-0.0, 1e30f, -3, 1L << 53, new BigDecimal("-9.75"), Vectors.dense(0, 1e300, -0.0)),
                row(NAN, 2f, 3, 1L, new BigDecimal("0.00"), Vectors.dense(1, INF, 3)),
                row(1e300, 2f, 3, 1L, new BigDecimal("0.50"), Vectors.dense(NAN, 1e300, 3)));

        BothWays.assertAgree(interaction("d", "f", "i", "l", "m", "v"), rows, OUT, EXACT);
        BothWays.assertAgree(interaction("v"), rows, OUT, EXACT);
        BothWays.assertAgree(interaction("v", "d"), rows, OUT, EXACT);
    }

    @Test
    void categoriesInteractAsOneNumberEach() {
        Attribute[] mixed = {
            NumericAttribute.defaultAttr().withName("a"),
            NominalAttribute.defaultAttr().withName("kind").withNumValues(3),
            NominalAttribute.defaultAttr().withName("one").withNumValues(1)
        };
        StructType schema = new StructType()
                .add("x", DataTypes.DoubleType, false)
                .add(
                        "kind",
                        DataTypes.DoubleType,
                        false,
                        NominalAttribute.defaultAttr()
                                .withName("kind")
                                .withNumValues(4)
                                .toMetadata())
                .add("v", SQLDataTypes.VectorType(), true, new AttributeGroup("v", mixed).toMetadata());
        Dataset<Row> rows = TestSpark.rows(
                schema,
                row(2.0, 0.0, Vectors.dense(5, 2, 9)),
                row(-2.0, 3.0, Vectors.dense(NAN, 0, -1)),
                row(NAN, 1.0, Vectors.dense(5, 1, INF)),
                row(INF, -0.0, Vectors.dense(0, 1, 1)));

        BothWays.assertAgree(interaction("x", "kind", "v"), rows, OUT, EXACT);
        BothWays.assertAgree(interaction("v", "kind"), rows, OUT, EXACT);
        BothWays.assertAgree(interaction("kind"), rows, OUT, EXACT);
        Dataset<Row> invalid = TestSpark.rows(
                schema,
                row(2.0, 0.0, Vectors.dense(5, 2, 9)),
                row(2.0, 4.0, Vectors.dense(5, 2, 9)),
                row(2.0, 0.0, Vectors.dense(5, 1.5, 9)),
                row(2.0, 0.0, null));
        ParityReport report = Agreement.assertAgree(interaction("x", "kind", "v"), invalid, OUT, EXACT);
        assertThat(report.invalidRows()).isEqualTo(3);
        assertThat(Agreement.metadata(SparkMlExporter.export(interaction("kind"), schema, OUT)))
                .containsEntry(
                        "lastmile.row_status",
                        "{\"0\":\"valid\",\"1\":\"column kind is no index of one of its 4"
                                + " categories (Interaction)\"}");
    }

    @Test
    void whatAStageBeforeSaysOfItsColumnCounts() {
        Bucketizer bucketizer =
                new Bucketizer().setInputCol("x").setOutputCol("bucket").setSplits(new double[] {-INF, 0, 1, INF});
        VectorAssembler assembler =
                new VectorAssembler().setInputCols(new String[] {"bucket", "y"}).setOutputCol("v");
        PipelineModel model =
                new PipelineModel("p", new Transformer[] {bucketizer, assembler, interaction("v", "y", "bucket")});
        Dataset<Row> rows =
                TestSpark.rows("x double not null, y double not null", row(0.5, 3.0), row(-1.0, 2.5), row(7.0, -2.0));

        BothWays.assertAgree(model, rows, OUT, EXACT);
    }

    @Test
    void zerosThatSparkDoesNotStoreStayZerosBesideInfinityAndNaN() {
        OneHotEncoderModel encoder = new OneHotEncoderModel("hot", new int[] {4})
                .setInputCol("c")
                .setOutputCol("hot")
                .setDropLast(false);
        VectorAssembler assembler = new VectorAssembler()
                .setInputCols(new String[] {"hot", "x", "y"})
                .setOutputCol("v")
                .setHandleInvalid("keep");
        ElementwiseProduct product = new ElementwiseProduct()
                .setInputCol("v")
                .setOutputCol("weighted")
                .setScalingVec(Vectors.dense(2, 0, 2, 2, 2, 2));
        VectorSlicer slicer =
                new VectorSlicer().setInputCol("weighted").setOutputCol("some").setIndices(new int[] {5, 4, 1, 0});
        Dataset<Row> rows = TestSpark.rows(
                "c double not null, x double not null, y double not null",
                row(0.0, 0.0, INF),
                row(1.0, 0.0, NAN),
                row(2.0, INF, -1.5),
                row(3.0, -0.0, 0.0));

        for (String column : List.of("hot", "v", "weighted", "some")) {
            // The columns of a product have no attributes, which an interaction needs.
            Transformer last = column.equals("hot") || column.equals("v")
                    ? interaction(column, "x", "y")
                    : polynomial(2).setInputCol(column).setOutputCol("out");
            Transformer[] stages = {encoder, assembler, product, slicer, last};
            BothWays.assertAgree(new PipelineModel("p", stages), rows, OUT, EXACT);
        }
    }

    @Test
    void nullInteractsWithNothing() {
        Dataset<Row> rows = TestSpark.rows("d double, i int", row(1.0, 2), row(null, 2), row(1.0, null));

        ParityReport report = Agreement.assertAgree(interaction("d", "i"), rows, OUT, EXACT);
        assertThat(report.invalidRows()).isEqualTo(2);
    }

    @Test
    void aColumnOfWhichSparkDoesNotKnowEnoughIsNamed() {
        StructType schema = new StructType()
                .add("b", DataTypes.BooleanType)
                .add("s", DataTypes.StringType)
                .add("v", SQLDataTypes.VectorType(), true, new AttributeGroup("v", 3).toMetadata())
                .add("w", SQLDataTypes.VectorType())
                .add(
                        "n",
                        DataTypes.DoubleType,
                        true,
                        NominalAttribute.defaultAttr().withName("n").toMetadata());
        for (String column : List.of("b", "s", "w")) {
            assertThatThrownBy(() -> SparkMlExporter.export(interaction(column), schema, OUT))
                    .hasMessageContaining("parameter inputCols: column " + column + " is ");
        }
        assertThatThrownBy(() -> SparkMlExporter.export(interaction("v"), schema, OUT))
                .hasMessageContaining("parameter inputCols: vector column v has no attributes");
        assertThatThrownBy(() -> SparkMlExporter.export(interaction("n"), schema, OUT))
                .hasMessageContaining("column n has categories, and the schema does not say how many");
    }

    private static PolynomialExpansion polynomial(int degree) {
        return new PolynomialExpansion().setInputCol("features").setDegree(degree);
    }

    private static Interaction interaction(String... columns) {
        return new Interaction().setInputCols(columns).setOutputCol("out");
    }

    private static AttributeGroup numeric(String name, int size) {
        Attribute[] attributes = new Attribute[size];
        for (int i = 0; i < size; i++) {
            attributes[i] = NumericAttribute.defaultAttr().withName(name + i);
        }
        return new AttributeGroup(name, attributes);
    }

    private static Dataset<Row> vectors(int size, double[]... numbers) {
        StructType schema = new StructType()
                .add("features", SQLDataTypes.VectorType(), true, new AttributeGroup("features", size).toMetadata());
        Object[][] rows = new Object[numbers.length][];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = row(Vectors.dense(numbers[i]));
        }
        return TestSpark.rows(schema, rows);
    }
}
