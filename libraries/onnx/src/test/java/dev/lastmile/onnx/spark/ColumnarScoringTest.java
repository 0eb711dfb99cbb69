package dev.lastmile.onnx.spark;

import static org.apache.spark.ml.functions.array_to_vector;
import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.lastmile.onnx.fixture.TestSpark;
import dev.lastmile.onnx.spark.internal.scoring.plan.ScoringExec;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.feature.StandardScaler;
import org.apache.spark.ml.feature.StringIndexer;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.execution.ColumnarToRowExec;
import org.apache.spark.sql.execution.InputAdapter;
import org.apache.spark.sql.execution.SparkPlan;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import scala.jdk.javaapi.CollectionConverters;

/** What a file format reads as columns is scored as such, to the same results as rows. */
class ColumnarScoringTest {
    private static final String[] NUMBERS = {"d", "f", "i", "l", "s", "b", "t", "n"};
    private static final List<String> OUTPUTS = List.of("assembled", "index", "scaled");

    @TempDir
    static Path folder;

    private static SparkSession spark;
    private static Dataset<Row> files;

    /** 10,001 rows in three files, with null in most columns. */
    @BeforeAll
    static void rows() {
        spark = TestSpark.session().newSession();
        // Spark reads columns only for plans that it compiles.
        spark.conf().set("spark.sql.codegen.wholeStage", "true");
        spark.range(0, 10_001, 1, 3)
                .selectExpr(
                        "id",
                        "if(id % 7 = 0, null, double(id % 100) / 3) as d",
                        "if(id % 11 = 0, null, float(id) / 3) as f",
                        "if(id % 13 = 0, null, int(id)) as i",
                        "id * 2 as l",
                        "smallint(id % 100) as s",
                        "tinyint(id % 50) as b",
                        "id % 2 = 0 as t",
                        "if(id % 5 = 0, null, concat('kind ', id % 3)) as k",
                        "cast(id / 4 as decimal(12, 2)) as n",
                        "if(id % 17 = 0, null, array(double(id), 1d)) as list",
                        "if(id % 19 = 0, null, map('k', id)) as map",
                        "if(id % 23 = 0, null, named_struct('a', id, 'b', named_struct('c', string(id)))) as pair")
                .withColumn("v", array_to_vector(array(col("l").cast("double"), lit(1.5))))
                .write()
                .mode("overwrite")
                .parquet(folder.toString());
        files = spark.read().parquet(folder.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"NO_CODEGEN", "CODEGEN_ONLY"})
    void columnsAndRowsGiveTheSame(String codegen) {
        spark.conf().set("spark.sql.codegen.factoryMode", codegen);
        for (String handleInvalid : List.of("keep", "skip")) {
            OnnxTransformation transformation = transformation(handleInvalid);
            Dataset<Row> columns = transformation.withBatchRows(1_000).apply(files);
            List<Row> byColumns = columns.orderBy("id").collectAsList();
            List<Row> inWholeBatches = transformation.apply(files).orderBy("id").collectAsList();

            assertThat(isScoredAsColumns(columns)).isTrue();
            assertThat(inWholeBatches).hasToString(byColumns.toString());
            assertThat(byColumns)
                    .hasSize(handleInvalid.equals("keep") ? 10_001 : 7_192)
                    .hasToString(transformation
                            .apply(files.repartition(2))
                            .orderBy("id")
                            .collectAsList()
                            .toString());
        }
    }

    @Test
    void whatIsCachedIsScoredAsColumnsToo() {
        Dataset<Row> cached = files.drop("list").cache();
        try {
            OnnxTransformation transformation = transformation("keep");
            assertThat(transformation
                            .apply(cached)
                            .orderBy("id")
                            .select("assembled", "index", "scaled")
                            .collectAsList())
                    .hasToString(transformation
                            .apply(files)
                            .orderBy("id")
                            .select("assembled", "index", "scaled")
                            .collectAsList()
                            .toString());
        } finally {
            cached.unpersist();
        }
    }

    @Test
    void aRowThatCannotBeScoredIsNamed() {
        Dataset<Row> scored =
                transformation("error").withKeys(List.of("id", "v")).apply(files);

        Throwable failure = catchThrowable(scored::collectAsList);

        Matcher message = Pattern.compile(
                        "Row with id (\\d+), v \\[\\d+\\.0,1\\.5\\] cannot be scored: column ([dfi]) is null or NaN")
                .matcher(String.valueOf(failure));
        assertThat(message.find()).as(failure.toString()).isTrue();
        int every = Map.of("d", 7, "f", 11, "i", 13).get(message.group(2));
        assertThat(Integer.parseInt(message.group(1)) % every)
                .as(message.group())
                .isZero();
    }

    private static OnnxTransformation transformation(String handleInvalid) {
        PipelineModel model = new Pipeline()
                .setStages(new PipelineStage[] {
                    new VectorAssembler()
                            .setInputCols(NUMBERS)
                            .setOutputCol("assembled")
                            .setHandleInvalid(handleInvalid),
                    new StandardScaler().setInputCol("v").setOutputCol("scaled"),
                    new StringIndexer().setInputCol("k").setOutputCol("index").setHandleInvalid("keep")
                })
                .fit(files.na().drop());
        return OnnxTransformation.of(SparkMlExporter.export(model, files.schema(), OUTPUTS));
    }

    /** Whether rows are made of columns only once they are scored. */
    private static boolean isScoredAsColumns(Dataset<Row> scored) {
        List<ColumnarToRowExec> transitions = new ArrayList<>();
        visit(scored.queryExecution().executedPlan(), transitions);
        SparkPlan child = transitions.get(0).child();
        return transitions.size() == 1
                && (child instanceof InputAdapter adapter ? adapter.child() : child) instanceof ScoringExec;
    }

    private static void visit(SparkPlan plan, List<ColumnarToRowExec> found) {
        if (plan instanceof ColumnarToRowExec transition) {
            found.add(transition);
        }
        CollectionConverters.asJava(plan.children()).forEach(child -> visit(child, found));
    }
}
