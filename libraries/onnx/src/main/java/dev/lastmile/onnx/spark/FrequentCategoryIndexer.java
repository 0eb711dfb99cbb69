package dev.lastmile.onnx.spark;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.feature.StringIndexer;
import org.apache.spark.ml.feature.StringIndexerModel;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.param.ParamValidators;
import org.apache.spark.ml.param.StringArrayParam;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.DefaultParamsWritable;
import org.apache.spark.ml.util.Identifiable$;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructType;

/**
 * Indexes the most frequent categories of columns with many: 0 for the most frequent, and {@code maxCategories}, or the
 * number of categories where there are fewer, for all others, for null and for those that are new. Equally frequent ones
 * are in alphabetical order, as in Spark's {@code StringIndexer}.
 *
 * <p>What it fits is Spark's own {@code StringIndexerModel} with {@code handleInvalid} {@code keep}, which {@link
 * SparkMlExporter} exports. Categories are counted and cut in Spark: no more than {@code maxCategories} of a column come
 * to the driver.
 */
public final class FrequentCategoryIndexer extends Estimator<StringIndexerModel> implements DefaultParamsWritable {
    private static final int DEFAULT = 20;

    private final String uid;
    private final StringArrayParam inputCols;
    private final StringArrayParam outputCols;
    private final IntParam maxCategories;

    /** An estimator with a random uid. */
    public FrequentCategoryIndexer() {
        this(Identifiable$.MODULE$.randomUID("frequentCategoryIndexer"));
    }

    /** An estimator with a uid; Spark ML's persistence calls it. */
    public FrequentCategoryIndexer(String uid) {
        this.uid = uid;
        inputCols = new StringArrayParam(this, "inputCols", "columns of strings, numbers or booleans");
        outputCols = new StringArrayParam(this, "outputCols", "names of the indices, in the order of inputCols");
        maxCategories = new IntParam(
                this, "maxCategories", "how many categories of a column keep their own index", ParamValidators.gtEq(1));
        setDefault(maxCategories, DEFAULT);
    }

    /** Reads saved estimators. */
    public static MLReader<FrequentCategoryIndexer> read() {
        return new DefaultParamsReader<>();
    }

    /** Reads a saved estimator. */
    public static FrequentCategoryIndexer load(String path) {
        return read().load(path);
    }

    @Override
    public String uid() {
        return uid;
    }

    /** The parameter of the columns to read. */
    public StringArrayParam inputCols() {
        return inputCols;
    }

    /** The parameter of the names of the indices. */
    public StringArrayParam outputCols() {
        return outputCols;
    }

    /** The parameter of the number of categories of a column that keep their own index. */
    public IntParam maxCategories() {
        return maxCategories;
    }

    /** Sets the columns to read. */
    public FrequentCategoryIndexer setInputCols(String... columns) {
        set(inputCols, columns);
        return this;
    }

    /** Sets the names of the indices, as many as there are columns to read. */
    public FrequentCategoryIndexer setOutputCols(String... columns) {
        set(outputCols, columns);
        return this;
    }

    /** Sets how many categories of a column keep their own index, at least 1; 20 by default. */
    public FrequentCategoryIndexer setMaxCategories(int most) {
        set(maxCategories, most);
        return this;
    }

    /** The columns to read. */
    public String[] getInputCols() {
        return getOrDefault(inputCols);
    }

    /** The names of the indices. */
    public String[] getOutputCols() {
        return getOrDefault(outputCols);
    }

    /** How many categories of a column keep their own index. */
    public int getMaxCategories() {
        return (int) getOrDefault(maxCategories);
    }

    /**
     * Counts categories and keeps the most frequent.
     *
     * @throws IllegalArgumentException naming the parameter or the column that does not fit, and the remedy
     */
    @Override
    public StringIndexerModel fit(Dataset<?> rows) {
        transformSchema(rows.schema());
        String[][] labels = Arrays.stream(getInputCols())
                .map(column -> frequent(rows, column))
                .toArray(String[][]::new);
        StringIndexerModel model = new StringIndexerModel(uid, labels)
                .setInputCols(getInputCols())
                .setOutputCols(getOutputCols())
                .setHandleInvalid("keep");
        return (StringIndexerModel) model.setParent(this);
    }

    private String[] frequent(Dataset<?> rows, String name) {
        Column column = functions.col("`" + name.replace("`", "``") + "`").cast("string");
        List<Row> counted = rows.select(column.as("category"))
                .where("category IS NOT NULL")
                .groupBy("category")
                .count()
                .orderBy(functions.desc("count"), functions.asc("category"))
                .limit(getMaxCategories())
                .collectAsList();
        return counted.stream().map(row -> row.getString(0)).toArray(String[]::new);
    }

    /**
     * The schema with the indices.
     *
     * @throws IllegalArgumentException naming the parameter or the column that does not fit, and the remedy
     */
    @Override
    public StructType transformSchema(StructType schema) {
        if (!isSet(inputCols) || !isSet(outputCols)) {
            throw new IllegalArgumentException(
                    this + ": inputCols or outputCols is not set. Set both, with one name per column.");
        }
        List<String> columns = Arrays.asList(schema.fieldNames());
        Stream.of(getInputCols())
                .filter(column -> !columns.contains(column))
                .findFirst()
                .ifPresent(missing -> {
                    throw new IllegalArgumentException(this + ": column " + missing
                            + " does not exist; the columns are " + columns + ". Set inputCols to some of these.");
                });
        return new StringIndexer(uid)
                .setInputCols(getInputCols())
                .setOutputCols(getOutputCols())
                .transformSchema(schema);
    }

    @Override
    public FrequentCategoryIndexer copy(ParamMap extra) {
        return defaultCopy(extra);
    }

    /** The type and the uid, as messages name it. */
    @Override
    public String toString() {
        return "FrequentCategoryIndexer (" + uid + ")";
    }
}
