package dev.lastmile.template.data;

import dev.lastmile.contract.DerivedContracts;
import dev.lastmile.lake.Contract;
import dev.lastmile.pipeline.Project;
import dev.lastmile.pipeline.dataset.ProjectDatasets;
import dev.lastmile.pipeline.ingest.RawDataset;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The datasets of this project. {@code dataset.properties} names them and the raw file, {@code contracts/} describes the
 * columns of the raw dataset, and the rest follows from the two.
 */
public final class Datasets {
    public static final ProjectDatasets PROJECT = ProjectDatasets.load(Datasets.class);

    public static final Contract RAW = PROJECT.raw();
    public static final Contract FEATURES = PROJECT.features();
    public static final Contract PREDICTIONS = PROJECT.predictions();

    /** The registered models. */
    public static final String FEATURES_MODEL = PROJECT.featuresModel();

    public static final String MODEL = PROJECT.model();

    /** The columns that the model may see, in the contract's order. */
    public static final List<String> FEATURE_COLUMNS = PROJECT.featureColumns();

    /** The columns that together identify a row. */
    public static final List<String> KEYS = PROJECT.keys();

    /** The first of them, by which rows are ordered. */
    public static final String KEY = KEYS.get(0);

    public static final String LABEL = PROJECT.label();
    public static final String SPLIT = PROJECT.split();

    /** The column that the feature pipeline computes: a vector per row. */
    public static final String FEATURE_VECTOR = DerivedContracts.FEATURES;

    /** What {@code make raw-data} ingests. */
    public static final RawDataset RAW_DATASET = PROJECT.rawDataset();

    private Datasets() {}

    /** The project as the environment configures it. */
    public static Project project() {
        return PROJECT.project();
    }

    /** The rows that models are fitted on. */
    public static Dataset<Row> trainingRows(Dataset<Row> rows) {
        return PROJECT.trainingRows(rows);
    }

    /** The rows that models are judged on, and never fitted on. */
    public static Dataset<Row> heldOutRows(Dataset<Row> rows) {
        return PROJECT.heldOutRows(rows);
    }
}
