package dev.lastmile.lake.internal;

import dev.lastmile.lake.ColumnStatistics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.ContentFile;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.ManifestFiles;
import org.apache.iceberg.ManifestReader;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.types.Conversions;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types.NestedField;

/**
 * What Iceberg has counted while the files of a snapshot were written: read from its manifests, without a pass over rows.
 *
 * <p>Iceberg counts the first 100 columns of a table. Rows that were deleted since, as an upsert does, are counted as well.
 */
public final class FileStatistics {
    private final Table table;
    private final Snapshot snapshot;

    FileStatistics(Table table, long snapshot) {
        this.table = table;
        this.snapshot = table.snapshot(snapshot);
    }

    /** Whether rows of its files are deleted. */
    boolean hasDeletes() {
        return !snapshot.deleteManifests(table.io()).isEmpty() && !deleteFiles().isEmpty();
    }

    /** The files that delete rows. */
    List<DeleteFile> deleteFiles() {
        List<DeleteFile> files = new ArrayList<>();
        for (ManifestFile manifest : snapshot.deleteManifests(table.io())) {
            try (ManifestReader<DeleteFile> reader =
                    ManifestFiles.readDeleteManifest(manifest, table.io(), table.specs())) {
                reader.forEach(file -> files.add(file.copy()));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return files;
    }

    /** Statistics of the top-level columns with a scalar type that were counted in every file, in the table's order. */
    public Map<String, ColumnStatistics> columns() {
        Map<String, Sum> sums = new LinkedHashMap<>();
        for (NestedField column : table.schema().columns()) {
            if (column.type().isPrimitiveType()) {
                sums.put(column.name(), new Sum(column));
            }
        }
        for (ManifestFile manifest : snapshot.dataManifests(table.io())) {
            try (ManifestReader<DataFile> reader = ManifestFiles.read(manifest, table.io(), table.specs())) {
                reader.forEach(file -> sums.values().forEach(sum -> sum.add(file)));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        Map<String, ColumnStatistics> columns = new LinkedHashMap<>();
        sums.forEach((name, sum) -> {
            if (sum.isComplete) {
                columns.put(name, new ColumnStatistics(sum.rows, sum.nulls, sum.nans, sum.min, sum.max));
            }
        });
        return columns;
    }

    private static final class Sum {
        private final int id;
        private final Type type;
        private final boolean hasBounds;
        private boolean isComplete = true;
        private long rows;
        private long nulls;
        private long nans;
        private Comparable<Object> min;
        private Comparable<Object> max;

        Sum(NestedField column) {
            this.id = column.fieldId();
            this.type = column.type();
            // Bounds of texts and bytes are cut off after 16 characters.
            this.hasBounds = switch (type.typeId()) {
                case BOOLEAN, INTEGER, LONG, FLOAT, DOUBLE, DATE, TIMESTAMP, DECIMAL -> true;
                default -> false;
            };
        }

        void add(ContentFile<?> file) {
            rows += file.recordCount();
            Map<Integer, Long> counted = file.nullValueCounts();
            if (counted == null || !counted.containsKey(id)) {
                // Newer than the file, or beyond the 100th.
                isComplete = false;
                return;
            }
            nulls += counted.get(id);
            nans += file.nanValueCounts() == null ? 0 : file.nanValueCounts().getOrDefault(id, 0L);
            min = least(min, bound(file.lowerBounds()), -1);
            max = least(max, bound(file.upperBounds()), 1);
        }

        @SuppressWarnings("unchecked")
        private Comparable<Object> bound(Map<Integer, ByteBuffer> bounds) {
            ByteBuffer bound = bounds == null || !hasBounds ? null : bounds.get(id);
            Object value = bound == null ? null : Conversions.fromByteBuffer(type, bound);
            return (Comparable<Object>) value;
        }

        private static Comparable<Object> least(Comparable<Object> one, Comparable<Object> other, int sign) {
            if (one == null || other == null) {
                return one == null ? other : one;
            }
            return Integer.signum(other.compareTo(one)) == sign ? other : one;
        }
    }
}
