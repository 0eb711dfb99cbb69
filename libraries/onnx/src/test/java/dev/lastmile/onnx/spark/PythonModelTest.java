package dev.lastmile.onnx.spark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lastmile.onnx.ElementType;
import dev.lastmile.onnx.OnnxChain;
import dev.lastmile.onnx.OnnxModel;
import dev.lastmile.onnx.fixture.Links;
import dev.lastmile.onnx.fixture.TestSpark;
import dev.lastmile.onnx.graph.Value;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Models of scikit-learn that the real MLflow logs: beside the {@code mlflow} program its Python must have onnx, pandas,
 * scikit-learn and skl2onnx.
 */
@Tag("real-python")
class PythonModelTest {
    private static final int ROWS = 2000;

    @TempDir
    static Path folder;

    private static List<String> models;

    @BeforeAll
    static void train() throws IOException, InterruptedException {
        Path script = folder.resolve("train_sklearn.py");
        try (InputStream in = PythonModelTest.class.getResourceAsStream("train_sklearn.py")) {
            Files.copy(in, script);
        }
        Path python = Path.of(System.getenv("LASTMILE_REAL_MLFLOW")).resolveSibling("python");
        ProcessBuilder builder = new ProcessBuilder(python.toString(), script.toString(), folder.toString());
        builder.environment().put("MLFLOW_TRACKING_URI", "sqlite:///" + folder.resolve("mlflow.db"));
        builder.environment().put("PYTHONUTF8", "1");
        Path errors = folder.resolve("train_sklearn.log");
        Process process = builder.directory(folder.toFile())
                .redirectError(errors.toFile())
                .start();
        models = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .toList();
        assertThat(process.waitFor()).as(Files.readString(errors)).isZero();
    }

    @Test
    void stringsAndNumbersOf32BitsGiveTheLabelsOfSklearn() throws IOException {
        List<Row> scored =
                OnnxTransformation.of(model("linear")).apply(customers("float")).collectAsList();

        assertLabels(scored, "linear", "leaves", "stays");
        assertThat(scored).extracting(row -> row.getAs("city")).contains("a city that nobody has seen", "東京");
    }

    @Test
    void stringsAndNumbersOf64BitsGiveTheLabelsOfSklearn() throws IOException {
        List<Row> scored =
                OnnxTransformation.of(model("trees")).apply(customers("double")).collectAsList();

        assertLabels(scored, "trees", "0", "1");
    }

    @Test
    void aModelBeforeItIsMergedWithIt() throws IOException {
        OnnxModel rename = Links.copy("years", "age", ElementType.DOUBLE, Value.SCALAR);
        Dataset<Row> customers = customers("float")
                .withColumn("years", functions.col("age").cast("double"))
                .drop("age");

        OnnxModel merged = OnnxChain.merge(List.of(rename, model("linear")));

        assertLabels(OnnxTransformation.of(merged).apply(customers).collectAsList(), "linear", "leaves", "stays");
    }

    /** Each row has the label that Python wrote beside it, and each label is there. */
    private static void assertLabels(List<Row> scored, String expected, String... labels) {
        assertThat(scored).hasSize(ROWS);
        List<String> given =
                scored.stream().map(row -> row.getAs("label").toString()).toList();
        assertThat(given)
                .contains(labels)
                .isEqualTo(
                        scored.stream().map(row -> row.<String>getAs(expected)).toList());
    }

    private static Dataset<Row> customers(String number) {
        return TestSpark.session()
                .read()
                .option("header", "true")
                .schema("city string, plan string, age " + number + ", income " + number
                        + ", linear string, trees string")
                .csv(folder.resolve("customers.csv").toString());
    }

    private static OnnxModel model(String name) throws IOException {
        String path = models.stream()
                .filter(line -> line.startsWith(name + " "))
                .findFirst()
                .orElseThrow()
                .substring(name.length() + 1);
        return new OnnxModel(Files.readAllBytes(Path.of(path)));
    }
}
