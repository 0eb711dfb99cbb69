package dev.lastmile.onnx.random;

import static dev.lastmile.onnx.random.StageSpec.with;

import dev.lastmile.onnx.random.Flow.Column;
import dev.lastmile.onnx.spark.StringImputer;
import java.util.List;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.feature.IDF;
import org.apache.spark.ml.feature.IndexToString;
import org.apache.spark.ml.feature.OneHotEncoder;
import org.apache.spark.ml.feature.StringIndexer;
import org.apache.spark.ml.feature.TargetEncoder;
import org.apache.spark.sql.types.DataTypes;

/** Stages of strings, categories and counts. */
final class StringStages {
    private StringStages() {}

    static List<StageSpec> all() {
        return List.of(
                new StageSpec("StringIndexerModel", StringStages::indexer),
                new StageSpec("IndexToString", StringStages::labels),
                new StageSpec("StringImputer", StringStages::filled),
                new StageSpec("OneHotEncoderModel", StringStages::oneHot),
                new StageSpec("TargetEncoderModel", StringStages::target),
                new StageSpec("IDFModel", StringStages::idf));
    }

    private static PipelineStage indexer(Flow flow, Choices p) {
        return with(
                new StringIndexer(),
                "inputCol",
                flow.one(column -> column.isType(DataTypes.StringType)).name(),
                "outputCol",
                flow.output("index"),
                "handleInvalid",
                p.of("handleInvalid", "error", "skip", "keep"),
                "stringOrderType",
                p.of("stringOrderType", "frequencyDesc", "frequencyAsc", "alphabetDesc", "alphabetAsc"));
    }

    private static PipelineStage labels(Flow flow, Choices p) {
        boolean own = p.of("labels", "set", "of the column").equals("set");
        Column column =
                flow.number(any -> any.isType(DataTypes.DoubleType) && isCategory(any) && (own || any.hasLabels()));
        IndexToString labels = with(new IndexToString(), "inputCol", column.name(), "outputCol", flow.output("label"));
        return own ? with(labels, "labels", new String[] {"a", "", "ü", "d", "e", "f", "g", "h"}) : labels;
    }

    private static PipelineStage filled(Flow flow, Choices p) {
        return with(
                new StringImputer(),
                "inputCols",
                new String[] {
                    flow.one(column -> column.isType(DataTypes.StringType)).name()
                },
                "outputCols",
                NumberStages.outputs(flow, "filled", 1),
                "value",
                p.of("value", "(null)", "", "a", "ü"));
    }

    private static PipelineStage oneHot(Flow flow, Choices p) {
        return with(
                new OneHotEncoder(),
                "inputCol",
                flow.number(any -> any.isNumeric() && isCategory(any)).name(),
                "outputCol",
                flow.output("hot"),
                "handleInvalid",
                p.of("handleInvalid", "error", "keep"),
                "dropLast",
                p.flag("dropLast"));
    }

    private static PipelineStage target(Flow flow, Choices p) {
        boolean binary = p.of("targetType", "binary", "continuous").equals("binary");
        return with(
                new TargetEncoder(),
                "inputCol",
                flow.number(any -> any.isNumeric() && isCategory(any)).name(),
                "outputCol",
                flow.output("encoded"),
                "labelCol",
                binary ? "two" : "y",
                "targetType",
                binary ? "binary" : "continuous",
                "smoothing",
                Double.parseDouble(p.of("smoothing", "0", "0.5", "100")),
                "handleInvalid",
                p.of("handleInvalid", "error", "keep"));
    }

    private static PipelineStage idf(Flow flow, Choices p) {
        Column column = flow.vector(Column::isNonNegative);
        return VectorStages.into(flow, column, "weighted", with(new IDF(), "minDocFreq", p.whole("minDocFreq", 0, 10)));
    }

    private static boolean isCategory(Column column) {
        for (double value : column.values()) {
            if (!(value >= 0 && value < 8 && value == Math.rint(value))) {
                return false;
            }
        }
        return column.isNumber();
    }
}
