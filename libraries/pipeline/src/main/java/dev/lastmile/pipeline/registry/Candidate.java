package dev.lastmile.pipeline.registry;

import dev.lastmile.onnx.OnnxModel;
import dev.lastmile.onnx.OnnxModelException;
import dev.lastmile.onnx.ParityReport;
import dev.lastmile.pipeline.StepException;
import dev.lastmile.pipeline.StepRun;
import dev.lastmile.tracking.ModelVersion;
import dev.lastmile.tracking.model.ModelTags;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.Transformer;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * A trained model that asks to be registered.
 *
 * @param name the registered model's name
 * @param folder an MLflow model: {@code MLmodel}, {@code model.onnx} and what belongs to them
 * @param onnx the model in {@code model.onnx}
 * @param parity the training framework's outputs against ONNX on held-out rows
 * @param tags more tags for the version, such as the features that it was trained on
 */
public record Candidate(String name, Path folder, OnnxModel onnx, ParityReport parity, Map<String, String> tags) {
    private static final String PARITY = "parity.json";

    /**
     * @throws StepException if a tensor of the model has its data in another file
     */
    public Candidate {
        tags = Map.copyOf(tags);
        try {
            onnx.requireSelfContained();
        } catch (OnnxModelException e) {
            throw new StepException(name + " cannot be registered. " + e.getMessage(), e);
        }
    }

    /**
     * A feature pipeline, in its Spark and its ONNX flavour.
     *
     * @param examples rows that it takes; the first few become the input example, and a column that may be null in
     *     their schema may be left out of a request
     */
    public static Candidate ofFeatures(
            String name, StepRun run, PipelineModel model, OnnxModel onnx, ParityReport parity, Dataset<Row> examples) {
        Path folder = CandidateFolder.write(run, model, onnx, examples, report(parity));
        return new Candidate(name, folder, onnx, parity, Map.of());
    }

    /**
     * A model on features, such as a classifier, in its ONNX flavour, tied to the features that it was trained on.
     *
     * @param examples rows that it takes; the first few become the input example
     * @param files more files of the model, by their paths, such as the training framework's own form
     */
    public static Candidate ofModel(
            String name,
            StepRun run,
            OnnxModel onnx,
            ParityReport parity,
            Dataset<Row> examples,
            ModelVersion features,
            Map<String, byte[]> files) {
        Map<String, byte[]> all = new HashMap<>(files);
        all.putAll(report(parity));
        Path folder = CandidateFolder.write(run, onnx, examples, all);
        return new Candidate(name, folder, onnx, parity, ModelTags.trainedOn(features));
    }

    /**
     * A model on features that Spark ML has trained, in its Spark and its ONNX flavour, tied to the features that it was
     * trained on.
     *
     * @param model a fitted pipeline, or a fitted stage alone
     * @param examples rows that it takes, with the features as a vector; the first few become the input example
     */
    public static Candidate ofModel(
            String name,
            StepRun run,
            Transformer model,
            OnnxModel onnx,
            ParityReport parity,
            Dataset<Row> examples,
            ModelVersion features) {
        Path folder = CandidateFolder.write(run, pipeline(model, examples), onnx, examples, report(parity));
        return new Candidate(name, folder, onnx, parity, ModelTags.trainedOn(features));
    }

    /** MLflow's Spark flavour holds pipelines only. */
    private static PipelineModel pipeline(Transformer model, Dataset<Row> examples) {
        return model instanceof PipelineModel pipeline
                ? pipeline
                : new Pipeline().setStages(new PipelineStage[] {model}).fit(examples);
    }

    private static Map<String, byte[]> report(ParityReport parity) {
        return Map.of(PARITY, parity.json().getBytes(StandardCharsets.UTF_8));
    }
}
