package dev.lastmile.onnx.spark.internal.stages.category;

import dev.lastmile.onnx.spark.StageConverter;
import java.util.List;

/** The converters of stages of labels and their indices. */
public final class CategoryStages {
    private CategoryStages() {}

    /** One of each. */
    public static List<StageConverter<?>> converters() {
        return List.of(
                new IndexToStringConverter(),
                new OneHotEncoderConverter(),
                new StringImputerConverter(),
                new StringIndexerConverter(),
                new TargetEncoderConverter());
    }
}
