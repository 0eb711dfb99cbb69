package dev.lastmile.profile.source;

import dev.lastmile.profile.decision.Decisions;
import dev.lastmile.profile.decision.Treatment;
import java.util.ArrayList;
import java.util.List;

/**
 * Java source of the class {@code FeaturePipeline}: plain Spark ML for this dataset, with a comment per decision. Every stage
 * has an ONNX form.
 *
 * <p>A missing number is its median, and an indicator tells it: {@code Binarizer} with a threshold of minus infinity is 1
 * for every number and 0 for null and NaN. Null is a category of its own; categories that are new share another. Of many
 * categories the most frequent have a number each.
 */
public final class FeaturePipelineSource {
    private final Decisions decisions;
    private final PipelineDraft draft;

    private FeaturePipelineSource(Decisions decisions) {
        this.decisions = decisions;
        this.draft = new PipelineDraft(decisions);
    }

    /**
     * The source.
     *
     * @param packageName of the class
     */
    public static String of(Decisions decisions, String packageName) {
        return new FeaturePipelineSource(decisions).source(packageName);
    }

    private String source(String packageName) {
        draft.imports.add("org.apache.spark.ml.Pipeline");
        draft.imports.add("org.apache.spark.ml.PipelineStage");
        new NumberStages(decisions, draft).add();
        new CategoryStages(decisions, draft).add();
        assembly();
        String body = Javadoc.stages(new ArrayList<>(draft.stages.values()));
        StringBuilder source = new StringBuilder("package " + packageName + ";\n\n");
        draft.imports.forEach(name -> source.append("import ").append(name).append(";\n"));
        source.append("\n/**\n * Which features are made of the raw columns: this is the place to change them.\n");
        source.append(dropped()).append(" */\n");
        source.append("public final class FeaturePipeline {\n");
        source.append("    /** The column that the pipeline makes: a vector of numbers. */\n");
        source.append("    public static final String FEATURES = \"features\";\n\n");
        source.append(draft.constants);
        source.append("    private FeaturePipeline() {}\n\n");
        source.append("    /** The pipeline before it is fitted. */\n");
        source.append("    public static Pipeline estimator() {\n");
        source.append("        return new Pipeline().setStages(new PipelineStage[] {\n");
        source.append(body).append("\n        });\n    }\n\n");
        source.append(draft.methods).append("}\n");
        return source.toString();
    }

    private String dropped() {
        StringBuilder text = new StringBuilder();
        decisions.columns().stream()
                .filter(column -> !column.treatment().isFeature() && column.treatment() != Treatment.LABEL)
                .forEach(column -> text.append(Javadoc.item(column.name() + ": " + column.reason())));
        return text.isEmpty() ? "" : " *\n * <p>Not used:\n *\n * <ul>\n" + text + " * </ul>\n";
    }

    private void assembly() {
        draft.imports.add("org.apache.spark.ml.feature.VectorAssembler");
        List<String> last = new ArrayList<>(draft.flags);
        String numbersName = draft.free("numbers");
        String scaledName = draft.free("scaled_numbers");
        if (!draft.scaled.isEmpty()) {
            draft.imports.add("org.apache.spark.ml.feature.StandardScaler");
            draft.stages.put("numbers", assembled(Literals.text(numbersName), draft.scaled));
            draft.stages.put(
                    "scaled",
                    "scaled(" + Literals.text(numbersName) + ", "
                            + (draft.flags.isEmpty() ? "FEATURES" : Literals.text(scaledName)) + ")");
            if (!draft.flags.isEmpty()) {
                draft.constant("SCALED", "The numbers, scaled, as one vector.", List.of(scaledName));
                last.add(0, "SCALED");
            }
            draft.methods.append("""
                    /** Zero mean and unit variance. */
                    private static StandardScaler scaled(String column, String result) {
                        return new StandardScaler()
                                .setInputCol(column)
                                .setOutputCol(result)
                                .setWithMean(true)
                                .setWithStd(true);
                    }

                """);
        }
        if (!draft.flags.isEmpty()) {
            draft.stages.put("features", assembled("FEATURES", last));
        }
        arrays();
    }

    private static String assembled(String result, List<String> arrays) {
        return "assembled(" + result + ", " + String.join(", ", arrays) + ")";
    }

    private void arrays() {
        draft.imports.add("java.util.stream.Stream");
        draft.methods.append("""
                private static VectorAssembler assembled(String result, String[]... columns) {
                    String[] all = Stream.of(columns).flatMap(Stream::of).toArray(String[]::new);
                    return new VectorAssembler().setInputCols(all).setOutputCol(result);
                }
            """);
        if (draft.imports.contains("java.util.Arrays")) {
            draft.methods.append("""

                    private static String[] named(String[] columns, String suffix) {
                        return Arrays.stream(columns).map(column -> column + suffix).toArray(String[]::new);
                    }
                """);
        }
    }
}
