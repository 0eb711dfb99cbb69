package dev.lastmile.pipeline.ingest.text;

import dev.lastmile.contract.ColumnRules;
import dev.lastmile.contract.ColumnType.Scalar;
import dev.lastmile.contract.text.TimeText;
import org.apache.spark.sql.catalyst.InternalRow;

/** Reads dates and timestamps of ISO 8601. */
final class TimeReader extends ColumnReader {
    private final TimeText time;
    private final Scalar type;

    TimeReader(ColumnRules rules, int ordinal, TimeText time, Scalar type) {
        super(rules, ordinal);
        this.time = time;
        this.type = type;
    }

    @Override
    String read(byte[] bytes, int from, int to, InternalRow row) {
        if (type == Scalar.DATE) {
            if (!time.readDate(bytes, from, to)) {
                return "type date (yyyy-MM-dd)";
            }
            row.setInt(ordinal, time.day);
            return text(rules.broken((long) time.day));
        }
        boolean isLocal = type == Scalar.TIMESTAMP_NTZ;
        if (isLocal ? !time.readLocalTimestamp(bytes, from, to) : !time.readTimestamp(bytes, from, to)) {
            return isLocal
                    ? "type timestamp_ntz (ISO 8601 without offset)"
                    : "type timestamp (ISO 8601, unique in " + time.zone() + " if it has no offset)";
        }
        row.setLong(ordinal, time.micros);
        return text(rules.broken(time.micros));
    }
}
