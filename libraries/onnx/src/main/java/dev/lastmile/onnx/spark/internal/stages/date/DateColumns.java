package dev.lastmile.onnx.spark.internal.stages.date;

import dev.lastmile.onnx.spark.DatePart;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * The parts of a column as Spark's own expressions. None of them depends on the session's time zone: a timestamp is split
 * into its UTC date and the microseconds since midnight by integer arithmetic.
 *
 * @param date of type {@code date}
 * @param time microseconds since midnight
 * @param sinceEpoch microseconds
 */
public record DateColumns(Column date, Column time, Column sinceEpoch) {
    static final long MICROS_PER_SECOND = 1_000_000L;
    static final long MICROS_PER_HOUR = 3600 * MICROS_PER_SECOND;
    static final long MICROS_PER_DAY = 24 * MICROS_PER_HOUR;

    /**
     * @param name of a column of {@code date} or {@code timestamp}
     * @param epochMicros microseconds from 1970-01-01T00:00:00Z to the epoch
     */
    public static DateColumns of(StructType schema, String name, long epochMicros) {
        Column column = functions.col("`" + name.replace("`", "``") + "`");
        Column epoch = functions.lit(epochMicros);
        if (schema.apply(name).dataType().equals(DataTypes.DateType)) {
            Column days = functions.unix_date(column).cast(DataTypes.LongType);
            Column midnight = days.multiply(functions.lit(MICROS_PER_DAY));
            return new DateColumns(column, functions.lit(0L), midnight.minus(epoch));
        }
        Column micros = functions.unix_micros(column);
        Column day = functions.lit(MICROS_PER_DAY);
        Column time = functions.pmod(micros, day);
        Column days = functions.call_function("div", micros.minus(time), day);
        Column date = functions.date_from_unix_date(days.cast(DataTypes.IntegerType));
        return new DateColumns(date, time, micros.minus(epoch));
    }

    /** A part as {@code double}, NaN for null. */
    public Column part(DatePart part) {
        Column number = number(part).cast(DataTypes.DoubleType);
        return functions.coalesce(number, functions.lit(Double.NaN));
    }

    private Column number(DatePart part) {
        return switch (part) {
            case YEAR -> functions.year(date);
            case QUARTER -> functions.quarter(date);
            case MONTH -> functions.month(date);
            case DAY -> functions.dayofmonth(date);
            case DAY_OF_WEEK -> functions.dayofweek(date);
            case HOUR -> functions.call_function("div", time, functions.lit(MICROS_PER_HOUR));
            case IS_WEEKEND -> functions.dayofweek(date).isin(1, 7);
            case EPOCH_SECONDS ->
                sinceEpoch.cast(DataTypes.DoubleType).divide(functions.lit((double) MICROS_PER_SECOND));
        };
    }
}
