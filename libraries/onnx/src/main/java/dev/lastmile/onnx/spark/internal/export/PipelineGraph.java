package dev.lastmile.onnx.spark.internal.export;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.lastmile.onnx.ElementType;
import dev.lastmile.onnx.GraphMetadata;
import dev.lastmile.onnx.LogicalType;
import dev.lastmile.onnx.OnnxModel;
import dev.lastmile.onnx.OnnxModelException;
import dev.lastmile.onnx.RowRule;
import dev.lastmile.onnx.RowStatus;
import dev.lastmile.onnx.graph.Value;
import dev.lastmile.onnx.internal.graph.ModelBuilder;
import dev.lastmile.onnx.spark.StageConverter;
import dev.lastmile.onnx.spark.internal.stages.category.Categories;
import dev.lastmile.onnx.spark.internal.stages.category.IndexLabels;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.feature.ColumnPruner;
import org.apache.spark.ml.feature.IndexToString;
import org.apache.spark.ml.feature.RFormulaModel;
import org.apache.spark.ml.feature.StringIndexerModel;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.ml.feature.VectorAttributeRewriter;
import org.apache.spark.package$;
import org.apache.spark.sql.types.StructType;
import scala.jdk.javaapi.CollectionConverters;

/** One export: converts the stages in their order, then adds the outputs and the row status. */
public final class PipelineGraph {
    /** The output of labels that marks a classifier, if the labels are those of an {@code IndexToString}. */
    private static final String PREDICTION = "prediction";

    private final List<String> outputs;
    private final ModelBuilder builder;
    private final PipelineColumns columns;
    private final RowChecks checks = new RowChecks();
    private final Map<String, String> makers = new HashMap<>();
    private final Map<String, List<String>> labels = new HashMap<>();

    public PipelineGraph(StructType schema, List<String> outputs) {
        if (outputs.isEmpty() || new HashSet<>(outputs).size() < outputs.size() || outputs.contains(RowStatus.OUTPUT)) {
            throw new OnnxModelException("The outputs " + outputs + " are no list of columns of the pipeline. Name at"
                    + " least one, each once; " + RowStatus.OUTPUT + " comes by itself.");
        }
        this.outputs = List.copyOf(outputs);
        Set<String> reserved = new HashSet<>(outputs);
        reserved.addAll(Arrays.asList(schema.fieldNames()));
        reserved.add(RowStatus.OUTPUT);
        this.builder = new ModelBuilder(reserved);
        this.columns = new PipelineColumns(schema, builder);
    }

    /** The whole model; a stage alone is a pipeline of one. */
    public OnnxModel export(Transformer model) {
        Transformer best = TunedModel.of(model);
        convert(best instanceof PipelineModel pipeline ? pipeline.stages() : new Transformer[] {best}, "");
        builder.scope("");
        SortedMap<String, String> metadata = new TreeMap<>();
        metadata.put(GraphMetadata.FORMAT, GraphMetadata.CURRENT_FORMAT);
        metadata.put(GraphMetadata.SOURCE, "Spark ML " + package$.MODULE$.SPARK_VERSION());
        for (String output : outputs) {
            builder.output(output, columns.made(output));
            metadata.put(GraphMetadata.OUTPUT_PREFIX + output, makers.get(output));
            if (output.equals(PREDICTION) && labels.containsKey(output)) {
                metadata.put(GraphMetadata.LABELS, json(labels.get(output)));
            }
        }
        List<RowCheck> counted = checks.effective(builder, outputs);
        builder.output(RowStatus.OUTPUT, status(counted));
        metadata.put(
                GraphMetadata.OUTPUT_PREFIX + RowStatus.OUTPUT,
                "0 for a valid row, else a code of " + GraphMetadata.ROW_STATUS);
        metadata.putAll(RowStatus.metadata(rules(counted)));
        if (builder.neededInputs().stream().anyMatch(input -> input.type() == ElementType.STRING)) {
            metadata.put(GraphMetadata.NULL_STRING, Categories.NULL);
        }
        SortedMap<String, LogicalType> types = columns.logicalTypes(builder.neededInputs());
        if (!types.isEmpty()) {
            metadata.put(GraphMetadata.INPUT_TYPES, LogicalType.json(types));
        }
        return builder.build("pipeline", metadata);
    }

    private void convert(Transformer[] stages, String prefix) {
        for (int i = 0; i < stages.length; i++) {
            String position = prefix + (i + 1);
            Transformer stage = TunedModel.of(stages[i]);
            if (stage instanceof PipelineModel nested) {
                convert(nested.stages(), position + ".");
            } else if (stage instanceof RFormulaModel formula) {
                // The label, which it gives where the rows have it, is no output.
                convert(formula.pipelineModel().stages(), position + ".");
            } else if (stage instanceof ColumnPruner pruner) {
                columns.drop(CollectionConverters.asJava(pruner.columnsToPrune()));
                columns.transformedBy(pruner);
            } else if (stage instanceof VectorAttributeRewriter renamed) {
                columns.transformedBy(renamed);
            } else {
                convert(stage, position);
            }
        }
    }

    private <S extends Transformer> void convert(S stage, String position) {
        String type = stage.getClass().getSimpleName();
        StageConverter<S> converter = StageConverters.require(stage);
        builder.scope(position + "_" + type + "/");
        StageContext graph = new StageContext(stage, position, columns, builder, checks.ofStage());
        converter.convert(stage, graph);
        if (stage instanceof IndexToString names) {
            IndexLabels.of(names, columns.field(names.getInputCol()))
                    .ifPresent(known -> labels.put(names.getOutputCol(), known));
        }
        if (stage instanceof VectorAssembler || stage instanceof StringIndexerModel) {
            checks.startBarrier();
        }
        columns.transformedBy(stage);
        graph.made().keySet().forEach(column -> makers.put(column, column + " of stage " + position + ", " + type));
    }

    private static String json(List<String> values) {
        ArrayNode array = new ObjectMapper().createArrayNode();
        values.forEach(array::add);
        return array.toString();
    }

    private static List<RowRule> rules(List<RowCheck> checks) {
        List<RowRule> rules = new ArrayList<>();
        for (RowCheck check : checks) {
            for (RowCheck.Reason reason : check.reasons()) {
                rules.add(
                        new RowRule(rules.size() + 1L, check.action(), check.stage(), reason.column(), reason.text()));
            }
        }
        return rules;
    }

    // The code is the place of the first flag that is set, counted from 1.
    private Value status(List<RowCheck> checks) {
        builder.scope(RowStatus.OUTPUT + "/");
        if (checks.isEmpty()) {
            Value any = builder.neededInputs().get(0);
            return builder.fill(builder.longScalar(0), any);
        }
        Value flags =
                builder.concat(checks.stream().map(RowCheck::flags).toList()).cast(ElementType.FLOAT);
        Value code = flags.argMax().add(1);
        Value invalid = flags.max();
        return code.mul(invalid.cast(ElementType.INT64));
    }
}
