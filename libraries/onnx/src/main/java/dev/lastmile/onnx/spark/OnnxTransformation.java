package dev.lastmile.onnx.spark;

import dev.lastmile.contract.DataContract;
import dev.lastmile.onnx.InvalidRowException;
import dev.lastmile.onnx.OnnxModel;
import dev.lastmile.onnx.OnnxModelException;
import dev.lastmile.onnx.spark.internal.scoring.PartitionScoring;
import dev.lastmile.onnx.spark.internal.scoring.RowPolicy;
import dev.lastmile.onnx.spark.internal.scoring.ScoringPlan;
import dev.lastmile.onnx.spark.internal.scoring.plan.PlannedScoring;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.classic.SparkSession;

/**
 * Scores Spark's rows with ONNX models, a partition at a time in batches, and adds their outputs as columns.
 *
 * <p>Inputs are columns by name; a model that follows another takes that one's outputs first. A vector input is a
 * column of Spark ML vectors or an array of double or float. A vector output becomes a column of Spark ML vectors named
 * like the output, always dense, or an array after {@link #withArrays}.
 *
 * <p>Null enters DOUBLE and FLOAT inputs as NaN, and STRING inputs of models that have a form for it; it fails in others.
 * A {@code long} or a {@code timestamp} enters a DOUBLE if it is exact there, and fails otherwise. Inputs with a {@linkplain
 * dev.lastmile.onnx.LogicalType logical type} take columns of that type only, dates and timestamps among them. A row that a graph
 * calls invalid in its output {@code row_status} is left out if Spark's own pipeline would skip it, and fails the job
 * otherwise, with an {@link InvalidRowException} among the causes; {@code row_status} itself is no column of the result.
 *
 * <p>Scoring is a step of Spark's own plan, which the rows' session is taught by the first transformation in it: columns
 * that neither a model nor what follows reads are not read from the files. Filters on columns that were there before are
 * not moved before the scoring; filter first. Of columns that come straight from files or from Spark's cache no rows are
 * made before they are scored.
 *
 * <p>In a session of Spark Connect, scoring is a function of {@code mapPartitions} with the models in it: all columns are
 * read, and rows take several times as long. The server needs this library and ONNX Runtime on its class path, the client
 * Spark's SQL and ML libraries. The client cannot collect vectors; see {@link #withArrays}.
 *
 * <p>A model is loaded once per JVM, however many tasks and transformations use it concurrently, and the models that were
 * used last stay loaded. Immutable.
 */
public final class OnnxTransformation {
    private static final int MOST_ROWS = 4096;

    private final List<OnnxModel> models;
    private final List<String> keys;
    private final boolean arrays;
    private final int batchRows;
    private final RowPolicy policy;

    private OnnxTransformation(
            List<OnnxModel> models, List<String> keys, boolean arrays, int batchRows, RowPolicy policy) {
        this.models = models;
        this.keys = keys;
        this.arrays = arrays;
        this.batchRows = batchRows;
        this.policy = policy;
    }

    /** A transformation by one model. */
    public static OnnxTransformation of(OnnxModel model) {
        return new OnnxTransformation(List.of(model), List.of(), false, MOST_ROWS, RowPolicy.NONE);
    }

    /** The same, and another model on its outputs, in one pass over the rows. */
    public OnnxTransformation then(OnnxModel next) {
        List<OnnxModel> more = new ArrayList<>(models);
        more.add(next);
        return new OnnxTransformation(List.copyOf(more), keys, arrays, batchRows, policy);
    }

    /** The same, naming rows by these columns where one cannot be scored, and not by all the model's inputs. */
    public OnnxTransformation withKeys(List<String> columns) {
        return new OnnxTransformation(models, List.copyOf(columns), arrays, batchRows, policy);
    }

    /** The same with vectors as {@code array<double>}, or {@code array<float>} for FLOAT outputs. */
    public OnnxTransformation withArrays() {
        return new OnnxTransformation(models, keys, true, batchRows, policy);
    }

    /**
     * The same with at most so many rows a call of the model; fewer are taken where they are wide.
     *
     * @param rows at least 1; 4096 if it is not set
     */
    public OnnxTransformation withBatchRows(int rows) {
        if (rows < 1) {
            throw new IllegalArgumentException("A batch of " + rows + " rows cannot be scored. Give at least 1.");
        }
        return new OnnxTransformation(models, keys, arrays, rows, policy);
    }

    /**
     * The same for rows that satisfy a contract, by the rules that the service applies to a request; any other fails the job
     * and is named with the column, its value and the rule.
     *
     * @param inputs the contract that a model was registered with, {@link dev.lastmile.contract.InputContract}
     */
    public OnnxTransformation withContract(DataContract inputs) {
        return with(policy.withContract(inputs));
    }

    /**
     * The same where every number that the last model gives has to be finite; a row with another fails the job.
     *
     * @param model names it in messages, such as {@code iris-classifier/3}
     */
    public OnnxTransformation withFiniteOutputs(String model) {
        return with(policy.withFiniteOutputs(model));
    }

    /**
     * The same with rows that cannot be scored in the result, none of them skipped, and none failing the job.
     *
     * @param column a column of strings, the last: empty for a row with valid outputs; else every reason why they are not, a
     *     line each
     */
    public OnnxTransformation withRejections(String column) {
        return with(policy.withRejections(column));
    }

    private OnnxTransformation with(RowPolicy other) {
        return new OnnxTransformation(models, keys, arrays, batchRows, other);
    }

    /**
     * Adds the models' outputs to rows. Columns are checked at once, and rows are scored when Spark needs them.
     *
     * @return the rows with all their columns, then the outputs in the order of the models and their graphs
     * @throws OnnxModelException naming every column that is missing, of a type that the model does not take, or in the
     *     way of an output; or a model that does not load
     */
    public Dataset<Row> apply(Dataset<Row> rows) {
        ScoringPlan plan = ScoringPlan.of(models, rows.schema(), keys, arrays, batchRows, policy);
        return rows.sparkSession() instanceof SparkSession
                ? PlannedScoring.apply(rows, models, plan)
                : PartitionScoring.apply(rows, models, plan);
    }
}
