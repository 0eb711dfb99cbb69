package dev.lastmile.onnx.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lastmile.contract.DataContract;
import dev.lastmile.onnx.ElementType;
import dev.lastmile.onnx.OnnxModel;
import dev.lastmile.onnx.OnnxModelException;
import dev.lastmile.onnx.fixture.TestSpark;
import dev.lastmile.onnx.graph.Value;
import dev.lastmile.onnx.internal.graph.ModelBuilder;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The contract of a model, and finite outputs, in batch scoring. */
class ContractScoringTest {
    private static final DataContract CONTRACT = DataContract.parse("of the test", """
            {"type": "struct", "fields": [
              {"name": "x", "type": "double", "nullable": true, "metadata": {"min": -1, "max": 100}},
              {"name": "n", "type": "long", "nullable": false, "metadata": {"max": 9}},
              {"name": "k", "type": "string", "nullable": false, "metadata": {"allowed": ["a", "b"]}}]}
            """);
    private static final OnnxModel MODEL = model();

    @TempDir
    Path folder;

    /** Gives 1/x, and n and k as they are. */
    private static OnnxModel model() {
        ModelBuilder builder = new ModelBuilder(List.of("x", "n", "k", "inverse", "same", "text"));
        Value x = builder.input("x", ElementType.DOUBLE, Value.SCALAR);
        Value n = builder.input("n", ElementType.INT64, Value.SCALAR);
        Value k = builder.input("k", ElementType.STRING, Value.SCALAR);
        builder.output("inverse", builder.op("Reciprocal", ElementType.DOUBLE, Value.SCALAR, Map.of(), x));
        builder.output("same", builder.op("Identity", ElementType.INT64, Value.SCALAR, Map.of(), n));
        builder.output("text", builder.op("Identity", ElementType.STRING, Value.SCALAR, Map.of(), k));
        return builder.build("test", new TreeMap<>());
    }

    private static Dataset<Row> rows() {
        return TestSpark.rows(
                "id long not null, x double, n bigint, k string",
                TestSpark.row(1L, 2.0, 9L, "a"),
                TestSpark.row(2L, 101.0, 10L, "b"),
                TestSpark.row(3L, 4.0, null, "c"),
                TestSpark.row(4L, 0.0, 1L, "a"),
                TestSpark.row(5L, 8.0, 1L, null));
    }

    @Test
    void aViolatingRowFailsTheJobWithColumnValueAndRule() {
        Dataset<Row> scored = OnnxTransformation.of(MODEL)
                .withKeys(List.of("id"))
                .withContract(CONTRACT)
                .apply(rows());

        assertThatThrownBy(scored::collectAsList)
                .hasStackTraceContaining(
                        "Row with id 2 violates the contract of the model: column x is 101.0; the rule is"
                                + " max 100. Correct the row, or leave it out.");
    }

    @Test
    void rejectionsNameEveryReasonAndOtherRowsAreScored() {
        List<Row> scored = rejecting(rows());

        assertThat(scored)
                .extracting(row -> row.<String>getAs("why"))
                .containsExactly(
                        "",
                        "Row with id 2 violates the contract of the model: column x is 101.0; the rule is max 100. Correct the row, or"
                                + " leave it out.\nRow with id 2 violates the contract of the model: column n is 10; the rule is max"
                                + " 9. Correct the row, or leave it out.",
                        "Row with id 3 violates the contract of the model: column n is null; the rule is not null. Correct the row, or"
                                + " leave it out.\nRow with id 3 violates the contract of the model: column k is c; the rule is"
                                + " allowed [a, b]. Correct the row, or leave it out.",
                        "Row with id 4 cannot be scored: output inverse of tests/1 is Infinity. Correct the row, or leave it out.",
                        "Row with id 5 violates the contract of the model: column k is null; the rule is not null. Correct the row, or"
                                + " leave it out.");
        assertThat(scored.get(0).<Double>getAs("inverse")).isEqualTo(0.5);
        assertThat(scored.get(0).<Long>getAs("same")).isEqualTo(9);
    }

    @Test
    void filesReadAsColumnsAreCheckedAsRowsAre() {
        SparkSession spark = TestSpark.session().newSession();
        spark.conf().set("spark.sql.codegen.wholeStage", "true");
        rows().coalesce(1).write().parquet(folder.resolve("rows").toString());
        Dataset<Row> files = spark.read().parquet(folder.resolve("rows").toString());

        assertThat(rejecting(files)).isEqualTo(rejecting(rows()));
    }

    @Test
    void anOutputThatIsNotFiniteFailsTheJobWhereItHasTo() {
        Dataset<Row> zero = rows().filter("id = 4");

        assertThat(OnnxTransformation.of(MODEL).apply(zero).first().<Double>getAs("inverse"))
                .isInfinite();
        assertThatThrownBy(() -> OnnxTransformation.of(MODEL)
                        .withKeys(List.of("id"))
                        .withFiniteOutputs("tests/1")
                        .apply(zero)
                        .collectAsList())
                .hasStackTraceContaining("Row with id 4 cannot be scored: output inverse of tests/1 is Infinity.");
    }

    @Test
    void theColumnOfRejectionsHasANameOfItsOwn() {
        assertThatThrownBy(
                        () -> OnnxTransformation.of(MODEL).withRejections("ID").apply(rows()))
                .isInstanceOf(OnnxModelException.class)
                .hasMessageContaining("rejections are to be in ID, and there is such a column already");
    }

    private static List<Row> rejecting(Dataset<Row> rows) {
        return OnnxTransformation.of(MODEL)
                .withKeys(List.of("id"))
                .withContract(CONTRACT)
                .withFiniteOutputs("tests/1")
                .withRejections("why")
                .apply(rows)
                .orderBy("id")
                .collectAsList();
    }
}
