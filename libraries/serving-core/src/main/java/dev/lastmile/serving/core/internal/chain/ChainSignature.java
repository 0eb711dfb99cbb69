package dev.lastmile.serving.core.internal.chain;

import dev.lastmile.onnx.ElementType;
import dev.lastmile.onnx.GraphMetadata;
import dev.lastmile.onnx.LogicalType;
import dev.lastmile.onnx.OnnxScorer;
import dev.lastmile.onnx.RowStatus;
import dev.lastmile.onnx.TensorSpec;
import dev.lastmile.serving.core.ServingException;
import dev.lastmile.serving.core.internal.chain.InputColumn.Type;
import dev.lastmile.tracking.model.ChampionPairRef;
import dev.lastmile.tracking.model.ModelVersionRef;
import dev.lastmile.tracking.model.Signature;
import dev.lastmile.tracking.model.Signature.Field;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Inputs of a pair whose two models are known to be compatible. */
record ChainSignature(List<InputColumn> inputs) {
    /** MLflow's type of dates and timestamps. */
    private static final String DATETIME = "datetime";

    private static final String RETRAIN = " Run: make pipeline";

    /**
     * @throws ServingException naming the model and the column that does not fit
     */
    static ChainSignature of(
            ChampionPairRef pair, OnnxScorer features, OnnxScorer model, Signature first, Signature second) {
        List<InputColumn> inputs = inputs(pair.features(), features, first);
        requireSameNames(pair.model(), "inputs", names(second.inputs()), specNames(model.inputs()));
        requireCompatible(pair, features, model);
        requireWritable(pair.model(), model.outputs());
        return new ChainSignature(inputs);
    }

    /**
     * Inputs of features.
     *
     * @throws ServingException naming an input that a request cannot contain
     */
    static List<InputColumn> inputs(ModelVersionRef ref, OnnxScorer features, Signature signature) {
        requireSameNames(ref, "inputs", names(signature.inputs()), specNames(features.inputs()));
        Map<String, TensorSpec> specs =
                features.inputs().stream().collect(Collectors.toMap(TensorSpec::name, Function.identity()));
        Map<String, LogicalType> logical = LogicalType.ofInputs(features.metadata());
        List<InputColumn> inputs = new ArrayList<>();
        for (Field field : signature.inputs()) {
            Optional<Type> type = type(ref, field, logical.get(field.name()));
            inputs.add(column(ref, field, type, specs.get(field.name()), features.takesNullStrings()));
        }
        return List.copyOf(inputs);
    }

    /**
     * Inputs of a pair's model that is served alone.
     *
     * @throws ServingException naming an input that a request cannot contain
     */
    static List<InputColumn> modelInputs(ModelVersionRef ref, OnnxScorer model) {
        Map<String, LogicalType> logical = LogicalType.ofInputs(model.metadata());
        List<InputColumn> inputs = new ArrayList<>();
        for (TensorSpec spec : model.inputs()) {
            LogicalType meant = logical.get(spec.name());
            Type type = meant == null ? type(spec.type()) : type(meant);
            if (spec.isVector() && (!spec.type().isFloating() || spec.width() < 1)) {
                throw new ServingException(
                        ref + " takes " + shown(spec)
                                + ", which a request cannot contain. Serve it with its features: set LASTMILE_SERVING_PART=chain.");
            }
            inputs.add(new InputColumn(spec.name(), type, spec.type(), true, spec.isVector() ? spec.width() : 0));
        }
        return List.copyOf(inputs);
    }

    // Column type of a request for an input of the graph whose metadata do not state one.
    private static Type type(ElementType tensor) {
        return switch (tensor) {
            case DOUBLE -> Type.DOUBLE;
            case FLOAT -> Type.FLOAT;
            case INT64 -> Type.LONG;
            case INT32 -> Type.INTEGER;
            case BOOL -> Type.BOOLEAN;
            case STRING -> Type.STRING;
        };
    }

    private static Type type(LogicalType meant) {
        return switch (meant) {
            case BOOLEAN -> Type.BOOLEAN;
            case LONG -> Type.LONG;
            case DATE -> Type.DATE;
            case TIMESTAMP -> Type.TIMESTAMP;
        };
    }

    // A signature calls an integer or a boolean that can be null a double, as that is what the graph takes.
    private static Optional<Type> type(ModelVersionRef ref, Field field, LogicalType meant) {
        if (meant == null && field.type().equals(DATETIME)) {
            throw new ServingException(ref + " takes " + field.name() + " as " + DATETIME
                    + " by its signature, and the metadata of its graph do not state whether it is a date or a timestamp"
                    + " (" + GraphMetadata.INPUT_TYPES + "). Export it again.");
        }
        Optional<Type> stated = Arrays.stream(Type.values())
                .filter(type -> !type.isTemporal() && type.toString().equalsIgnoreCase(field.type()))
                .findFirst();
        boolean narrower = meant == LogicalType.LONG && stated.equals(Optional.of(Type.INTEGER));
        return meant == null || narrower ? stated : Optional.of(type(meant));
    }

    private static InputColumn column(
            ModelVersionRef ref, Field field, Optional<Type> type, TensorSpec spec, boolean nullStrings) {
        ElementType tensor = spec.type();
        if (type.isEmpty() || spec.shape().length != 1 || !type.get().fits(tensor)) {
            throw new ServingException(ref + " takes " + field.name() + " as " + field.type()
                    + " by its signature, and as "
                    + shown(spec) + " by its graph; a request cannot contain that. Register it again with columns of"
                    + " double, float, long, integer, boolean, string or datetime.");
        }
        boolean required = field.required() || (tensor == ElementType.STRING && !nullStrings);
        return new InputColumn(field.name(), type.get(), tensor, required);
    }

    private static void requireCompatible(ChampionPairRef pair, OnnxScorer features, OnnxScorer model) {
        Map<String, TensorSpec> given =
                features.outputs().stream().collect(Collectors.toMap(TensorSpec::name, Function.identity()));
        for (TensorSpec taken : model.inputs()) {
            TensorSpec spec = given.get(taken.name());
            if (spec == null) {
                throw new ServingException(pair.model() + " takes " + shown(taken) + ", and " + pair.features()
                        + " gives only " + specNames(features.outputs()) + "." + RETRAIN);
            }
            if (spec.type() != taken.type() || !sameShape(spec.shape(), taken.shape())) {
                throw new ServingException(pair.model() + " takes " + shown(taken) + ", and " + pair.features()
                        + " gives " + shown(spec) + "." + RETRAIN);
            }
        }
    }

    private static void requireWritable(ModelVersionRef ref, List<TensorSpec> outputs) {
        if (outputs.stream().allMatch(output -> output.name().equals(RowStatus.OUTPUT))) {
            throw new ServingException(ref + " gives " + specNames(outputs) + ", and none of these is a prediction."
                    + " Register it again with an output for its predictions.");
        }
    }

    private static void requireSameNames(ModelVersionRef ref, String which, Set<String> signature, Set<String> graph) {
        if (!signature.equals(graph)) {
            throw new ServingException(ref + " has the " + which + " " + signature + " in its signature, and " + graph
                    + " in its graph. Register it again.");
        }
    }

    // -1 is a dynamic dimension.
    private static boolean sameShape(long[] given, long[] taken) {
        if (given.length != taken.length) {
            return false;
        }
        for (int i = 0; i < given.length; i++) {
            if (given[i] != taken[i] && given[i] != -1 && taken[i] != -1) {
                return false;
            }
        }
        return true;
    }

    private static Set<String> names(List<Field> fields) {
        return fields.stream().map(Field::name).collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> specNames(List<TensorSpec> specs) {
        return specs.stream().map(TensorSpec::name).collect(Collectors.toCollection(TreeSet::new));
    }

    private static String shown(TensorSpec spec) {
        String shape = Arrays.stream(spec.shape())
                .mapToObj(size -> size < 0 ? "N" : Long.toString(size))
                .collect(Collectors.joining(",", "[", "]"));
        return spec.name() + " " + spec.type().name().toLowerCase(Locale.ROOT) + shape;
    }
}
