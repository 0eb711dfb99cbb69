package dev.lastmile.serving.core.chain;

import dev.lastmile.onnx.ElementType;
import dev.lastmile.onnx.OnnxScorer;
import dev.lastmile.onnx.RowStatus;
import dev.lastmile.onnx.TensorSpec;
import dev.lastmile.serving.core.ServingException;
import dev.lastmile.serving.core.chain.InputColumn.Type;
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

/** What the two models of a pair take and give, once it is sure that they fit. */
record ChainSignature(List<InputColumn> inputs) {
    private static final String RETRAIN = " Run: make pipeline";

    /**
     * @throws ServingException naming the model and the column that does not fit
     */
    static ChainSignature of(
            ChampionPair pair, OnnxScorer features, OnnxScorer model, Signature first, Signature second) {
        requireSameNames(pair.features(), "inputs", names(first.inputs()), specNames(features.inputs()));
        requireSameNames(pair.model(), "inputs", names(second.inputs()), specNames(model.inputs()));
        requireHandover(pair, features, model);
        requireAnswer(pair.model(), model.outputs());
        Map<String, TensorSpec> specs =
                features.inputs().stream().collect(Collectors.toMap(TensorSpec::name, Function.identity()));
        List<InputColumn> inputs = new ArrayList<>();
        for (Field field : first.inputs()) {
            inputs.add(column(pair.features(), field, specs.get(field.name()), features.takesNullStrings()));
        }
        return new ChainSignature(List.copyOf(inputs));
    }

    /**
     * What the model of a pair takes when it is asked alone.
     *
     * @throws ServingException naming an input that a request cannot bring
     */
    static List<InputColumn> modelInputs(ModelPin pin, OnnxScorer model) {
        List<InputColumn> inputs = new ArrayList<>();
        for (TensorSpec spec : model.inputs()) {
            Optional<Type> type = type(spec.type());
            if (type.isEmpty() || (spec.isVector() && (!spec.type().isFloating() || spec.width() < 1))) {
                throw new ServingException(
                        pin + " takes " + shown(spec)
                                + ", which a request cannot bring. Serve it with its features: set LASTMILE_SERVING_PART=chain.");
            }
            inputs.add(new InputColumn(spec.name(), type.get(), spec.type(), true, spec.isVector() ? spec.width() : 0));
        }
        return List.copyOf(inputs);
    }

    // What a request brings for the graph's inputs; nothing for 32-bit integers and booleans.
    private static Optional<Type> type(ElementType tensor) {
        return switch (tensor) {
            case DOUBLE -> Optional.of(Type.DOUBLE);
            case FLOAT -> Optional.of(Type.FLOAT);
            case INT64 -> Optional.of(Type.LONG);
            case STRING -> Optional.of(Type.STRING);
            case INT32, BOOL -> Optional.empty();
        };
    }

    private static InputColumn column(ModelPin pin, Field field, TensorSpec spec, boolean nullStrings) {
        Type type = constant(Type.values(), field.type());
        ElementType tensor = spec.type();
        if (type == null || spec.shape().length != 1 || !type.fits(tensor)) {
            throw new ServingException(pin + " takes " + field.name() + " as " + field.type()
                    + " by its signature, and as "
                    + shown(spec) + " by its graph; a request cannot bring that. Register it again with columns of"
                    + " double, float, long, integer or string.");
        }
        boolean required = field.required() || (tensor == ElementType.STRING && !nullStrings);
        return new InputColumn(field.name(), type, tensor, required);
    }

    private static void requireHandover(ChampionPair pair, OnnxScorer features, OnnxScorer model) {
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

    private static void requireAnswer(ModelPin pin, List<TensorSpec> outputs) {
        if (outputs.stream().allMatch(output -> output.name().equals(RowStatus.OUTPUT))) {
            throw new ServingException(pin + " gives " + specNames(outputs) + ", and none of that is an answer."
                    + " Register it again with an output for its predictions.");
        }
    }

    private static void requireSameNames(ModelPin pin, String which, Set<String> signature, Set<String> graph) {
        if (!signature.equals(graph)) {
            throw new ServingException(pin + " has the " + which + " " + signature + " in its signature, and " + graph
                    + " in its graph. Register it again.");
        }
    }

    // -1 is any size.
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
