package dev.lastmile.onnx.spark.internal.stages.number;

import dev.lastmile.onnx.spark.StageConverter;
import java.util.List;

/** The converters of stages that read single numbers. */
public final class NumberStages {
    private NumberStages() {}

    /** One of each. */
    public static List<StageConverter<?>> converters() {
        return List.of(new BinarizerConverter(), new BucketizerConverter(), new ImputerConverter());
    }
}
