package dev.lastmile.template.data;

import static org.apache.spark.sql.functions.col;

import dev.lastmile.lake.Contract;
import dev.lastmile.pipeline.Project;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** The names of this project: its datasets, models and columns. */
public final class Iris {
    /** The copy of the raw file that travels with the code. */
    public static final String RAW_FILE = "/iris/iris.data";
    /**
     * Its SHA-256, as the UCI Machine Learning Repository has it: R. A. Fisher (1936), Iris,
     * <a href="https://doi.org/10.24432/C56C76">10.24432/C56C76</a>, CC BY 4.0.
     */
    public static final String RAW_SHA256 = "6f608b71a7317216319b4d27b4d9bc84e6abd734eda7872b71a458569e2656c0";

    public static final Contract RAW = contract("raw.iris").producedBy("raw-data");
    public static final Contract FEATURES_DATA =
            contract("interim.iris_features").producedBy("interim-data");
    public static final Contract PREDICTIONS =
            contract("processed.iris_predictions").producedBy("processed-data");

    public static final String FEATURES_MODEL = "iris-features";
    public static final String CLASSIFIER_MODEL = "iris-classifier";

    /** The measurements, in centimetres, in the order of the raw file. */
    public static final List<String> MEASUREMENTS =
            List.of("sepal_length", "sepal_width", "petal_length", "petal_width");

    public static final String ROW_ID = "row_id";
    public static final String LABEL = "species";
    public static final String SPLIT = "split";
    public static final String TRAIN = "train";
    public static final String TEST = "test";

    private Iris() {}

    /** The project as the environment configures it. */
    public static Project project() {
        return Project.fromEnvironment("iris", System.getenv());
    }

    /** The rows that models may be fitted on. */
    public static Dataset<Row> trainingRows(Dataset<Row> rows) {
        return rows.filter(col(SPLIT).equalTo(TRAIN));
    }

    /** The rows that models are judged on, and never fitted on. */
    public static Dataset<Row> heldOutRows(Dataset<Row> rows) {
        return rows.filter(col(SPLIT).equalTo(TEST));
    }

    private static Contract contract(String dataset) {
        return Contract.fromResource(Iris.class, "/contracts/" + dataset + ".json");
    }
}
