package dev.lastmile.onnx.spark.internal;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** What the export knows, for tests in other packages. */
public final class KnownStages {
    private KnownStages() {}

    /** The simple names of the stages that can be exported. */
    public static Set<String> names() {
        return new TreeSet<>(List.of(StageConverters.names().split(", ")));
    }
}
