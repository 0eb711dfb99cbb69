package dev.lastmile.pipeline.registry;

import dev.lastmile.onnx.OnnxModel;
import dev.lastmile.onnx.OnnxModelException;
import dev.lastmile.onnx.ParityReport;
import dev.lastmile.pipeline.StepException;
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

/** A trained model, compared with its ONNX form, that {@link ModelRegistry#register} makes a version of. Immutable. */
public final class Candidate {
    static final String PARITY = "parity.json";

    private final String name;
    private final OnnxModel onnx;
    private final ParityReport parity;
    private final Map<String, String> tags;
    private final Content content;

    /** Writes all but the parity report as an MLflow model into a folder. */
    private interface Content {
        void write(Path folder, String runId, Map<String, byte[]> report);
    }

    private Candidate(String name, OnnxModel onnx, ParityReport parity, Map<String, String> tags, Content content) {
        try {
            onnx.requireSelfContained();
        } catch (OnnxModelException e) {
            throw new StepException(name + " cannot be registered. " + e.getMessage(), e);
        }
        this.name = name;
        this.onnx = onnx;
        this.parity = parity;
        this.tags = Map.copyOf(tags);
        this.content = content;
    }

    /**
     * A feature pipeline, in its Spark and its ONNX flavour.
     *
     * @param name the registered model's name
     * @param parity the fitted pipeline's outputs against ONNX on held-out rows
     * @param examples rows that it takes; the first few become the input example, and a column that may be null in
     *     their schema may be left out of a request
     * @throws StepException if a tensor of the ONNX model has its data in another file
     */
    public static Candidate ofFeatures(
            String name, PipelineModel model, OnnxModel onnx, ParityReport parity, Dataset<Row> examples) {
        return new Candidate(
                name,
                onnx,
                parity,
                Map.of(),
                (folder, runId, report) -> CandidateFolder.write(folder, runId, model, onnx, examples, report));
    }

    /**
     * A model on features, such as a classifier, in its ONNX flavour, tied to the features that it was trained on.
     *
     * @param name the registered model's name
     * @param parity the training framework's outputs against ONNX on held-out rows
     * @param examples rows that it takes; the first few become the input example
     * @param features the version whose outputs it was trained on
     * @param files more files of the model, by their paths, such as the training framework's own format
     * @throws StepException if a tensor of the ONNX model has its data in another file
     */
    public static Candidate ofModel(
            String name,
            OnnxModel onnx,
            ParityReport parity,
            Dataset<Row> examples,
            ModelVersion features,
            Map<String, byte[]> files) {
        return new Candidate(name, onnx, parity, ModelTags.trainedOn(features), (folder, runId, report) -> {
            Map<String, byte[]> all = new HashMap<>(files);
            all.putAll(report);
            CandidateFolder.write(folder, runId, onnx, examples, all);
        });
    }

    /**
     * A model on features that Spark ML has trained, in its Spark and its ONNX flavour, tied to the features that it was
     * trained on.
     *
     * @param name the registered model's name
     * @param model a fitted pipeline, or a fitted stage alone
     * @param parity its outputs against ONNX on held-out rows
     * @param examples rows that it takes, with the features as a vector; the first few become the input example
     * @param features the version whose outputs it was trained on
     * @throws StepException if a tensor of the ONNX model has its data in another file
     */
    public static Candidate ofModel(
            String name,
            Transformer model,
            OnnxModel onnx,
            ParityReport parity,
            Dataset<Row> examples,
            ModelVersion features) {
        return new Candidate(
                name,
                onnx,
                parity,
                ModelTags.trainedOn(features),
                (folder, runId, report) ->
                        CandidateFolder.write(folder, runId, pipeline(model, examples), onnx, examples, report));
    }

    /** The registered model's name. */
    public String name() {
        return name;
    }

    /** The model in {@code model.onnx}. */
    public OnnxModel onnx() {
        return onnx;
    }

    /** The training framework's outputs against ONNX on held-out rows. */
    public ParityReport parity() {
        return parity;
    }

    /** More tags for the version, such as the features that it was trained on. */
    public Map<String, String> tags() {
        return tags;
    }

    /**
     * Writes the candidate as an MLflow model: {@code MLmodel}, {@code model.onnx}, the input example, golden rows,
     * {@code parity.json} and the files of its other flavours.
     *
     * @param folder an empty folder
     * @param runId the tracking run that the model belongs to
     */
    public void write(Path folder, String runId) {
        content.write(folder, runId, Map.of(PARITY, parity.json().getBytes(StandardCharsets.UTF_8)));
    }

    /** MLflow's Spark flavour holds pipelines only. */
    private static PipelineModel pipeline(Transformer model, Dataset<Row> examples) {
        return model instanceof PipelineModel pipeline
                ? pipeline
                : new Pipeline().setStages(new PipelineStage[] {model}).fit(examples);
    }
}
