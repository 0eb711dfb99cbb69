package dev.lastmile.onnx.spark;

import static dev.lastmile.onnx.fixture.Agreement.EXACT;
import static dev.lastmile.onnx.fixture.TestSpark.row;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lastmile.onnx.Batch;
import dev.lastmile.onnx.Column;
import dev.lastmile.onnx.ElementType;
import dev.lastmile.onnx.LogicalType;
import dev.lastmile.onnx.OnnxModel;
import dev.lastmile.onnx.OnnxScorer;
import dev.lastmile.onnx.ParityReport;
import dev.lastmile.onnx.fixture.BothWays;
import dev.lastmile.onnx.fixture.TestSpark;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.IsoFields;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DatePartsParityTest {
    private static final String TIME_ZONE = "spark.sql.session.timeZone";
    private static final List<String> DATES = List.of(
            "0001-01-01",
            "0004-02-29",
            "1500-02-28",
            "1500-03-01",
            "1582-10-04",
            "1582-10-10",
            "1582-10-15",
            "1600-02-29",
            "1700-02-28",
            "1700-03-01",
            "1899-12-31",
            "1900-02-28",
            "1900-03-01",
            "1968-02-29",
            "1969-12-31",
            "1970-01-01",
            "1972-02-29",
            "2000-02-29",
            "2023-12-31",
            "2024-02-29",
            "2100-02-28",
            "2100-03-01",
            "2400-02-29",
            "9999-12-31");
    private static final List<String> TIMESTAMPS = List.of(
            "0001-01-01T00:00:00Z",
            "0001-12-31T23:59:59Z",
            "1582-10-15T00:00:00Z",
            "1684-07-28T00:12:25.259008Z",
            "1883-11-18T17:00:00Z",
            "1969-12-31T22:59:59.999999Z",
            "1969-12-31T23:59:59.999999Z",
            "1970-01-01T00:00:00Z",
            "1970-01-01T00:00:00.000001Z",
            "1999-12-31T23:59:59.999999Z",
            "2024-02-29T12:34:56.789Z",
            "2024-03-10T07:00:00Z",
            "2024-03-31T01:00:00Z",
            "2024-10-27T01:30:00Z",
            "2038-01-19T03:14:08Z",
            "2255-06-05T23:47:34.740992Z",
            "9999-12-31T23:59:59Z");
    private static final Map<String, String> OF_DATE = Map.of(
            "year", "year(x)",
            "quarter", "quarter(x)",
            "month", "month(x)",
            "day", "day(x)",
            "day_of_week", "dayofweek(x)",
            "is_weekend", "dayofweek(x) in (1, 7)",
            "epoch_seconds", "unix_date(x) * 86400L");
    private static final Map<String, String> OF_TIMESTAMP = Map.of(
            "year", "year(x)",
            "quarter", "quarter(x)",
            "month", "month(x)",
            "day", "day(x)",
            "day_of_week", "dayofweek(x)",
            "hour", "hour(x)",
            "is_weekend", "dayofweek(x) in (1, 7)",
            "epoch_seconds", "unix_micros(x) / 1e6D");

    @AfterEach
    void utc() {
        TestSpark.session().conf().set(TIME_ZONE, "UTC");
    }

    @ParameterizedTest
    @ValueSource(strings = {"x date not null", "x date"})
    void datesHaveThePartsOfSparksOwnFunctions(String schema) {
        Dataset<Row> rows = rows(schema, DATES.stream().map(LocalDate::parse));

        assertPartsAreSparks(rows, OF_DATE);
        BothWays.assertAgree(parts(), rows, outputs(rows), EXACT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"x timestamp not null", "x timestamp"})
    void timestampsHaveThePartsOfSparksOwnFunctions(String schema) {
        Dataset<Row> rows = rows(schema, TIMESTAMPS.stream().map(Instant::parse));

        assertPartsAreSparks(rows, OF_TIMESTAMP);
        BothWays.assertAgree(parts(), rows, outputs(rows), EXACT);
    }

    @ParameterizedTest
    @CsvSource({
        // Days and microseconds of the years 1 to 9999; of a DOUBLE, whole seconds.
        "date_from_unix_date(cast(-719162 + u * 3652058 as int)), false",
        "date_from_unix_date(cast(-719162 + u * 3652058 as int)), true",
        "timestamp_micros(-62135596800000000L + cast(u * 315537897599000000D as bigint) + id), false",
        "timestamp_seconds(-62135596800L + cast(u * 315537897600D as bigint)), true",
        "timestamp_micros(cast((u - 0.5D) * 2 * 9007199254740992D as bigint)), true"
    })
    void randomValuesHaveThePartsOfSparksOwnFunctions(String value, boolean nullable) {
        String other = value.startsWith("date") ? "date'1970-01-01'" : "timestamp'1970-01-01 00:00:00Z'";
        String x = nullable ? "if(u > 0.9D, null, " + value + ")" : "coalesce(" + value + ", " + other + ")";
        Dataset<Row> rows = TestSpark.session()
                .range(20_000)
                .selectExpr("id", "rand(7) as u")
                .selectExpr(x + " as x");
        assertThat(rows.schema().apply("x").nullable()).isEqualTo(nullable);

        assertPartsAreSparks(rows, value.startsWith("date") ? OF_DATE : OF_TIMESTAMP);
    }

    @Test
    void everyDayOfTheYears1To9999IsThatOfJava() {
        OnnxModel model = SparkMlExporter.export(
                parts(),
                StructType.fromDDL("x date not null"),
                List.of("x_year", "x_month", "x_day", "x_quarter", "x_day_of_week"));
        LocalDate end = LocalDate.of(10_000, 1, 1);
        LocalDate from = LocalDate.of(1, 1, 1);
        try (OnnxScorer scorer = new OnnxScorer(model.bytes())) {
            while (from.isBefore(end)) {
                LocalDate to = from.plusYears(101).isBefore(end) ? from.plusYears(101) : end;
                assertDays(scorer, from.datesUntil(to).toArray(LocalDate[]::new));
                from = to;
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"America/St_Johns", "Asia/Kathmandu", "Europe/Berlin"})
    void theTimeZoneOfTheSessionDoesNotMatter(String zone) {
        Dataset<Row> dates = rows("x date", DATES.stream().map(LocalDate::parse));
        Dataset<Row> timestamps = rows("x timestamp", TIMESTAMPS.stream().map(Instant::parse));
        List<List<Row>> expected = results(dates, timestamps);
        TestSpark.session().conf().set(TIME_ZONE, zone);
        assertThat(timestamps.selectExpr("cast(hour(x) as double)").collectAsList())
                .as("Spark's own hour in " + zone)
                .isNotEqualTo(parts().transform(timestamps).select("x_hour").collectAsList());

        assertThat(results(dates, timestamps)).isEqualTo(expected);
    }

    @Test
    void aMissingValueIsMissingInEveryPart() {
        Dataset<Row> rows = TestSpark.rows("x timestamp", row((Object) null), row(Instant.EPOCH));

        Row transformed = parts().transform(rows).first();
        Row scored = scored(rows).first();

        assertThat(outputs(rows)).hasSize(8).allSatisfy(output -> {
            assertThat(transformed.<Double>getAs(output)).isNaN();
            assertThat(scored.<Double>getAs(output)).isNaN();
        });
    }

    @Test
    void secondsCountFromTheEpochThatIsSet() {
        Dataset<Row> rows = TestSpark.rows(
                "x timestamp",
                row(Instant.parse("2020-01-01T00:00:01.5Z")),
                row(Instant.parse("2019-12-31T23:00:00Z")),
                row((Object) null));
        DateParts seconds =
                parts().setParts(DatePart.EPOCH_SECONDS).setOutputCols("age").setEpoch("2020-01-01T01:00:00+01:00");

        BothWays.assertAgree(seconds, rows, List.of("age"), EXACT);
        assertThat(seconds.transform(rows).select("age").collectAsList())
                .extracting(row -> row.getDouble(0))
                .containsExactly(1.5, -3600.0, Double.NaN);
    }

    @ParameterizedTest
    @CsvSource({
        "x date not null, INT64, DATE", "x date, DOUBLE, DATE",
        "x timestamp not null, INT64, TIMESTAMP", "x timestamp, DOUBLE, TIMESTAMP"
    })
    void theGraphStatesTheTypeOfItsInput(String schema, ElementType type, LogicalType logical) {
        OnnxModel model = SparkMlExporter.export(parts(), StructType.fromDDL(schema), List.of("x_year"));

        try (OnnxScorer scorer = new OnnxScorer(model.bytes())) {
            assertThat(scorer.inputs()).hasToString("[x " + type + "[N]]");
            assertThat(LogicalType.ofInputs(scorer.metadata())).isEqualTo(Map.of("x", logical));
        }
    }

    @Test
    void extremeRowsAgree() {
        Dataset<Row> sample = TestSpark.rows(
                "d date, t timestamp not null",
                row(LocalDate.parse("2024-02-29"), Instant.parse("2024-02-29T12:00:00Z")),
                row(null, Instant.parse("1969-07-20T20:17:40Z")));
        var pipeline = new org.apache.spark.ml.PipelineModel("p", new org.apache.spark.ml.Transformer[] {
            new DateParts().setInputCol("d"), new DateParts().setInputCol("t")
        });
        List<String> outputs = List.of("d_year", "d_is_weekend", "t_hour", "t_day", "t_epoch_seconds");
        OnnxModel model = SparkMlExporter.export(pipeline, sample.schema(), outputs);

        ParityReport report = SparkParity.compareExtremes(pipeline, model, sample, 7, outputs, EXACT);

        assertThat(report.passed()).as(report.json()).isTrue();
        assertThat(report.rows()).isGreaterThan(40);
    }

    private static void assertPartsAreSparks(Dataset<Row> rows, Map<String, String> functions) {
        String[] expected = functions.keySet().stream()
                .sorted()
                .map(part -> "coalesce(cast(" + functions.get(part) + " as double), double('NaN'))")
                .toArray(String[]::new);
        String[] given =
                functions.keySet().stream().sorted().map(part -> "x_" + part).toArray(String[]::new);
        List<Row> right = rows.selectExpr(expected).collectAsList();

        assertThat(parts().transform(rows).selectExpr(given).collectAsList()).isEqualTo(right);
        assertThat(scored(rows).selectExpr(given).collectAsList()).isEqualTo(right);
    }

    private static void assertDays(OnnxScorer scorer, LocalDate[] days) {
        Batch scored = scorer.score(Batch.of(Map.of(
                "x",
                new Column.Longs(
                        Arrays.stream(days).mapToLong(LocalDate::toEpochDay).toArray()))));
        for (int i = 0; i < days.length; i++) {
            LocalDate day = days[i];
            if (at(scored, "x_year", i) != day.getYear()
                    || at(scored, "x_month", i) != day.getMonthValue()
                    || at(scored, "x_day", i) != day.getDayOfMonth()
                    || at(scored, "x_quarter", i) != day.get(IsoFields.QUARTER_OF_YEAR)
                    || at(scored, "x_day_of_week", i) != day.getDayOfWeek().getValue() % 7 + 1) {
                assertThat(at(scored, "x_year", i) + "-" + at(scored, "x_month", i) + "-" + at(scored, "x_day", i)
                                + ", quarter " + at(scored, "x_quarter", i) + ", day " + at(scored, "x_day_of_week", i))
                        .isEqualTo(day.toString());
            }
        }
    }

    private static double at(Batch scored, String output, int row) {
        return ((Column.Doubles) scored.column(output)).values()[row];
    }

    @SafeVarargs
    private static List<List<Row>> results(Dataset<Row>... datasets) {
        return Stream.of(datasets)
                .flatMap(rows -> Stream.of(parts().transform(rows), scored(rows))
                        .map(made -> made.selectExpr(outputs(rows).toArray(String[]::new))
                                .collectAsList()))
                .toList();
    }

    private static Dataset<Row> scored(Dataset<Row> rows) {
        return OnnxTransformation.of(SparkMlExporter.export(parts(), rows.schema(), outputs(rows)))
                .apply(rows);
    }

    private static List<String> outputs(Dataset<Row> rows) {
        return parts().outputColsOf(rows.schema().apply("x").dataType());
    }

    private static DateParts parts() {
        return new DateParts().setInputCol("x");
    }

    private static Dataset<Row> rows(String schema, Stream<?> values) {
        Stream<Object[]> rows = values.map(value -> row(value));
        Stream<Object[]> more = schema.endsWith("not null") ? Stream.of() : Stream.<Object[]>of(row((Object) null));
        return TestSpark.rows(schema, Stream.concat(rows, more).toArray(Object[][]::new));
    }
}
