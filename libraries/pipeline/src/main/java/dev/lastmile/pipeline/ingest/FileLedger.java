package dev.lastmile.pipeline.ingest;

import dev.lastmile.lake.Contract;
import dev.lastmile.lake.Snapshot;
import dev.lastmile.pipeline.StepException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The files whose rows a dataset has, as the summaries of its snapshots record them.
 *
 * @param files that were read under the contract of now
 * @param stale files that were read under another
 * @param position how many positions are taken
 * @param isComplete whether all rows are of these files
 */
record FileLedger(List<IngestedFile> files, List<IngestedFile> stale, long position, boolean isComplete) {
    /** Key of a snapshot's summary: the files that it has added, as JSON with their SHA-256. */
    static final String FILES = "lastmile.raw.files";

    private static final String POSITION = "lastmile.raw.position";
    private static final String MODE = "lastmile.raw.mode";

    /**
     * @param history of the dataset, newest first
     */
    static FileLedger of(List<Snapshot> history, Contract contract) {
        List<IngestedFile> files = new ArrayList<>();
        List<IngestedFile> stale = new ArrayList<>();
        long position = 0;
        for (Snapshot snapshot : history) {
            Map<String, String> summary = snapshot.summary();
            if (!summary.containsKey(FILES)) {
                return new FileLedger(files, stale, position, false);
            }
            boolean isSame = contract.digest().equals(summary.get(Snapshot.CONTRACT_DIGEST));
            (isSame ? files : stale).addAll(IngestedFile.fromJson(summary.get(FILES)));
            position = Math.max(position, Long.parseLong(summary.get(POSITION)));
            if (IngestMode.REPLACE.name().equals(summary.get(MODE))) {
                return new FileLedger(files, stale, position, true);
            }
        }
        return new FileLedger(files, stale, position, history.isEmpty());
    }

    /**
     * Rows that no file is recorded for are replaced, as are rows of another contract if all their files are given again.
     *
     * @throws StepException if only some of the files are given again of which one was read under another contract
     */
    IngestMode mode(IngestMode wanted, List<IngestedFile> given, Contract contract) {
        if (wanted == IngestMode.REPLACE || !isComplete || files.isEmpty() && stale.isEmpty()) {
            return IngestMode.REPLACE;
        }
        Set<String> again = digests(given);
        if (stale.stream().noneMatch(file -> again.contains(file.sha256()))) {
            return IngestMode.APPEND;
        }
        List<String> left = Stream.concat(files.stream(), stale.stream())
                .filter(file -> !again.contains(file.sha256()))
                .map(IngestedFile::name)
                .toList();
        if (left.isEmpty()) {
            return IngestMode.REPLACE;
        }
        throw new StepException("The contract of " + contract.dataset() + " has changed since some of these files were"
                + " ingested, and " + left.get(0)
                + (left.size() == 1 ? " is" : " and " + (left.size() - 1) + " more are")
                + " not among them. Pass all files again, or replace the rows with --mode=replace.");
    }

    boolean has(IngestedFile file) {
        return digests(files).contains(file.sha256());
    }

    /** What the next snapshot records. */
    static Map<String, String> notes(List<IngestedFile> added, long position, IngestMode mode) {
        return Map.of(FILES, IngestedFile.toJson(added), POSITION, Long.toString(position), MODE, mode.name());
    }

    private static Set<String> digests(List<IngestedFile> files) {
        return files.stream().map(IngestedFile::sha256).collect(Collectors.toCollection(HashSet::new));
    }
}
