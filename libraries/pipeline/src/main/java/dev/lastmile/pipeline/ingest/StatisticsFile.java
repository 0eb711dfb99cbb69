package dev.lastmile.pipeline.ingest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lastmile.contract.ColumnType.Scalar;
import dev.lastmile.contract.ContractColumn;
import dev.lastmile.lake.ColumnStatistics;
import dev.lastmile.lake.Contract;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Map;

/**
 * The statistics of a snapshot's columns as JSON: {@code {"pulse": {"rows": 3, "nulls": 0, "nans": 0, "min": 40, "max":
 * 180}}}; dates and timestamps as in ISO 8601, and no bounds of strings.
 */
final class StatisticsFile {
    private static final JsonMapper JSON = new JsonMapper();

    private StatisticsFile() {}

    static void write(Path file, Contract contract, Map<String, ColumnStatistics> statistics) {
        try {
            Files.writeString(file, json(contract, statistics));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String json(Contract contract, Map<String, ColumnStatistics> statistics) throws JsonProcessingException {
        ObjectNode json = JSON.createObjectNode();
        for (ContractColumn column : contract.definition().columns()) {
            ColumnStatistics of = statistics.get(column.name());
            if (of != null) {
                ObjectNode one = json.putObject(column.name());
                one.put("rows", of.rows()).put("nulls", of.nulls()).put("nans", of.nans());
                if (of.min() != null && of.max() != null) {
                    one.putPOJO("min", value(column, of.min()));
                    one.putPOJO("max", value(column, of.max()));
                }
            }
        }
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(json);
    }

    private static Object value(ContractColumn column, Object value) {
        if (column.type() == Scalar.DATE) {
            return LocalDate.ofEpochDay(((Number) value).longValue()).toString();
        } else if (column.type() == Scalar.TIMESTAMP || column.type() == Scalar.TIMESTAMP_NTZ) {
            Instant instant = Instant.EPOCH.plus(((Number) value).longValue(), ChronoUnit.MICROS);
            return column.type() == Scalar.TIMESTAMP
                    ? instant.toString()
                    : LocalDateTime.ofInstant(instant, ZoneOffset.UTC).toString();
        }
        boolean isInfinite = value instanceof Double number && number.isInfinite()
                || value instanceof Float single && single.isInfinite();
        return isInfinite ? value.toString() : value;
    }
}
