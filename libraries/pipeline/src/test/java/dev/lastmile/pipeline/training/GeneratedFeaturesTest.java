package dev.lastmile.pipeline.training;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lastmile.lake.Contract;
import dev.lastmile.onnx.OnnxModel;
import dev.lastmile.onnx.ParityReport;
import dev.lastmile.onnx.Tolerance;
import dev.lastmile.onnx.spark.SparkMlExporter;
import dev.lastmile.onnx.spark.SparkParity;
import dev.lastmile.profile.DataFile;
import dev.lastmile.profile.decision.ProfileOptions;
import dev.lastmile.testing.SharedSpark;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Date;
import java.sql.Timestamp;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import javax.tools.ToolProvider;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The generated {@code FeaturePipeline} is compiled, fitted, exported, and held against Spark. */
class GeneratedFeaturesTest {
    private static final List<String> OUTPUTS = List.of("features");
    private static final int ROWS = 240;

    @TempDir
    private Path folder;

    /** The raw cells of a row, null where the file has none; the last is the label. */
    private static Object[] customer(int i) {
        return new Object[] {
            i % 6 == 0 ? null : (double) (20 + i * 7 % 40),
            i * 3 % 11 + 0.5,
            (long) (i * 5 % 13),
            i % 4 == 0 ? null : i % 4 == 1 ? "basic" : "plus",
            i % 5 < 2 ? "Ulm" : "Bonn",
            "c" + i * i % 97,
            i % 3 == 0 ? null : i % 3 == 1 ? "yes" : "no",
            i % 7 < 3,
            i % 8 == 0 ? null : Date.valueOf(LocalDate.of(2024, 1, 1).plusDays(i * 37 % 300)),
            Timestamp.valueOf(LocalDate.of(2023, 1, 1).plusDays(i * 41 % 300).atTime(i % 24, 30)),
            i * 7 % 5 > 2 ? "left" : "stayed"
        };
    }

    private static String line(Object[] cells) {
        StringBuilder line = new StringBuilder();
        for (Object cell : cells) {
            line.append(line.isEmpty() ? "" : ",").append(cell == null ? "NA" : cell.toString());
        }
        return line.toString();
    }

    private DataFile profile(String header, List<Object[]> rows) throws Exception {
        StringBuilder text = new StringBuilder(header).append('\n');
        rows.forEach(row -> text.append(line(row)).append('\n'));
        return DataFile.of(Files.writeString(folder.resolve("customers.csv"), text), ProfileOptions.label("state"));
    }

    private DataFile customers() throws Exception {
        return profile(
                "age,amount,visits,plan,town,city,trial,active,joined,seen,state",
                IntStream.range(0, ROWS)
                        .mapToObj(GeneratedFeaturesTest::customer)
                        .toList());
    }

    private Pipeline compiled(DataFile file) throws Exception {
        Path source = Files.createDirectories(folder.resolve("com/acme")).resolve("FeaturePipeline.java");
        Files.writeString(source, file.featurePipeline("com.acme"));
        Path classes = Files.createDirectories(folder.resolve("classes"));
        int problems = ToolProvider.getSystemJavaCompiler()
                .run(
                        null,
                        null,
                        null,
                        "-proc:none",
                        "-Xlint:all",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "-d",
                        classes.toString(),
                        source.toString());
        assertThat(problems).as(Files.readString(source)).isZero();
        try (URLClassLoader loader = new URLClassLoader(
                new URL[] {classes.toUri().toURL()}, getClass().getClassLoader())) {
            return (Pipeline) loader.loadClass("com.acme.FeaturePipeline")
                    .getMethod("estimator")
                    .invoke(null);
        }
    }

    /** The columns of the features, as training has them: those of the contract. */
    private static StructType schema(DataFile file) {
        StructType all = Contract.of(file.contract("lake.raw.customers")).schema();
        List<String> features = file.decisions().features().stream()
                .map(column -> column.name())
                .toList();
        return new StructType(Arrays.stream(all.fields())
                .filter(field -> features.contains(field.name()))
                .toArray(StructField[]::new));
    }

    private static Object[] features(Object[] customer) {
        return Arrays.copyOf(customer, customer.length - 1);
    }

    private static Dataset<Row> rows(StructType schema, List<Object[]> rows) {
        return SharedSpark.rows(schema, rows.toArray(Object[][]::new));
    }

    private static Object[] with(Object[] row, Map<Integer, Object> changes) {
        Object[] changed = row.clone();
        changes.forEach((place, value) -> changed[place] = value);
        return changed;
    }

    @Test
    void nullsAndNewCategoriesAreTheSameInSparkAndInOnnx() throws Exception {
        DataFile file = customers();
        StructType schema = schema(file);
        assertThat(schema.fieldNames()).hasSize(10);
        PipelineModel model = compiled(file)
                .fit(rows(
                        schema,
                        IntStream.range(0, ROWS)
                                .mapToObj(i -> features(customer(i)))
                                .toList()));
        OnnxModel onnx = SparkMlExporter.export(model, schema, OUTPUTS);

        Object[] known = features(customer(1));
        Object[] missing = known.clone();
        for (int i = 0; i < missing.length; i++) {
            missing[i] = schema.apply(i).nullable() ? null : missing[i];
        }
        Dataset<Row> heldOut = rows(
                schema,
                List.of(
                        known,
                        missing,
                        with(known, Map.of(3, "gold", 4, "Köln", 5, "c-new", 6, "maybe")),
                        with(missing, Map.of(3, "", 4, "")),
                        with(known, Map.of(0, -1e9, 1, 1e12, 2, -5L)),
                        features(customer(9))));
        ParityReport report = SparkParity.compare(model, onnx, heldOut, OUTPUTS, Tolerance.DOUBLES);
        assertThat(report.passed()).as(report.json()).isTrue();
        assertThat(report.invalidRows()).isZero();
        assertThat(report.rows()).isEqualTo(6);
        ParityReport extremes = SparkParity.compareExtremes(model, onnx, heldOut, 7, OUTPUTS, Tolerance.SCALED);
        assertThat(extremes.passed()).as(extremes.json()).isTrue();
    }

    @Test
    void aMissingNumberIsTheMedianAndItsIndicatorDiffers() throws Exception {
        DataFile file = profile(
                "age,plan,state",
                IntStream.range(0, 61)
                        .mapToObj(i ->
                                new Object[] {i == 0 ? null : (double) (i + 100) * i, i % 2 == 0 ? "a" : "b", i % 3 > 0
                                })
                        .toList());
        StructType schema = schema(file);
        List<Object[]> training = IntStream.range(0, 61)
                .mapToObj(i -> new Object[] {i == 0 ? null : (double) (i + 100) * i, i % 2 == 0 ? "a" : "b"})
                .toList();
        PipelineModel model = compiled(file).fit(rows(schema, training));

        // The lower of the two middle values, as Spark's Imputer takes it.
        double median = 130.0 * 30;
        List<Vector> vectors = model
                .transform(rows(schema, List.of(new Object[] {null, "a"}, new Object[] {median, "a"})))
                .select("features")
                .collectAsList()
                .stream()
                .map(row -> row.<Vector>getAs(0))
                .toList();
        double[] missing = vectors.get(0).toArray();
        double[] present = vectors.get(1).toArray();
        assertThat(missing[0]).isEqualTo(present[0]);
        assertThat(missing[1]).isZero();
        assertThat(present[1]).isOne();
    }

    @Test
    void nullAndANewCategoryAreApart() throws Exception {
        DataFile file = customers();
        StructType schema = schema(file);
        PipelineModel model = compiled(file)
                .fit(rows(
                        schema,
                        IntStream.range(0, ROWS)
                                .mapToObj(i -> features(customer(i)))
                                .toList()));
        Object[] known = features(customer(1));
        Object[] none = known.clone();
        none[3] = null;
        List<Row> vectors = model.transform(rows(schema, List.of(known, none, with(known, Map.of(3, "gold")))))
                .select("features")
                .collectAsList();

        assertThat(vectors).extracting(row -> row.<Vector>getAs(0)).doesNotHaveDuplicates();
    }

    @Test
    void columnsWithTheNamesOfOthersPartsAndIndicatorsAreTwoThings() throws Exception {
        DataFile file = profile(
                "age,age_present,age_filled,joined,joined_year,plan,plan_index,numbers,state",
                IntStream.range(0, ROWS)
                        .mapToObj(i -> named(i, customer(i)[10]))
                        .toList());
        StructType schema = schema(file);
        Dataset<Row> training = rows(
                schema,
                IntStream.range(0, ROWS).mapToObj(i -> features(named(i, ""))).toList());
        PipelineModel model = compiled(file).fit(training);
        OnnxModel onnx = SparkMlExporter.export(model, schema, OUTPUTS);
        ParityReport report = SparkParity.compare(model, onnx, training, OUTPUTS, Tolerance.DOUBLES);

        assertThat(schema.fieldNames()).hasSize(8);
        assertThat(report.passed()).as(report.json()).isTrue();
    }

    private static Object[] named(int i, Object label) {
        Object[] customer = customer(i);
        return new Object[] {
            customer[0],
            i % 3 + 0.5,
            i % 5 + 0.5,
            customer[8],
            i % 9 + 0.5,
            customer[3],
            i % 7 + 0.5,
            i % 11 + 0.5,
            label
        };
    }

    @Test
    void aColumnOfEachKindAloneIsEnough() throws Exception {
        String[] names = "age,amount,visits,plan,town,city,trial,active,joined,seen".split(",");
        for (int place = 0; place < names.length; place++) {
            int column = place;
            DataFile file = profile(
                    names[column] + ",state",
                    IntStream.range(0, ROWS)
                            .mapToObj(i -> new Object[] {customer(i)[column], customer(i)[10]})
                            .toList());
            StructType schema = schema(file);
            Dataset<Row> training = rows(
                    schema,
                    IntStream.range(0, ROWS)
                            .mapToObj(i -> new Object[] {customer(i)[column]})
                            .toList());
            PipelineModel model = compiled(file).fit(training);
            OnnxModel onnx = SparkMlExporter.export(model, schema, OUTPUTS);
            ParityReport report = SparkParity.compare(model, onnx, training, OUTPUTS, Tolerance.DOUBLES);
            assertThat(report.passed())
                    .as(String.format(Locale.ROOT, "%s: %s", names[column], report.json()))
                    .isTrue();
        }
    }
}
