import dev.lastmile.onnx.OnnxModel;
import dev.lastmile.onnx.spark.OnnxTransformation;
import dev.lastmile.onnx.spark.SparkMlExporter;
import java.util.List;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.ml.feature.StandardScaler;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Scores the same rows in this JVM and through a Spark Connect server: {@code ADDRESS FOLDER}, such as sc://127.0.0.1:15002. */
final class SparkConnect {
    private static final String[] COLUMNS = {"a", "b", "c"};

    private SparkConnect() {}

    public static void main(String[] arguments) {
        SparkSession here = SparkSession.builder()
                .master("local[2]")
                .config("spark.ui.enabled", "false")
                .config("spark.driver.host", "127.0.0.1")
                .config("spark.driver.bindAddress", "127.0.0.1")
                .getOrCreate();
        OnnxModel skipping = model(here, "skip");
        OnnxModel failing = model(here, "error");
        List<String> expected = texts(OnnxTransformation.of(skipping).apply(rows(here)));
        List<String> arrays = texts(OnnxTransformation.of(skipping).withArrays().apply(rows(here)));

        // SparkSession.builder() prefers a session in this JVM where there are classes for one.
        SparkSession server =
                org.apache.spark.sql.connect.SparkSession.builder().remote(arguments[0]).create();
        require(!server.getClass().equals(here.getClass()), "both sessions are " + here.getClass());
        Dataset<Row> scored = OnnxTransformation.of(skipping).apply(rows(server));
        // Its client cannot collect a column of vectors.
        String written = arguments[1] + "/scored";
        scored.write().parquet(written);
        requireEqual(expected, texts(here.read().parquet(written)), "rows with vectors");
        requireEqual(arrays, texts(OnnxTransformation.of(skipping).withArrays().apply(rows(server))), "rows with arrays");
        require(
                scored.schema().equals(OnnxTransformation.of(skipping).apply(rows(here)).schema()),
                "the schema is " + scored.schema());
        try {
            OnnxTransformation.of(failing).withKeys(List.of("id")).apply(rows(server)).collectAsList();
            throw new IllegalStateException("an invalid row was scored");
        } catch (Exception e) {
            require(String.valueOf(e).contains("cannot be scored: column"), "the error of an invalid row is " + e);
        }
        System.out.println(expected.size() + " rows are equal in this JVM and through " + arguments[0]);
        System.exit(0);
    }

    private static OnnxModel model(SparkSession spark, String handleInvalid) {
        PipelineModel model = new Pipeline()
                .setStages(new PipelineStage[] {
                    new VectorAssembler().setInputCols(COLUMNS).setOutputCol("all").setHandleInvalid(handleInvalid),
                    new StandardScaler().setInputCol("all").setOutputCol("features"),
                    new LogisticRegression().setMaxIter(5)
                })
                .fit(rows(spark).na().drop());
        return new OnnxModel(SparkMlExporter.export(model, rows(spark).schema(), List.of("prediction", "probability"))
                .bytes());
    }

    private static Dataset<Row> rows(SparkSession spark) {
        return spark.range(0, 5_000, 1, 3)
                .selectExpr(
                        "id",
                        "if(id % 7 = 0, null, sin(id)) as a",
                        "float(cos(id)) as b",
                        "int(id % 10) as c",
                        "double(id % 3) as label",
                        "concat('é', id) as text",
                        "timestamp_seconds(id) as time",
                        "if(id % 2 = 0, null, array(id)) as list");
    }

    private static List<String> texts(Dataset<Row> rows) {
        return rows.orderBy("id").collectAsList().stream().map(Row::toString).toList();
    }

    private static void requireEqual(List<String> expected, List<String> actual, String what) {
        for (int i = 0; i < Math.min(expected.size(), actual.size()); i++) {
            require(expected.get(i).equals(actual.get(i)), what + ": " + expected.get(i) + " is " + actual.get(i));
        }
        require(expected.size() == actual.size(), what + ": " + expected.size() + " rows are " + actual.size());
    }

    private static void require(boolean condition, String failure) {
        if (!condition) {
            throw new IllegalStateException(failure);
        }
    }
}
