package dev.lastmile.lake.internal;

import dev.lastmile.lake.Contract;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.apache.iceberg.Table;
import org.apache.iceberg.io.OutputFile;

/** The contract beside the data of a table, for a reader that has the files and no catalog. */
final class ContractFile {
    private ContractFile() {}

    /** Writes it under its digest, also if it exists: a run that was killed here has left it empty. */
    static void write(Table table, Contract contract) {
        OutputFile file = table.io().newOutputFile(table.location() + "/contracts/" + contract.digest() + ".json");
        try (OutputStream out = file.createOrOverwrite()) {
            out.write(contract.json().getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
