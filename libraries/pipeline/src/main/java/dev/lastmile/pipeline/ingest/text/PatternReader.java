package dev.lastmile.pipeline.ingest.text;

import dev.lastmile.contract.ColumnRules;
import dev.lastmile.contract.ColumnType.Scalar;
import dev.lastmile.contract.text.TimePattern;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;

/** Reads dates and local times by a pattern. */
final class PatternReader extends ColumnReader {
    private static final long MICROS = 1_000_000;

    private final TimePattern pattern;
    private final Scalar type;
    private final ZoneId zone;

    PatternReader(ColumnRules rules, int ordinal, TimePattern pattern, Scalar type, ZoneId zone) {
        super(rules, ordinal);
        this.pattern = pattern;
        this.type = type;
        this.zone = zone;
    }

    @Override
    String read(byte[] bytes, int from, int to, InternalRow row) {
        if (!pattern.read(bytes, from, to)) {
            return "type " + type + " (" + pattern + ")";
        }
        if (type == Scalar.DATE) {
            row.setInt(ordinal, pattern.day);
            return text(rules.broken((long) pattern.day));
        }
        long micros = pattern.micros;
        if (type == Scalar.TIMESTAMP) {
            long seconds = Math.floorDiv(micros, MICROS);
            List<ZoneOffset> offsets =
                    zone.getRules().getValidOffsets(LocalDateTime.ofEpochSecond(seconds, 0, ZoneOffset.UTC));
            if (offsets.size() != 1) {
                return "type timestamp (" + pattern + ", unique in " + zone + ")";
            }
            micros -= offsets.get(0).getTotalSeconds() * MICROS;
        }
        row.setLong(ordinal, micros);
        return text(rules.broken(micros));
    }
}
