package dev.lastmile.pipeline.ingest;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.udf;
import static org.apache.spark.sql.functions.unix_date;
import static org.apache.spark.sql.functions.unix_micros;
import static org.apache.spark.sql.functions.when;

import dev.lastmile.contract.ColumnRules;
import dev.lastmile.contract.ColumnType;
import dev.lastmile.contract.DataContract;
import java.math.BigDecimal;
import java.sql.Date;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import scala.jdk.javaapi.CollectionConverters;

/** Applies the rules of a contract to rows that have types already. */
final class ParquetRules implements UDF1<Row, Row> {
    private static final long serialVersionUID = 1;
    private static final StructType BROKEN = StructType.fromDDL("column_name string not null, rule string not null");

    private final String schema;
    private transient List<ColumnRules> rules;

    private ParquetRules(String schema) {
        this.schema = schema;
    }

    /** The first rule that a row breaks: column_name, value, rule; null if it breaks none. */
    static Column firstBroken(StructType columns) {
        List<Column> texts = new ArrayList<>();
        Column broken = udf(new ParquetRules(columns.json()), BROKEN).apply(struct(passed(columns)));
        for (StructField field : columns.fields()) {
            texts.add(when(
                    broken.getField("column_name").equalTo(field.name()),
                    col("`" + field.name() + "`").cast(DataTypes.StringType)));
        }
        return when(
                broken.isNotNull(),
                struct(
                        broken.getField("column_name").as("column_name"),
                        coalesce(texts.toArray(Column[]::new)).as("value"),
                        broken.getField("rule").as("rule")));
    }

    // Days and microseconds are exact also before the Gregorian calendar, which Java's older types are not.
    private static Column[] passed(StructType columns) {
        List<Column> passed = new ArrayList<>();
        for (StructField field : columns.fields()) {
            Column value = col("`" + field.name() + "`");
            if (field.dataType() == DataTypes.DateType) {
                value = unix_date(value).as(field.name());
            } else if (field.dataType() == DataTypes.TimestampType) {
                value = unix_micros(value).as(field.name());
            }
            passed.add(value);
        }
        return passed.toArray(Column[]::new);
    }

    @Override
    public Row call(Row row) {
        if (rules == null) {
            rules = DataContract.parse("raw file", schema).columns().stream()
                    .map(ColumnRules::of)
                    .toList();
        }
        for (int i = 0; i < rules.size(); i++) {
            ColumnRules column = rules.get(i);
            int broken = row.isNullAt(i) ? column.brokenByNull() : broken(column, row.get(i));
            if (broken != 0) {
                return RowFactory.create(
                        column.column().name(),
                        column.rules()
                                .get(Integer.numberOfTrailingZeros(broken))
                                .text());
            }
        }
        return null;
    }

    private static int broken(ColumnRules rules, Object value) {
        if (value instanceof scala.collection.Iterable<?> array
                && rules.column().type() instanceof ColumnType.Array) {
            int broken = 0;
            for (Object element : CollectionConverters.asJava(array)) {
                broken |= element == null ? rules.brokenByNullElement() : brokenValue(rules, element);
            }
            return broken;
        }
        return brokenValue(rules, value);
    }

    private static int brokenValue(ColumnRules rules, Object value) {
        if (value instanceof Double || value instanceof Float) {
            return rules.broken(((Number) value).doubleValue());
        } else if (value instanceof BigDecimal decimal) {
            return rules.broken(decimal);
        } else if (value instanceof Long || value instanceof Integer) {
            return rules.broken(((Number) value).longValue());
        } else if (value instanceof String text) {
            return rules.broken(text);
        } else if (value instanceof LocalDateTime time) {
            return rules.broken(micros(time.toInstant(ZoneOffset.UTC)));
        } else if (value instanceof Timestamp time) {
            return rules.broken(micros(time.toInstant()));
        }
        return value instanceof Date day ? rules.broken(day.toLocalDate().toEpochDay()) : 0;
    }

    private static long micros(Instant instant) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
    }
}
