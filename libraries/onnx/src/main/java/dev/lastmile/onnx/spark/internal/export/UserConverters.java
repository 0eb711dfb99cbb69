package dev.lastmile.onnx.spark.internal.export;

import dev.lastmile.onnx.OnnxModelException;
import dev.lastmile.onnx.spark.StageConverter;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Converters that others provide as services, by the stage that they convert. */
final class UserConverters {
    private UserConverters() {}

    /**
     * Those that the class loader of the stage or of the thread sees; spark-submit has a class loader for the jars of the
     * application, which is that of the thread too.
     *
     * @param taken which stages have a form already
     * @throws OnnxModelException naming the converters of which there can be but one, or one that cannot be made
     */
    static Map<Class<?>, StageConverter<?>> seenBy(Class<?> stage, Predicate<Class<?>> taken) {
        Map<Class<?>, StageConverter<?>> converters = new HashMap<>();
        Set<Class<?>> seen = new HashSet<>();
        for (ClassLoader loader : loaders(stage)) {
            for (StageConverter<?> converter : provided(loader)) {
                if (seen.add(converter.getClass())) {
                    add(converter, converters, taken);
                }
            }
        }
        return converters;
    }

    private static void add(
            StageConverter<?> converter, Map<Class<?>, StageConverter<?>> converters, Predicate<Class<?>> taken) {
        String name = converter.getClass().getName();
        Class<?> stage = converter.stage();
        if (taken.test(stage)) {
            throw new OnnxModelException("Converter " + name + " is for " + stage.getName()
                    + ", which has a form of its own already. Take it out of " + services() + ".");
        }
        StageConverter<?> other = converters.putIfAbsent(stage, converter);
        if (other != null) {
            String both = Stream.of(other.getClass().getName(), name).sorted().collect(Collectors.joining(" and "));
            throw new OnnxModelException("Converters " + both + " are both for " + stage.getName()
                    + ". Leave one of them in " + services() + ".");
        }
    }

    private static Iterable<StageConverter<?>> provided(ClassLoader loader) {
        try {
            Set<StageConverter<?>> converters = new LinkedHashSet<>();
            ServiceLoader.load(StageConverter.class, loader).forEach(converters::add);
            return converters;
        } catch (ServiceConfigurationError e) {
            throw new OnnxModelException(
                    "A converter in " + services() + " cannot be made: " + e.getMessage()
                            + ". It needs a public class with a public constructor without parameters.",
                    e);
        }
    }

    private static Set<ClassLoader> loaders(Class<?> stage) {
        return Stream.of(
                        stage.getClassLoader(),
                        Thread.currentThread().getContextClassLoader(),
                        UserConverters.class.getClassLoader())
                .filter(Objects::nonNull)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private static String services() {
        return "META-INF/services/" + StageConverter.class.getName();
    }
}
