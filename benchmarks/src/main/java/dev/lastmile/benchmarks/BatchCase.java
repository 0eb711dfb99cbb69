package dev.lastmile.benchmarks;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.ml.classification.MultilayerPerceptronClassifier;
import org.apache.spark.ml.classification.RandomForestClassifier;
import org.apache.spark.ml.feature.OneHotEncoder;
import org.apache.spark.ml.feature.StandardScaler;
import org.apache.spark.ml.feature.StringIndexer;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;

/** A pipeline that is measured, and rows for it. Every pipeline gives {@code prediction} of three classes. */
enum BatchCase {
    /** Scaler and logistic regression on four columns of double. */
    LOGISTIC(4, 0) {
        @Override
        List<PipelineStage> stages() {
            return List.of(assembler("assembled", numbers()), scaler(), new LogisticRegression().setMaxIter(30));
        }
    },
    /** The same on four columns of float. */
    LOGISTIC_FLOAT(4, 0) {
        @Override
        List<PipelineStage> stages() {
            return LOGISTIC.stages();
        }

        @Override
        Column number(int index) {
            return super.number(index).cast("float");
        }
    },
    /** The same on four of 50 columns of double. */
    LOGISTIC_OF_MANY(50, 0) {
        @Override
        List<PipelineStage> stages() {
            return LOGISTIC.stages();
        }
    },
    /** Three columns of strings one-hot, four of double, and a forest of 100 trees of depth 8. */
    FOREST(4, 3) {
        @Override
        List<PipelineStage> stages() {
            List<PipelineStage> stages = new ArrayList<>();
            List<String> columns = new ArrayList<>(numbers());
            for (String string : strings()) {
                stages.add(new StringIndexer()
                        .setInputCol(string)
                        .setOutputCol(string + "_index")
                        .setHandleInvalid("keep"));
                stages.add(new OneHotEncoder().setInputCol(string + "_index").setOutputCol(string + "_flags"));
                columns.add(string + "_flags");
            }
            stages.add(assembler("features", columns));
            stages.add(forest());
            return stages;
        }
    },
    /** The same forest without the strings. */
    FOREST_NUMBERS(8, 0) {
        @Override
        List<PipelineStage> stages() {
            return List.of(assembler("features", numbers()), forest());
        }
    },
    /** A perceptron with one hidden layer of 64 on 200 columns of double. */
    PERCEPTRON(200, 0) {
        @Override
        List<PipelineStage> stages() {
            return List.of(
                    assembler("assembled", numbers()),
                    scaler(),
                    new MultilayerPerceptronClassifier()
                            .setLayers(new int[] {200, 64, 3})
                            .setMaxIter(20)
                            .setSeed(1));
        }
    };

    private static final int TRAINING_ROWS = 20_000;

    private final int numbers;
    private final int strings;

    BatchCase(int numbers, int strings) {
        this.numbers = numbers;
        this.strings = strings;
    }

    abstract List<PipelineStage> stages();

    /** As files and the command line call it. */
    String key() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static BatchCase of(String key) {
        return Arrays.stream(values())
                .filter(one -> one.key().equals(key))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("There is no case " + key + "; there are "
                        + Arrays.stream(values()).map(BatchCase::key).toList() + "."));
    }

    PipelineModel fit(SparkSession spark) {
        Column score = functions.col("n_0").plus(functions.col("n_1")).plus(functions.randn(99));
        if (strings > 0) {
            score = score.plus(functions.pmod(functions.hash(functions.col("s_0")), functions.lit(3)))
                    .minus(1);
        }
        Dataset<Row> training = rows(spark, TRAINING_ROWS)
                .withColumn(
                        "label",
                        functions
                                .when(score.lt(-0.7), 0.0)
                                .when(score.lt(0.7), 1.0)
                                .otherwise(2.0))
                .cache();
        return new Pipeline().setStages(stages().toArray(PipelineStage[]::new)).fit(training);
    }

    /** Rows with a key {@code id}, the numbers and the strings; equal every time. */
    Dataset<Row> rows(SparkSession spark, long rows) {
        List<Column> columns = new ArrayList<>();
        columns.add(functions.col("id"));
        for (int i = 0; i < numbers; i++) {
            columns.add(number(i).as("n_" + i));
        }
        for (int i = 0; i < strings; i++) {
            columns.add(string(i).as("s_" + i));
        }
        return spark.range(0, rows, 1, 8).select(columns.toArray(Column[]::new));
    }

    /** Normal, and rounded to 1/64, as measurements are: 200 columns of noise would measure the disk. */
    Column number(int index) {
        return functions.rint(functions.randn(index + 1).multiply(64)).divide(64);
    }

    private Column string(int index) {
        int categories = 4 * (index + 2);
        return functions.concat(
                functions.lit("kind "),
                functions.floor(functions.rand(index + 1000).multiply(categories)));
    }

    List<String> numbers() {
        return IntStream.range(0, numbers).mapToObj(i -> "n_" + i).toList();
    }

    List<String> strings() {
        return IntStream.range(0, strings).mapToObj(i -> "s_" + i).toList();
    }

    private static VectorAssembler assembler(String output, List<String> columns) {
        return new VectorAssembler()
                .setInputCols(columns.toArray(String[]::new))
                .setOutputCol(output);
    }

    private static StandardScaler scaler() {
        return new StandardScaler()
                .setInputCol("assembled")
                .setOutputCol("features")
                .setWithMean(true);
    }

    private static RandomForestClassifier forest() {
        return new RandomForestClassifier().setNumTrees(100).setMaxDepth(8).setSeed(1);
    }
}
