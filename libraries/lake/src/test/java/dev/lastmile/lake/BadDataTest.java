package dev.lastmile.lake;

import static dev.lastmile.lake.fixture.Lakes.contract;
import static dev.lastmile.lake.fixture.Lakes.flowers;
import static dev.lastmile.lake.fixture.Lakes.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lastmile.lake.fixture.Lakes;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Each ends with one message, and the dataset stays as it was. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BadDataTest {
    private static final String ARRAY = "{\"type\":\"array\",\"elementType\":\"double\",\"containsNull\":false}";

    SparkSession spark;
    Lake lake;
    Snapshot before;

    @BeforeAll
    void publishGoodData(@TempDir Path root) {
        spark = Lakes.session(root);
        lake = new Lake(spark, Lakes.config(root));
        before = lake.publish(flowers(spark, row(1L, 1.0, "setosa")), flowers(), Publication.tagged("run-0"));
    }

    @AfterEach
    void theDatasetIsAsItWas() {
        assertThat(lake.history(Lakes.FLOWERS)).containsExactly(before);
        assertThat(spark.table(Lakes.FLOWERS + ".refs").count()).isEqualTo(2);
        assertThat(spark.table(Lakes.FLOWERS.toString()).schema().fieldNames())
                .containsExactly("id", "width", "species");
    }

    @Test
    void aValueBelowTheMinimum() {
        assertBreach(
                "Contract lake.raw.flowers: column width is -1.0 in row {id=7, width=-1.0, species=setosa}; the rule is"
                        + " min 0.0, which 1 row of 2 breaks. Correct the step, or the contract. Nothing was published.",
                row(6L, 0.0, "setosa"),
                row(7L, -1.0, "setosa"));
    }

    @Test
    void aValueAboveTheMaximumAndMore() {
        assertBreach(
                "Contract lake.raw.flowers: column width is 30.5 in row {id=7, width=30.5, species=null}; the rule is max"
                        + " 30.0, which 2 rows of 3 break. Also broken: species allowed [setosa, virginica] (1 row)."
                        + " Correct the step, or the contract. Nothing was published.",
                row(6L, 30.0, "setosa"),
                row(7L, 30.5, null),
                row(8L, 30.5, "tulip"));
    }

    @Test
    void aValueThatIsNotAllowed() {
        assertBreach(
                "Contract lake.raw.flowers: column species is tulip in row {id=7, width=1.0, species=tulip}; the rule is"
                        + " allowed [setosa, virginica], which 1 row of 1 breaks. Correct the step, or the contract."
                        + " Nothing was published.",
                row(7L, 1.0, "tulip"));
    }

    @Test
    void aNull() {
        assertBreach(
                "Contract lake.raw.flowers: column width is null in row {id=7, width=null, species=setosa}; the rule is"
                        + " not null, which 1 row of 2 breaks. Correct the step, or the contract. Nothing was published.",
                row(6L, 1.0, "setosa"),
                row(7L, null, "setosa"));
    }

    @Test
    void aNaN() {
        assertBreach(
                "Contract lake.raw.flowers: column width is NaN in row {id=7, width=NaN, species=setosa}; the rule is not"
                        + " NaN, which 1 row of 1 breaks. Correct the step, or the contract. Nothing was published.",
                row(7L, Double.NaN, "setosa"));
    }

    @Test
    void aKeyThatIsThereTwice() {
        assertBreach(
                "Contract lake.raw.flowers: column id is 7 in 2 rows, as in row {id=7, width=1.0, species=setosa}; the"
                        + " rule is unique key id. Correct the step, or the contract. Nothing was published.",
                row(7L, 1.0, "setosa"),
                row(8L, 1.0, "setosa"),
                row(7L, 1.0, "setosa"));
    }

    @Test
    void aKeyOfTwoColumnsThatIsThereTwice() {
        Contract contract = contract(name("pairs"), "a|long|false|{\"key\":true}", "b|string|false|{\"key\":true}");
        StructType schema = new StructType().add("a", "long").add("b", "string");
        assertThatThrownBy(() -> publish(Lakes.rows(spark, schema, row(1L, "x"), row(1L, "y"), row(1L, "x")), contract))
                .hasMessageContaining("column a is 1, column b is x in 2 rows, as in row {a=1, b=x}; the rule is unique"
                        + " key a, b.");
    }

    @Test
    void noRowAtAll() {
        assertBreach(
                "lake.raw.flowers would have no rows. A dataset that is there has at least one; check what the step"
                        + " reads and filters.");
    }

    @Test
    void columnsThatAreNotTheContracts() {
        StructType schema =
                new StructType().add("id", "int").add("width", "double").add("colour", "string");
        assertThatThrownBy(() -> publish(Lakes.rows(spark, schema, row(1, 1.0, "red")), flowers()))
                .isInstanceOf(LakeException.class)
                .hasMessage("Contract lake.raw.flowers: column colour (string) is in the data and not in the contract;"
                        + " column id is int in the data and bigint in the contract; column species (string) is in the"
                        + " contract and not in the data. Change the step, or the contract. Nothing was written.");
    }

    @Test
    void columnsThatAreNotTheContractsMakeNoTable() {
        Contract contract = contract(name("never"), "id|long|false");
        StructType schema = new StructType().add("id", "string");
        assertThatThrownBy(() -> publish(Lakes.rows(spark, schema, row("1")), contract))
                .isInstanceOf(LakeException.class);
        assertThat(spark.catalog().tableExists("lake.raw.never")).isFalse();
    }

    @Test
    void aColumnThatIsThereTwice() {
        Dataset<Row> rows = flowers(spark, row(1L, 1.0, "setosa"));
        assertThatThrownBy(() -> publish(rows.select("id", "width", "width", "species"), flowers()))
                .hasMessageStartingWith("Contract lake.raw.flowers: column width is there twice.");
    }

    @Test
    void aStepThatFailsWhileItsRowsAreMade() {
        UDF1<Double, Double> fail = width -> {
            throw new IllegalStateException("no ruler");
        };
        Dataset<Row> rows = flowers(spark, row(1L, 1.0, "setosa"))
                .withColumn("width", functions.udf(fail, DataTypes.DoubleType).apply(functions.col("width")));
        assertThatThrownBy(() -> publish(rows, flowers()))
                .isInstanceOf(LakeException.class)
                .hasMessageContaining("Writing lake.raw.flowers failed: ")
                .hasMessageContaining("no ruler")
                .hasMessageEndingWith(". Nothing was published.");
    }

    @Test
    void elementsOfArrays() {
        Contract contract = contract(name("arrays"), "p|" + ARRAY + "|false|{\"min\":0,\"max\":1}");
        assertArrayBreach(
                contract, "column p is [0.1, 1.5] in row {p=[0.1, 1.5]}; the rule is max 1 for each element", 0.1, 1.5);
        assertArrayBreach(
                contract, "column p is [NaN] in row {p=[NaN]}; the rule is not NaN for each element", Double.NaN);
        assertArrayBreach(
                contract,
                "column p is [0.5, null] in row {p=[0.5, null]}; the rule is no null in the array",
                0.5,
                null);
        assertThatCode(() -> publish(arrays(0.0, 1.0), contract)).doesNotThrowAnyException();
    }

    @Test
    void nothingOfItIfTheContractAllowsNaNAndFloatsAreAtTheirBounds() {
        Contract contract = contract(
                name("floats"),
                "f|float|false|{\"nan\":true,\"min\":0.1,\"max\":0.3}",
                "n|integer|true|{\"allowed\":[1,2]}");
        StructType schema = new StructType().add("f", "float").add("n", "int");
        assertThatCode(() ->
                        publish(Lakes.rows(spark, schema, row(0.1f, 1), row(0.3f, null), row(Float.NaN, 2)), contract))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> publish(Lakes.rows(spark, schema, row(0.2f, 3)), contract))
                .hasMessageContaining("column n is 3 in row {f=0.2, n=3}; the rule is allowed [1, 2]");
    }

    private void assertBreach(String message, Object[]... rows) {
        assertThatThrownBy(() -> publish(flowers(spark, rows), flowers()))
                .isInstanceOf(LakeException.class)
                .hasMessage(message);
    }

    private void assertArrayBreach(Contract contract, String message, Double... elements) {
        assertThatThrownBy(() -> publish(arrays(elements), contract)).hasMessageContaining(message);
    }

    private Dataset<Row> arrays(Double... elements) {
        StructType schema = new StructType().add("p", DataTypes.createArrayType(DataTypes.DoubleType));
        List<Double> list = Arrays.asList(elements);
        return Lakes.rows(spark, schema, row(list));
    }

    private Snapshot publish(Dataset<Row> rows, Contract contract) {
        return lake.publish(rows, contract, Publication.tagged("run-1-" + System.nanoTime()));
    }

    private static DatasetName name(String name) {
        return new DatasetName("raw", name);
    }
}
