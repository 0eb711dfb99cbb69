package dev.lastmile.onnx.spark.internal.export;

import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What the export knows, for tests in other packages. */
public final class KnownStages {
    private KnownStages() {}

    /** The simple names of the stages that can be exported. */
    public static Set<String> names() {
        return StageConverters.builtIn().stream()
                .map(converter -> converter.stage().getSimpleName())
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
