package dev.lastmile.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lastmile.onnx.OnnxModel;
import dev.lastmile.onnx.spark.SparkMlExporter;
import dev.lastmile.onnx.spark.UnsupportedStageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.classification.DecisionTreeClassificationModel;
import org.apache.spark.ml.classification.LogisticRegressionModel;
import org.apache.spark.ml.classification.RandomForestClassificationModel;
import org.apache.spark.ml.classification.RandomForestClassifier;
import org.apache.spark.ml.feature.StandardScalerModel;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructType;

/** Makes what is scored: {@code FOLDER CASE ROWS} writes rows, pipeline and graphs; {@code FOLDER export} a big graph. */
public final class PrepareBatch {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long BIG_GRAPH = 50_000_000;

    private PrepareBatch() {}

    public static void main(String[] arguments) throws IOException {
        Path folder = Path.of(arguments[0]);
        try (SparkSession spark = Sessions.local()) {
            Map<String, Object> made = arguments[1].equals("export")
                    ? exportBigForest(spark)
                    : prepare(spark, BatchCase.of(arguments[1]), Long.parseLong(arguments[2]), folder);
            System.out.println("RESULT " + JSON.writeValueAsString(made));
        }
    }

    private static Map<String, Object> prepare(SparkSession spark, BatchCase wanted, long rows, Path folder)
            throws IOException {
        BatchCase one = wanted;
        PipelineModel model = one.fit(spark);
        StructType schema = one.rows(spark, 1).schema();
        String note = "";
        Export export;
        try {
            export = Export.of(model, schema);
        } catch (UnsupportedStageException e) {
            if (wanted != BatchCase.FOREST) {
                throw e;
            }
            note = "Without the strings: " + e.getMessage();
            one = BatchCase.FOREST_NUMBERS;
            model = one.fit(spark);
            schema = one.rows(spark, 1).schema();
            export = Export.of(model, schema);
        }
        Path place = Files.createDirectories(folder.resolve(wanted.key()));
        one.rows(spark, rows)
                .write()
                .mode("overwrite")
                .parquet(place.resolve("rows").toString());
        model.write().overwrite().save(place.resolve("spark").toString());
        Files.write(place.resolve("prediction.onnx"), export.onnx().bytes());
        Files.write(
                place.resolve("probability.onnx"),
                SparkMlExporter.export(model, schema, List.of("prediction", "probability"))
                        .bytes());
        JSON.writeValue(place.resolve("sklearn.json").toFile(), coefficients(model));
        Map<String, Object> made = new LinkedHashMap<>();
        made.put("case", wanted.key());
        made.put("rows", rows);
        made.put("columns", Arrays.asList(schema.fieldNames()).subList(1, schema.size()));
        made.put("export_seconds", export.seconds());
        made.put("onnx_bytes", export.onnx().bytes().length);
        made.put("note", note);
        return made;
    }

    /** What a scikit-learn pipeline of the same numbers is made of; empty for other pipelines. */
    private static Map<String, Object> coefficients(PipelineModel model) {
        Map<String, Object> numbers = new LinkedHashMap<>();
        for (Transformer stage : model.stages()) {
            if (stage instanceof StandardScalerModel scaler) {
                numbers.put("mean", scaler.mean().toArray());
                numbers.put("std", scaler.std().toArray());
            } else if (stage instanceof LogisticRegressionModel logistic) {
                double[][] rows = new double[logistic.numClasses()][];
                Arrays.setAll(
                        rows,
                        i -> IntStream.range(0, logistic.numFeatures())
                                .mapToDouble(j -> logistic.coefficientMatrix().apply(i, j))
                                .toArray());
                numbers.put("coefficients", rows);
                numbers.put("intercepts", logistic.interceptVector().toArray());
            }
        }
        return numbers.containsKey("coefficients") ? numbers : Map.of();
    }

    /** A forest grown on noise, its trees repeated until the graph has 50 MB: only its size is of interest. */
    private static Map<String, Object> exportBigForest(SparkSession spark) {
        Dataset<Row> rows = new VectorAssembler()
                .setInputCols(new String[] {"n_0", "n_1", "n_2", "n_3"})
                .setOutputCol("features")
                .transform(BatchCase.LOGISTIC.rows(spark, 30_000))
                .withColumn(
                        "label", functions.floor(functions.rand(5).multiply(3)).cast("double"))
                .cache();
        RandomForestClassificationModel grown = new RandomForestClassifier()
                .setNumTrees(2)
                .setMaxDepth(18)
                .setSeed(1)
                .fit(rows);
        StructType schema = rows.select("features").schema();
        int few = SparkMlExporter.export(grown, schema, List.of("prediction")).bytes().length;
        int times = (int) (BIG_GRAPH / few) + 1;
        DecisionTreeClassificationModel[] trees = new DecisionTreeClassificationModel[grown.trees().length * times];
        Arrays.setAll(trees, i -> grown.trees()[i % grown.trees().length]);
        RandomForestClassificationModel forest =
                new RandomForestClassificationModel(grown.uid(), trees, grown.numFeatures(), grown.numClasses());
        Export export = Export.of(forest, schema);
        Map<String, Object> made = new LinkedHashMap<>();
        made.put("case", "export");
        made.put("trees", trees.length);
        made.put("nodes", forest.totalNumNodes());
        made.put("export_seconds", export.seconds());
        made.put("onnx_bytes", export.onnx().bytes().length);
        return made;
    }

    /** A timed export, of which the first in a JVM loads the classes too, as it does in a training step. */
    private record Export(OnnxModel onnx, double seconds) {
        static Export of(Transformer model, StructType schema) {
            long start = System.nanoTime();
            OnnxModel onnx = SparkMlExporter.export(model, schema, List.of("prediction"));
            return new Export(onnx, (System.nanoTime() - start) / 1e9);
        }
    }
}
