package dev.lastmile.pipeline.registry;

import dev.lastmile.onnx.ElementType;
import dev.lastmile.onnx.LogicalType;
import dev.lastmile.onnx.OnnxModel;
import dev.lastmile.onnx.OnnxScorer;
import dev.lastmile.onnx.TensorSpec;
import dev.lastmile.pipeline.StepException;
import dev.lastmile.tracking.model.Signature;
import dev.lastmile.tracking.model.Signature.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** The MLflow signature of an ONNX graph: columns where every input is a plain column, else tensors. */
final class Signatures {
    private static final Map<ElementType, String> COLUMN_TYPES = Map.of(
            ElementType.DOUBLE, "double",
            ElementType.FLOAT, "float",
            ElementType.INT64, "long",
            ElementType.STRING, "string",
            ElementType.BOOL, "boolean");
    private static final Map<ElementType, String> DTYPES = Map.of(
            ElementType.DOUBLE, "float64",
            ElementType.FLOAT, "float32",
            ElementType.INT64, "int64",
            ElementType.STRING, "str",
            ElementType.BOOL, "bool");

    /** MLflow's type of both dates and timestamps. */
    private static final String DATETIME = "datetime";

    /** The contract's mark of a column that may be NaN. */
    private static final String NAN = "nan";

    private Signatures() {}

    /** @param schema of rows that the model takes; a column that may be null or NaN there may be left out of a request */
    static Signature of(OnnxModel model, StructType schema) {
        try (OnnxScorer scorer = new OnnxScorer(model.bytes())) {
            boolean columns = scorer.inputs().stream().allMatch(input -> input.shape().length == 1);
            Map<String, LogicalType> logical = LogicalType.ofInputs(scorer.metadata());
            List<Field> inputs = new ArrayList<>();
            for (TensorSpec input : scorer.inputs()) {
                LogicalType meant = logical.get(input.name());
                String type = meant != null && meant.isTemporal() ? DATETIME : known(COLUMN_TYPES, input);
                inputs.add(columns ? column(input.name(), type, schema) : tensor(input));
            }
            return new Signature(
                    inputs, scorer.outputs().stream().map(Signatures::tensor).toList());
        }
    }

    private static Field column(String name, String type, StructType schema) {
        StructField field = schema.apply(name);
        return field.nullable() || mayBeNan(field) ? Field.optionalColumn(name, type) : Field.column(name, type);
    }

    // JSON has no NaN: a request has null there, or leaves the column out.
    private static boolean mayBeNan(StructField field) {
        return field.metadata().contains(NAN) && field.metadata().getBoolean(NAN);
    }

    private static Field tensor(TensorSpec spec) {
        return Field.tensor(spec.name(), known(DTYPES, spec), spec.shape());
    }

    private static String known(Map<ElementType, String> types, TensorSpec spec) {
        String type = types.get(spec.type());
        if (type == null) {
            throw new StepException("The graph's " + spec.name() + " is of " + spec.type()
                    + ", which MLflow's signatures have no word for. Use one of " + types.keySet() + ".");
        }
        return type;
    }
}
