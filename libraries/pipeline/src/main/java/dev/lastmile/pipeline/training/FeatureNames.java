package dev.lastmile.pipeline.training;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lastmile.onnx.GraphMetadata;
import dev.lastmile.onnx.OnnxModel;
import dev.lastmile.onnx.OnnxScorer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.attribute.AttributeGroup;
import org.apache.spark.ml.feature.MaxAbsScalerModel;
import org.apache.spark.ml.feature.MinMaxScalerModel;
import org.apache.spark.ml.feature.Normalizer;
import org.apache.spark.ml.feature.RobustScalerModel;
import org.apache.spark.ml.feature.StandardScalerModel;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.param.Params;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructField;

/**
 * The names of the numbers in a vector of features, such as {@code age} and {@code city_onehot_Paris}, which travel with the
 * features' graph as {@link GraphMetadata#NAMES_PREFIX}. Spark's attributes have them; the stages that change each number in
 * its place drop these, so that their inputs' names are carried over.
 */
public final class FeatureNames {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<Class<? extends Transformer>> IN_PLACE = List.of(
            StandardScalerModel.class,
            MinMaxScalerModel.class,
            MaxAbsScalerModel.class,
            RobustScalerModel.class,
            Normalizer.class);

    private FeatureNames() {}

    /** The names in a graph of features; empty if it does not have them. */
    public static List<String> of(OnnxModel features, String output) {
        try (OnnxScorer scorer = new OnnxScorer(features.bytes())) {
            String names = scorer.metadata().getOrDefault(GraphMetadata.NAMES_PREFIX + output, "[]");
            return JSON.readValue(names, new TypeReference<List<String>>() {});
        } catch (JsonProcessingException e) {
            return List.of();
        }
    }

    /** The graph of a fitted pipeline with the names of each vector output, where the pipeline knows them. */
    static OnnxModel noteIn(OnnxModel onnx, PipelineModel pipeline, Dataset<Row> rows, List<String> outputs) {
        Map<String, List<String>> names = new HashMap<>();
        trace(pipeline, rows.limit(1), names);
        OnnxModel noted = onnx;
        for (String output : outputs) {
            if (names.containsKey(output)) {
                noted = noted.withMetadata(GraphMetadata.NAMES_PREFIX + output, json(names.get(output)));
            }
        }
        return noted;
    }

    private static Dataset<Row> trace(PipelineModel pipeline, Dataset<Row> rows, Map<String, List<String>> names) {
        Dataset<Row> after = rows;
        for (Transformer stage : pipeline.stages()) {
            if (stage instanceof PipelineModel inner) {
                after = trace(inner, after, names);
                continue;
            }
            List<String> before = List.of(after.columns());
            after = stage.transform(after);
            for (StructField field : after.schema().fields()) {
                if (!before.contains(field.name()) && field.dataType().equals(SQLDataTypes.VectorType())) {
                    named(field).or(() -> kept(stage, names)).ifPresent(found -> names.put(field.name(), found));
                }
            }
        }
        return after;
    }

    private static Optional<List<String>> named(StructField field) {
        AttributeGroup group = AttributeGroup.fromStructField(field);
        if (group.attributes().isEmpty()) {
            return Optional.empty();
        }
        List<String> names = Arrays.stream(group.attributes().get())
                .map(attribute ->
                        attribute.name().isEmpty() ? null : attribute.name().get())
                .toList();
        boolean usable = !names.isEmpty()
                && names.stream().allMatch(Objects::nonNull)
                && new HashSet<>(names).size() == names.size();
        return usable ? Optional.of(names) : Optional.empty();
    }

    private static Optional<List<String>> kept(Transformer stage, Map<String, List<String>> names) {
        return IN_PLACE.contains(stage.getClass())
                ? Optional.ofNullable(names.get(
                        ((Params) stage).get(stage.getParam("inputCol")).get()))
                : Optional.empty();
    }

    private static String json(List<String> names) {
        try {
            return JSON.writeValueAsString(names);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a list of strings has a JSON form", e);
        }
    }
}
