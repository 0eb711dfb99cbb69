package dev.lastmile.pipeline.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lastmile.testing.SharedSpark;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The vectors and their metrics come from scikit-learn: see {@code metrics/generate.py} in the test resources. */
class ScikitLearnMetricsTest {
    private static final ScoredRows HOW =
            ScoredRows.plain().withWeight("weight").withSlice("region");

    @ParameterizedTest
    @MethodSource("cases")
    void metricsOfAllRowsAndOfSlicesEqualScikitLearns(JsonNode vectors) {
        Map<Metric, Double> all;
        Map<String, Map<Metric, Double>> slices;
        MetricSample sample;
        if (vectors.path("kind").asText().equals("regression")) {
            RegressionScores scores = RegressionScores.of(regression(vectors), "truth", HOW);
            all = scores.metrics();
            slices = scores.slices();
            sample = scores.sample();
        } else {
            ClassifierScores scores =
                    ClassifierScores.of(classified(vectors), "truth", labels(vectors), positive(vectors));
            all = scores.metrics();
            slices = scores.slices();
            sample = scores.sample();
        }

        JsonNode expected = vectors.path("expected");
        assertEqual(all, expected.path("all"));
        assertEqual(sample.metrics(sample.weights()), expected.path("all"));
        assertThat(slices).isNotEmpty();
        slices.forEach((slice, metrics) -> assertEqual(metrics, expected.path(slice)));
    }

    static Stream<JsonNode> cases() throws Exception {
        JsonNode cases =
                new ObjectMapper().readTree(ScikitLearnMetricsTest.class.getResource("/metrics/scikit-learn.json"));
        assertThat(cases).hasSize(30);
        return StreamSupport.stream(cases.spliterator(), false);
    }

    private static void assertEqual(Map<Metric, Double> metrics, JsonNode expected) {
        assertThat(metrics.keySet()).extracting(Metric::key).containsExactlyInAnyOrderElementsOf(expected::fieldNames);
        metrics.forEach((metric, value) -> {
            JsonNode wanted = expected.path(metric.key());
            if (wanted.isNull()) {
                assertThat(value).as(metric.key()).isNaN();
            } else {
                assertThat(value).as(metric.key()).isCloseTo(wanted.asDouble(), within(1e-9));
            }
        });
    }

    private static ScoredRows positive(JsonNode vectors) {
        return vectors.path("kind").asText().equals("binary") ? HOW.withPositive("1") : HOW;
    }

    private static List<String> labels(JsonNode vectors) {
        int labels = vectors.path("probability").path(0).size();
        return IntStream.range(0, labels).mapToObj(Integer::toString).toList();
    }

    private static Dataset<Row> classified(JsonNode vectors) {
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < vectors.path("truth").size(); i++) {
            List<Double> probability = new ArrayList<>();
            vectors.path("probability").path(i).forEach(value -> probability.add(value.asDouble()));
            rows.add(RowFactory.create(
                    vectors.path("truth").path(i).asInt(),
                    vectors.path("predicted").path(i).asText(),
                    probability,
                    vectors.path("weight").path(i).asDouble(),
                    vectors.path("slice").path(i).asText()));
        }
        return dataset(rows, "truth int, prediction string, probability array<double>, weight double, region string");
    }

    private static Dataset<Row> regression(JsonNode vectors) {
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < vectors.path("truth").size(); i++) {
            rows.add(RowFactory.create(
                    vectors.path("truth").path(i).asDouble(),
                    vectors.path("predicted").path(i).asDouble(),
                    vectors.path("weight").path(i).asDouble(),
                    vectors.path("slice").path(i).asText()));
        }
        return dataset(rows, "truth double, prediction double, weight double, region string");
    }

    /** In three partitions, so that sums cross their borders. */
    private static Dataset<Row> dataset(List<Row> rows, String schema) {
        return SharedSpark.session()
                .createDataFrame(rows, StructType.fromDDL(schema))
                .repartition(3);
    }
}
