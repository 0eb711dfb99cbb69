package dev.lastmile.contract;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Contracts of the tests. */
final class Contracts {
    private static final Path EARLIER = Path.of("src/test/resources/earlier");

    private Contracts() {}

    /** A contract; each column is {@code name|type|nullable|metadata}, the last may be left out. */
    static DataContract contract(String... columns) {
        return DataContract.parse("lake.raw.flowers", json("", columns));
    }

    /** As {@link #contract}, with dataset rules as JSON. */
    static DataContract withRules(String rules, String... columns) {
        return DataContract.parse("lake.raw.flowers", json(",\"rules\":" + rules, columns));
    }

    static ColumnRules rules(String column) {
        return ColumnRules.of(contract(column).columns().get(0));
    }

    /** A contract as projects had it before there were roles, with a file for each dataset. */
    static String earlier(String dataset) {
        try {
            return Files.readString(EARLIER.resolve(dataset + ".json"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String json(String more, String... columns) {
        StringBuilder fields = new StringBuilder();
        for (String column : columns) {
            String[] parts = column.split("\\|", 4);
            String type = parts[1].startsWith("{") ? parts[1] : "\"" + parts[1] + "\"";
            fields.append(fields.isEmpty() ? "" : ",")
                    .append("{\"name\":\"")
                    .append(parts[0])
                    .append("\",\"type\":")
                    .append(type)
                    .append(",\"nullable\":")
                    .append(parts[2])
                    .append(",\"metadata\":")
                    .append(parts.length > 3 ? parts[3] : "{}")
                    .append("}");
        }
        return "{\"type\":\"struct\",\"fields\":[" + fields + "]" + more + "}";
    }
}
