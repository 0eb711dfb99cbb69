package dev.lastmile.onnx.spark;

import dev.lastmile.onnx.InvalidRowException;
import dev.lastmile.onnx.OnnxModel;
import dev.lastmile.onnx.OnnxModelException;
import dev.lastmile.onnx.spark.internal.scoring.ModelSource;
import dev.lastmile.onnx.spark.internal.scoring.ScoringModels;
import dev.lastmile.onnx.spark.internal.scoring.ScoringNode;
import dev.lastmile.onnx.spark.internal.scoring.ScoringPlan;
import dev.lastmile.onnx.spark.internal.scoring.ScoringStrategy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.classic.SparkSession;
import org.apache.spark.sql.types.StructField;

/**
 * Scores Spark's rows with ONNX models, a partition at a time in batches, and adds their outputs as columns.
 *
 * <p>Inputs are columns by name; a model that follows another takes that one's outputs first. A vector input is a
 * column of Spark ML vectors or an array of double or float. A vector output becomes a column of Spark ML vectors named
 * like the output, always dense, or an array after {@link #withArrays}.
 *
 * <p>Null enters DOUBLE and FLOAT inputs as NaN, and STRING inputs of models that have a form for it; it fails in others.
 * A {@code long} enters a DOUBLE if it is exact there, and fails otherwise. A row that a graph
 * calls invalid in its output {@code row_status} is left out if Spark's own pipeline would skip it, and fails the job
 * otherwise, with an {@link InvalidRowException} among the causes; {@code row_status} itself is no column of the result.
 *
 * <p>Scoring is a step of Spark's own plan, which the rows' session is taught by the first transformation in it: columns
 * that neither a model nor what follows reads are not read from the files. Filters on columns that were there before are
 * not moved before the scoring; filter first. Of columns that come straight from files or from Spark's cache no rows are
 * made before they are scored. It needs a session in this JVM, and not Spark Connect.
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

    private OnnxTransformation(List<OnnxModel> models, List<String> keys, boolean arrays, int batchRows) {
        this.models = models;
        this.keys = keys;
        this.arrays = arrays;
        this.batchRows = batchRows;
    }

    /** A transformation by one model. */
    public static OnnxTransformation of(OnnxModel model) {
        return new OnnxTransformation(List.of(model), List.of(), false, MOST_ROWS);
    }

    /** The same, and another model on its outputs, in one pass over the rows. */
    public OnnxTransformation then(OnnxModel next) {
        List<OnnxModel> more = new ArrayList<>(models);
        more.add(next);
        return new OnnxTransformation(List.copyOf(more), keys, arrays, batchRows);
    }

    /** The same, naming rows by these columns where one cannot be scored, and not by all the model's inputs. */
    public OnnxTransformation withKeys(List<String> columns) {
        return new OnnxTransformation(models, List.copyOf(columns), arrays, batchRows);
    }

    /** The same with vectors as {@code array<double>}, or {@code array<float>} for FLOAT outputs. */
    public OnnxTransformation withArrays() {
        return new OnnxTransformation(models, keys, true, batchRows);
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
        return new OnnxTransformation(models, keys, arrays, rows);
    }

    /**
     * Adds the models' outputs to rows. Columns are checked at once, and rows are scored when Spark needs them.
     *
     * @return the rows with all their columns, then the outputs in the order of the models and their graphs
     * @throws OnnxModelException naming every column that is missing, of a type that the model does not take, or in the
     *     way of an output; or a model that does not load
     */
    public Dataset<Row> apply(Dataset<Row> rows) {
        SparkSession session = (SparkSession) rows.sparkSession();
        JavaSparkContext spark = JavaSparkContext.fromSparkContext(session.sparkContext());
        ScoringPlan plan = ScoringPlan.of(models, rows.schema(), keys, arrays, batchRows);
        List<ModelSource> sources = models.stream()
                .map(model -> ModelSource.broadcast(spark, model))
                .toList();
        ScoringStrategy.addTo(session);
        LogicalPlan relation = rows.queryExecution().analyzed();
        Dataset<Row> scored = classic(session, ScoringNode.of(relation, new ScoringModels(sources, plan)));
        return scored.select(withIdentities(scored, plan));
    }

    private static Dataset<Row> classic(SparkSession session, LogicalPlan plan) {
        return org.apache.spark.sql.classic.Dataset.ofRows(session, plan);
    }

    // Spark tells apart what two sides of a join make only where it is given a name.
    private static Column[] withIdentities(Dataset<Row> rows, ScoringPlan plan) {
        Set<String> made = plan.outputs().stream().map(StructField::name).collect(Collectors.toSet());
        return Arrays.stream(rows.schema().fields())
                .map(field -> {
                    Column column = rows.col("`" + field.name().replace("`", "``") + "`");
                    return made.contains(field.name()) ? column.as(field.name(), field.metadata()) : column;
                })
                .toArray(Column[]::new);
    }
}
