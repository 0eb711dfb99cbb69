package dev.lastmile.onnx.example;

import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.DefaultParamsWritable;
import org.apache.spark.ml.util.Identifiable$;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF2;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** The natural logarithm of a number and an offset; NaN for null. */
public final class LogScale extends Transformer implements DefaultParamsWritable {
    private final String uid;
    private final Param<String> inputCol;
    private final Param<String> outputCol;
    private final DoubleParam offset;

    public LogScale() {
        this(Identifiable$.MODULE$.randomUID("logScale"));
    }

    /** As a saved one is read. */
    public LogScale(String uid) {
        this.uid = uid;
        inputCol = new Param<>(this, "inputCol", "column of double");
        outputCol = new Param<>(this, "outputCol", "column that is made");
        offset = new DoubleParam(this, "offset", "what is added first");
        setDefault(offset, 1.0);
    }

    public static MLReader<LogScale> read() {
        return new DefaultParamsReader<>();
    }

    @Override
    public String uid() {
        return uid;
    }

    public Param<String> inputCol() {
        return inputCol;
    }

    public Param<String> outputCol() {
        return outputCol;
    }

    public DoubleParam offset() {
        return offset;
    }

    public LogScale setInputCol(String column) {
        set(inputCol, column);
        return this;
    }

    public LogScale setOutputCol(String column) {
        set(outputCol, column);
        return this;
    }

    public LogScale setOffset(double value) {
        set(offset, value);
        return this;
    }

    public String getInputCol() {
        return getOrDefault(inputCol);
    }

    public String getOutputCol() {
        return getOrDefault(outputCol);
    }

    public double getOffset() {
        return (Double) getOrDefault(offset);
    }

    @Override
    public Dataset<Row> transform(Dataset<?> rows) {
        UDF2<Double, Double, Double> log = (number, plus) -> number == null ? Double.NaN : Math.log(number + plus);
        return rows.withColumn(
                getOutputCol(),
                functions.udf(log, DataTypes.DoubleType).apply(rows.col(getInputCol()), functions.lit(getOffset())));
    }

    @Override
    public StructType transformSchema(StructType schema) {
        return schema.add(getOutputCol(), DataTypes.DoubleType);
    }

    @Override
    public LogScale copy(ParamMap extra) {
        return defaultCopy(extra);
    }
}
