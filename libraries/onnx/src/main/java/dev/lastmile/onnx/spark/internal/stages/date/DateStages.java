package dev.lastmile.onnx.spark.internal.stages.date;

import dev.lastmile.onnx.spark.StageConverter;
import java.util.List;

/** The converters of stages that read dates and timestamps. */
public final class DateStages {
    private DateStages() {}

    /** One of each. */
    public static List<StageConverter<?>> converters() {
        return List.of(new DatePartsConverter());
    }
}
