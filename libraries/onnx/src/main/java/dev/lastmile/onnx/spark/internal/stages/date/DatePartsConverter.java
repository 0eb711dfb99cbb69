package dev.lastmile.onnx.spark.internal.stages.date;

import static dev.lastmile.onnx.spark.internal.stages.date.DateColumns.MICROS_PER_DAY;
import static dev.lastmile.onnx.spark.internal.stages.date.DateColumns.MICROS_PER_HOUR;
import static dev.lastmile.onnx.spark.internal.stages.date.DateColumns.MICROS_PER_SECOND;

import dev.lastmile.onnx.ElementType;
import dev.lastmile.onnx.graph.GraphBuilder;
import dev.lastmile.onnx.graph.Value;
import dev.lastmile.onnx.spark.ConversionContext;
import dev.lastmile.onnx.spark.DatePart;
import dev.lastmile.onnx.spark.DateParts;
import dev.lastmile.onnx.spark.StageConverter;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/** The parts of a date or timestamp by integer arithmetic; NaN where it is missing. */
final class DatePartsConverter implements StageConverter<DateParts> {
    @Override
    public Class<DateParts> stage() {
        return DateParts.class;
    }

    @Override
    public Set<String> parameters() {
        return Set.of("inputCol", "outputCols", "parts", "epoch");
    }

    @Override
    public List<String> rejections() {
        return List.of("a column that is not a `date` or a `timestamp`");
    }

    @Override
    public void convert(DateParts stage, ConversionContext graph) {
        Value given = graph.temporal("inputCol", stage.getInputCol());
        DataType type = graph.field(stage.getInputCol()).dataType();
        boolean isDate = type.equals(DataTypes.DateType);
        Parts computed = Parts.of(graph.builder(), given, isDate, stage.epochMicros());
        List<DatePart> parts = stage.partsOf(type);
        List<String> names = stage.outputColsOf(type);
        for (int i = 0; i < names.size(); i++) {
            graph.put(names.get(i), computed.part(parts.get(i)));
        }
    }

    /**
     * @param given INT64, or DOUBLE with NaN for null
     * @param micros since 1970-01-01T00:00:00Z
     */
    private record Parts(GraphBuilder builder, Value given, CivilDate date, Value micros, long epoch) {
        static Parts of(GraphBuilder builder, Value given, boolean isDate, long epoch) {
            // The cast of NaN to an integer is not defined.
            Value number = given.type().isFloating() ? builder.where(given.isNaN(), 0, given) : given;
            Value integer = number.cast(ElementType.INT64);
            Value days = isDate ? integer : CivilDate.floorDiv(integer, MICROS_PER_DAY);
            Value micros = isDate ? integer.mul(MICROS_PER_DAY) : integer;
            return new Parts(builder, given, new CivilDate(days), micros, epoch);
        }

        Value part(DatePart part) {
            Value number = number(part).cast(ElementType.DOUBLE);
            return given.type().isFloating() ? builder.where(given.isNaN(), Double.NaN, number) : number;
        }

        private Value number(DatePart part) {
            return switch (part) {
                case YEAR -> date.year();
                case QUARTER -> date.quarter();
                case MONTH -> date.month();
                case DAY -> date.day();
                case DAY_OF_WEEK -> date.dayOfWeek();
                case HOUR -> CivilDate.floorMod(micros, MICROS_PER_DAY).div(MICROS_PER_HOUR);
                case IS_WEEKEND -> date.isWeekend();
                case EPOCH_SECONDS ->
                    micros.sub(builder.longScalar(epoch))
                            .cast(ElementType.DOUBLE)
                            .div(MICROS_PER_SECOND);
            };
        }
    }
}
