package dev.lastmile.onnx.spark;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.feature.Bucketizer;
import org.apache.spark.ml.feature.Imputer;
import org.apache.spark.ml.feature.StringIndexer;
import org.apache.spark.ml.feature.VectorAssembler;

/**
 * The types that a column of the rows can have, with ordinary and extreme values of each and the stages that read it.
 *
 * @param ddl the type in Spark's DDL
 * @param values of a column that is never null
 * @param stage a stage of Spark ML that reads the type by itself; empty if only a VectorAssembler does
 */
record ColumnTypes(
        String ddl, List<Object> values, boolean assembled, Optional<BiFunction<String, String, PipelineStage>> stage) {
    private static final long EXACT = 1L << 53;

    static List<ColumnTypes> all() {
        return List.of(
                number("boolean", Optional.empty(), true, false, true),
                number("tinyint", Optional.of(ColumnTypes::imputer), (byte) -128, (byte) 0, (byte) 127),
                number("smallint", Optional.of(ColumnTypes::bucketizer), (short) -32768, (short) 0, (short) 32767),
                number("int", Optional.of(ColumnTypes::imputer), Integer.MIN_VALUE, 0, Integer.MAX_VALUE),
                number("bigint", Optional.of(ColumnTypes::indexer), -EXACT, 16_777_217L, EXACT),
                number("float", Optional.of(ColumnTypes::bucketizer), -0.1f, 16_777_216f, 3e38f),
                number("double", Optional.of(ColumnTypes::bucketizer), -0.1, 1e-300, 1e300),
                number(
                        "decimal(15,2)",
                        Optional.of(ColumnTypes::imputer),
                        new BigDecimal("9999999999999.99"),
                        new BigDecimal("0.10"),
                        new BigDecimal("-9999999999999.98")),
                other("string", ColumnTypes::indexer, "a", "", "日本語 😀"),
                other(
                        "date",
                        ColumnTypes::parts,
                        LocalDate.parse("0001-01-01"),
                        LocalDate.parse("1969-12-31"),
                        LocalDate.parse("9999-12-31")),
                other(
                        "timestamp",
                        ColumnTypes::parts,
                        Instant.parse("0001-01-01T00:00:00Z"),
                        Instant.parse("1969-12-31T23:59:59.999999Z"),
                        Instant.parse("9999-12-31T23:59:59Z")));
    }

    private static ColumnTypes number(
            String ddl, Optional<BiFunction<String, String, PipelineStage>> stage, Object... values) {
        return new ColumnTypes(ddl, List.of(values), true, stage);
    }

    private static ColumnTypes other(String ddl, BiFunction<String, String, PipelineStage> stage, Object... values) {
        return new ColumnTypes(ddl, List.of(values), false, Optional.of(stage));
    }

    String schema(boolean nullable) {
        return "x " + ddl + (nullable ? "" : " not null");
    }

    Object[][] rows(boolean nullable) {
        List<Object> all = new ArrayList<>(values);
        if (nullable) {
            all.add(null);
        }
        return all.stream().map(value -> new Object[] {value}).toArray(Object[][]::new);
    }

    /** Reads column x and makes column out; null becomes NaN. */
    static PipelineStage assembler() {
        return new VectorAssembler()
                .setInputCols(new String[] {"x"})
                .setHandleInvalid("keep")
                .setOutputCol("out");
    }

    /** The stage's name in the table. */
    String stageName() {
        return stage.map(made -> made.apply("x", "out").getClass().getSimpleName())
                .orElse("");
    }

    @Override
    public String toString() {
        return ddl;
    }

    private static PipelineStage imputer(String input, String output) {
        return new Imputer().setInputCol(input).setOutputCol(output);
    }

    // Spark leaves the bucket of a null null, which a graph rejects; skip leaves the row out in both.
    private static PipelineStage bucketizer(String input, String output) {
        return new Bucketizer()
                .setInputCol(input)
                .setOutputCol(output)
                .setHandleInvalid("skip")
                .setSplits(new double[] {Double.NEGATIVE_INFINITY, 0, 1e6, Double.POSITIVE_INFINITY});
    }

    private static PipelineStage indexer(String input, String output) {
        return new StringIndexer().setInputCol(input).setOutputCol(output).setHandleInvalid("keep");
    }

    private static PipelineStage parts(String input, String output) {
        return new DateParts().setInputCol(input).setParts(DatePart.YEAR).setOutputCols(output);
    }

    static List<Boolean> nullability() {
        return Arrays.asList(false, true);
    }
}
