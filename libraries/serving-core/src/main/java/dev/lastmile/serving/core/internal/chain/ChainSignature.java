package dev.lastmile.serving.core.internal.chain;

import dev.lastmile.onnx.ElementType;
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
    private static final String RETRAIN = " Run: make pipeline";

    /**
     * @throws ServingException naming the model and the column that does not fit
     */
    static ChainSignature of(
            ChampionPairRef pair, OnnxScorer features, OnnxScorer model, Signature first, Signature second) {
        requireSameNames(pair.features(), "inputs", names(first.inputs()), specNames(features.inputs()));
        requireSameNames(pair.model(), "inputs", names(second.inputs()), specNames(model.inputs()));
        requireCompatible(pair, features, model);
        requireWritable(pair.model(), model.outputs());
        Map<String, TensorSpec> specs =
                features.inputs().stream().collect(Collectors.toMap(TensorSpec::name, Function.identity()));
        List<InputColumn> inputs = new ArrayList<>();
        for (Field field : first.inputs()) {
            inputs.add(column(pair.features(), field, specs.get(field.name()), features.takesNullStrings()));
        }
        return new ChainSignature(List.copyOf(inputs));
    }

    /**
     * Inputs of a pair's model that is served alone.
     *
     * @throws ServingException naming an input that a request cannot contain
     */
    static List<InputColumn> modelInputs(ModelVersionRef ref, OnnxScorer model) {
        List<InputColumn> inputs = new ArrayList<>();
        for (TensorSpec spec : model.inputs()) {
            Optional<Type> type = type(spec.type());
            if (type.isEmpty() || (spec.isVector() && (!spec.type().isFloating() || spec.width() < 1))) {
                throw new ServingException(
                        ref + " takes " + shown(spec)
                                + ", which a request cannot contain. Serve it with its features: set LASTMILE_SERVING_PART=chain.");
            }
            inputs.add(new InputColumn(spec.name(), type.get(), spec.type(), true, spec.isVector() ? spec.width() : 0));
        }
        return List.copyOf(inputs);
    }

    // Column type of a request for an input of the graph; empty for 32-bit integers and booleans.
    private static Optional<Type> type(ElementType tensor) {
        return switch (tensor) {
            case DOUBLE -> Optional.of(Type.DOUBLE);
            case FLOAT -> Optional.of(Type.FLOAT);
            case INT64 -> Optional.of(Type.LONG);
            case STRING -> Optional.of(Type.STRING);
            case INT32, BOOL -> Optional.empty();
        };
    }

    private static InputColumn column(ModelVersionRef ref, Field field, TensorSpec spec, boolean nullStrings) {
        Type type = constant(Type.values(), field.type());
        ElementType tensor = spec.type();
        if (type == null || spec.shape().length != 1 || !type.fits(tensor)) {
            throw new ServingException(ref + " takes " + field.name() + " as " + field.type()
                    + " by its signature, and as "
                    + shown(spec) + " by its graph; a request cannot contain that. Register it again with columns of"
                    + " double, float, long, integer or string.");
        }
        boolean required = field.required() || (tensor == ElementType.STRING && !nullStrings);
        return new InputColumn(field.name(), type, tensor, required);
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

    private static <E extends Enum<E>> E constant(E[] constants, String name) {
        return Arrays.stream(constants)
                .filter(constant -> constant.name().equalsIgnoreCase(name))
                .findFirst()
                .orElse(null);
    }
}
