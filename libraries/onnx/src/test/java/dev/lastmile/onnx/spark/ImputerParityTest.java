package dev.lastmile.onnx.spark;

import static dev.lastmile.onnx.fixture.Agreement.EXACT;
import static dev.lastmile.onnx.fixture.TestSpark.row;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lastmile.onnx.fixture.BothWays;
import dev.lastmile.onnx.fixture.TestSpark;
import java.math.BigDecimal;
import java.util.List;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.feature.Imputer;
import org.apache.spark.ml.feature.ImputerModel;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImputerParityTest {
    private static final Double NAN = Double.NaN;
    private static final String NULLABLE = "d double, f float, i int, s short, y byte, m decimal(7,2)";
    private static final String REQUIRED =
            "d double not null, f float not null, i int not null, l long not null, m decimal(7,2) not null";

    @ParameterizedTest
    @ValueSource(strings = {"mean", "median", "mode"})
    void columnsOfEveryTypeThatCanBeNullAreFilled(String strategy) {
        Dataset<Row> rows = TestSpark.rows(
                NULLABLE,
                row(1.5, 0.1f, 3, (short) 4, (byte) 5, new BigDecimal("1.25")),
                row(1e300, 0.7f, 4, (short) 9, (byte) 6, new BigDecimal("-0.99")),
                row(-0.0, 3e38f, -4, (short) -9, (byte) -6, new BigDecimal("12345.67")),
                row(null, null, null, null, null, null),
                row(NAN, Float.NaN, 8, (short) 0, (byte) 0, new BigDecimal("0.00")));

        BothWays.assertAgree(filled(rows, strategy, NAN), rows, outputs(rows), EXACT);
    }

    @ParameterizedTest
    @CsvSource({"mean,NaN", "mean,0", "median,-1", "mode,0.1", "mean,1e18"})
    void columnsThatAreNeverNullAreFilledWhereTheyAreTheMissingValue(String strategy, double missing) {
        Dataset<Row> rows = TestSpark.rows(
                REQUIRED,
                row(1.5, 0.1f, 3, Long.MAX_VALUE, new BigDecimal("0.10")),
                row(0.1, 0.7f, -1, Long.MIN_VALUE, new BigDecimal("-1.00")),
                row(-0.0, -0f, 0, (1L << 53) + 1, new BigDecimal("0.00")),
                row(1e18, 1e18f, 4, 1_000_000_000_000_000_000L, new BigDecimal("7.77")),
                row(-1.0, -1f, -4, -1L, new BigDecimal("12345.67")),
                row(NAN, Float.NaN, 8, 0L, new BigDecimal("0.00")));

        BothWays.assertAgree(filled(rows, strategy, missing), rows, outputs(rows), EXACT);
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, 0, -3})
    void wholeNumbersThatCanBeNullHaveAMissingValueToo(double missing) {
        Dataset<Row> rows = TestSpark.rows(
                "i int, m decimal(7,2), l long",
                row(3, new BigDecimal("0.00"), 1L << 53),
                row(null, null, null),
                row(0, new BigDecimal("-3.00"), 0L),
                row(-3, new BigDecimal("5.55"), -3L));

        BothWays.assertAgree(filled(rows, "mean", missing), rows, outputs(rows), EXACT);
    }

    @Test
    void aWholeNumberStaysOneForTheNextStage() {
        Dataset<Row> rows = TestSpark.rows("i int", row(1), row(new Object[] {null}), row(2), row(2));
        ImputerModel first = new Imputer()
                .setInputCol("i")
                .setOutputCol("j")
                .setStrategy("mean")
                .fit(rows);
        ImputerModel second = new Imputer()
                .setInputCol("j")
                .setOutputCol("k")
                .setMissingValue(1)
                .fit(first.transform(rows).union(rows.selectExpr("i", "4 as j")));
        PipelineModel model = new PipelineModel("p", new Transformer[] {
            first,
            second,
            new VectorAssembler().setInputCols(new String[] {"j", "k"}).setOutputCol("out")
        });

        BothWays.assertAgree(model, rows, List.of("j", "k", "out"), EXACT);
    }

    @Test
    void oneColumnIsFilledWithTheDefaults() {
        Dataset<Row> rows = TestSpark.rows("x double", row(1.0), row(2.0), row(new Object[] {null}), row(NAN));

        BothWays.assertAgree(
                new Imputer()
                        .setInputCol("x")
                        .setOutputCol("out")
                        .setRelativeError(0.01)
                        .fit(rows),
                rows,
                List.of("out"),
                EXACT);
    }

    @Test
    void whatCannotBeFilledIsNamed() {
        ImputerModel model = new ImputerModel("imputer", new String[] {"x"}, new double[] {2.5});
        model.setInputCol("x").setOutputCol("out");
        assertThatThrownBy(() -> export(model, "x string"))
                .hasMessageContaining("parameter inputCol: column x is no number");
        assertThatThrownBy(() -> export(model, "x decimal(30,2)"))
                .hasMessageContaining("column x, which is decimal(30,2), and a graph computes with doubles");
        ImputerModel zeros = new ImputerModel("imputer", new String[] {"x"}, new double[] {2.5});
        zeros.set(zeros.missingValue(), 0.0);
        zeros.setInputCol("x").setOutputCol("out");
        assertThatThrownBy(() -> export(zeros, "x double"))
                .hasMessageContaining("parameter missingValue: it is 0.0, which leaves NaN as it is");
        model.setInputCol("y");
        assertThatThrownBy(() -> export(model, "y double"))
                .hasMessageContaining("parameter inputCol: column y was not fitted on, only [x] were");
    }

    private static void export(ImputerModel model, String schema) {
        SparkMlExporter.export(model, StructType.fromDDL(schema), List.of("out"));
    }

    private static ImputerModel filled(Dataset<Row> rows, String strategy, double missing) {
        return new Imputer()
                .setInputCols(rows.columns())
                .setOutputCols(outputs(rows).toArray(String[]::new))
                .setStrategy(strategy)
                .setMissingValue(missing)
                .fit(rows);
    }

    private static List<String> outputs(Dataset<Row> rows) {
        return List.of(rows.columns()).stream().map(name -> name + "_filled").toList();
    }
}
