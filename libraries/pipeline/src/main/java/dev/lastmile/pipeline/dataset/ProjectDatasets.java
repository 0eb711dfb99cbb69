package dev.lastmile.pipeline.dataset;

import static org.apache.spark.sql.functions.col;

import dev.lastmile.contract.ContractColumn;
import dev.lastmile.contract.DataContract;
import dev.lastmile.contract.DerivedContracts;
import dev.lastmile.contract.DerivedContracts.Task;
import dev.lastmile.contract.Role;
import dev.lastmile.lake.Contract;
import dev.lastmile.lake.DatasetName;
import dev.lastmile.pipeline.Project;
import dev.lastmile.pipeline.StepException;
import dev.lastmile.pipeline.ingest.RawDataset;
import dev.lastmile.pipeline.split.Split;
import dev.lastmile.pipeline.training.TrainingRows;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The datasets and registered models of a project, and the columns of each role.
 *
 * <p>All names follow from the dataset's: {@code lake.raw.<name>}, {@code lake.interim.<name>_features}, {@code
 * lake.processed.<name>_predictions}, {@code <name>-features}, {@code <name>-model}. The raw contract is the one that a
 * person writes; the two others are derived from it. Each names the step that publishes its dataset. Immutable.
 */
public final class ProjectDatasets {
    /** The step that publishes the raw dataset. */
    public static final String RAW_STEP = "raw-data";
    /** The step that publishes the features dataset. */
    public static final String FEATURES_STEP = "interim-data";
    /** The step that publishes the predictions dataset. */
    public static final String PREDICTIONS_STEP = "processed-data";
    /** The step that registers the feature pipeline. */
    public static final String FEATURES_MODEL_STEP = "train-features";
    /** The step that registers the model. */
    public static final String MODEL_STEP = "train-model";

    /** The environment variable with the registered model's name, where it is not that of the properties file. */
    static final String MODEL_VARIABLE = "LASTMILE_MODEL";

    private final DatasetProperties properties;
    private final Contract raw;
    private final Contract features;
    private final Contract predictions;

    private ProjectDatasets(DatasetProperties properties, Contract raw) {
        this.properties = properties;
        DataContract definition = raw.definition();
        String name = properties.name();
        requireOne(definition, Role.LABEL);
        requireOne(definition, Role.SPLIT);
        this.raw = raw.producedBy(RAW_STEP);
        this.features = Contract.of(DerivedContracts.features(definition, "lake.interim." + name + "_features"))
                .producedBy(FEATURES_STEP);
        this.predictions = Contract.of(DerivedContracts.predictions(
                        definition, "lake.processed." + name + "_predictions", properties.task()))
                .producedBy(PREDICTIONS_STEP);
    }

    /**
     * Reads {@code /dataset.properties} and {@code /contracts/raw.<name>.json} from the class path.
     *
     * @param owner a class of the module that has both
     * @throws StepException if a property is missing, unknown or does not have an allowed value
     * @throws dev.lastmile.lake.LakeException if the contract is missing or cannot be understood
     */
    public static ProjectDatasets load(Class<?> owner) {
        DatasetProperties properties = DatasetProperties.load(owner);
        return of(properties, Contract.fromResource(owner, "/contracts/raw." + properties.name() + ".json"));
    }

    /**
     * The datasets that follow from a raw contract.
     *
     * @throws StepException if the contract is of another dataset, or has no label or no split
     */
    public static ProjectDatasets of(DatasetProperties properties, Contract raw) {
        if (!raw.dataset().equals(new DatasetName("raw", properties.name()))) {
            throw new StepException("The contract is of " + raw.dataset() + ", but " + DatasetProperties.FILE
                    + " names the dataset " + properties.name() + ". Rename one of them.");
        }
        return new ProjectDatasets(properties, raw);
    }

    private static void requireOne(DataContract contract, Role role) {
        if (contract.column(role).isEmpty()) {
            throw new StepException("The contract of " + contract.dataset() + " has no column with the role " + role
                    + ". Write \"role\": \"" + role + "\" into the metadata of one.");
        }
    }

    /** The project as the environment configures it; its experiment has the dataset's name. */
    public Project project() {
        return project(System.getenv());
    }

    /** The project as these variables configure it. */
    public Project project(Map<String, String> environment) {
        return Project.fromEnvironment(properties.name(), environment);
    }

    /** The dataset's name, such as {@code iris}. */
    public String name() {
        return properties.name();
    }

    /** What the properties file declares: the raw file, its format, the split. */
    public DatasetProperties properties() {
        return properties;
    }

    /** The contract of the raw dataset, {@code lake.raw.<name>}. */
    public Contract raw() {
        return raw;
    }

    /** The contract of the features dataset, {@code lake.interim.<name>_features}. */
    public Contract features() {
        return features;
    }

    /** The contract of the predictions dataset, {@code lake.processed.<name>_predictions}. */
    public Contract predictions() {
        return predictions;
    }

    /** What the model predicts: a class or a number. */
    public Task task() {
        return properties.task();
    }

    /** The registered feature pipeline, {@code <name>-features}. */
    public String featuresModel() {
        return properties.name() + "-features";
    }

    /** The registered model, {@code <name>-model} unless the properties file or {@code LASTMILE_MODEL} name another. */
    public String model() {
        return model(System.getenv());
    }

    String model(Map<String, String> environment) {
        String other = environment.getOrDefault(MODEL_VARIABLE, "");
        return other.isBlank() ? properties.model() : other;
    }

    /** The columns that together identify a row. */
    public List<String> keys() {
        return columns(Role.KEY);
    }

    /** The columns that the model may see, in the contract's order. */
    public List<String> featureColumns() {
        return columns(Role.FEATURE);
    }

    /** The column that the model predicts. */
    public String label() {
        return columns(Role.LABEL).get(0);
    }

    /** The column with the side of the split. */
    public String split() {
        return columns(Role.SPLIT).get(0);
    }

    /** The raw dataset as the step ingests it: with the row id and the split that the properties file declares. */
    public RawDataset rawDataset() {
        return properties.rawDataset(raw);
    }

    /** The rows that models are fitted on: those of the side that have a label. */
    public Dataset<Row> trainingRows(Dataset<Row> rows) {
        return side(rows, Split.TRAIN);
    }

    /** The rows that models are judged on, and never fitted on. */
    public Dataset<Row> heldOutRows(Dataset<Row> rows) {
        return side(rows, Split.TEST);
    }

    /** The rows of each side. */
    public TrainingRows rows(Dataset<Row> rows) {
        return new TrainingRows(trainingRows(rows), side(rows, Split.VALIDATION), heldOutRows(rows));
    }

    private Dataset<Row> side(Dataset<Row> rows, String side) {
        return rows.filter(
                col(quoted(split())).equalTo(side).and(col(quoted(label())).isNotNull()));
    }

    private static String quoted(String column) {
        return "`" + column.replace("`", "``") + "`";
    }

    private List<String> columns(Role role) {
        return raw.definition().columns(role).stream().map(ContractColumn::name).toList();
    }
}
