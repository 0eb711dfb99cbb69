package dev.lastmile.pipeline.ingest;

import dev.lastmile.lake.Contract;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Which of the given files are read.
 *
 * @param given all of them
 * @param added those whose rows are added
 * @param skipped one sentence for each of the others
 * @param mode what becomes of the rows of the snapshot before
 * @param base how many positions are taken before the first file
 */
record Selection(List<IngestedFile> given, List<IngestedFile> added, List<String> skipped, IngestMode mode, long base) {
    static Selection of(FileLedger ledger, Contract contract, IngestMode wanted, List<IngestedFile> given) {
        IngestMode mode = ledger.mode(wanted, given, contract);
        List<IngestedFile> added = new ArrayList<>();
        List<String> skipped = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (IngestedFile file : given) {
            if (mode == IngestMode.APPEND && ledger.has(file)) {
                skipped.add(file.name() + " is already in " + contract.dataset() + " under this contract");
            } else if (!seen.add(file.sha256())) {
                skipped.add(file.name() + " has the same bytes as another of the files");
            } else {
                added.add(file);
            }
        }
        return new Selection(
                given,
                List.copyOf(added),
                List.copyOf(skipped),
                mode,
                mode == IngestMode.APPEND ? ledger.position() : 0);
    }

    /** How many positions are taken after the last file. */
    long end() {
        return base + added.stream().mapToLong(IngestedFile::positions).sum();
    }
}
