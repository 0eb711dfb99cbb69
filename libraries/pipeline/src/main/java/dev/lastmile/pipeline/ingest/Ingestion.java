package dev.lastmile.pipeline.ingest;

import dev.lastmile.lake.Contract;
import dev.lastmile.lake.DatasetName;
import dev.lastmile.lake.Lake;
import dev.lastmile.lake.LakeConfig;
import dev.lastmile.pipeline.StepException;
import dev.lastmile.pipeline.ingest.file.FileStore;
import dev.lastmile.pipeline.ingest.file.FoundFile;
import dev.lastmile.pipeline.ingest.file.ListedFile;
import dev.lastmile.pipeline.ingest.file.ScannedFile;
import dev.lastmile.pipeline.ingest.spark.FileScans;
import dev.lastmile.pipeline.ingest.spark.ParquetFile;
import dev.lastmile.pipeline.ingest.text.TextFormat;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.SparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Raw files on their way into a dataset: found, scanned once for their digests, compared with the files that are in
 * already, matched with the contract, and read as rows. No record passes through the driver.
 *
 * <p>{@link #rows} are written to a branch; then {@link #requireAcceptable} says whether they may be published. Not
 * thread-safe.
 */
public final class Ingestion implements AutoCloseable {
    private static final int REPORTED = 5;

    private final Contract contract;
    private final IngestRules rules;
    private final Selection selection;
    private final Records records;

    private Ingestion(Contract contract, IngestRules rules, Selection selection, Records records) {
        this.contract = contract;
        this.rules = rules;
        this.selection = selection;
        this.records = records;
    }

    /**
     * Finds and scans the files.
     *
     * @param downloads folder that keeps downloads
     * @param environment has the variables of proxy and S3
     * @throws StepException naming the file and the remedy, if a file cannot be read, is empty, damaged, in another
     *     encoding or has another digest, or if its columns are not the contract's
     */
    public static Ingestion open(
            Lake lake,
            Contract contract,
            RawSource source,
            IngestRules rules,
            Path downloads,
            Map<String, String> environment) {
        RawSource fetched = source.fetched(downloads, environment);
        FileStore store = new FileStore(
                lake.session().sparkContext().hadoopConfiguration(),
                FileStore.S3.matcher(fetched.location()).matches() ? LakeConfig.s3Properties(environment) : Map.of());
        List<ListedFile> listed = fetched.downloaded()
                .map(file -> List.of(shipped(lake.session().sparkContext(), file)))
                .orElseGet(() -> store.list(fetched.location()));
        FileLedger ledger = FileLedger.of(lake.history(contract.dataset()), contract);
        SparkSession spark = lake.session();
        StructType columns = columns(contract, rules);
        if (fetched.textFormat().isEmpty()) {
            List<ParquetFile> scanned = FileScans.parquet(spark, store, listed);
            Selection selection = select(scanned, ledger, contract, rules, fetched);
            Records records = new ParquetRecords(spark, columns, added(scanned, selection), selection.base());
            return new Ingestion(contract, rules, selection, records);
        }
        TextFormat format = fetched.textFormat().get();
        List<ScannedFile> scanned = FileScans.text(spark, store, format, listed);
        Selection selection = select(scanned, ledger, contract, rules, fetched);
        Records records = new TextRecords(spark, store, format, columns, added(scanned, selection), selection.base());
        return new Ingestion(contract, rules, selection, records);
    }

    /** @throws StepException if a file cannot be ingested, or has another digest than it must */
    private static Selection select(
            List<? extends FoundFile> scanned,
            FileLedger ledger,
            Contract contract,
            IngestRules rules,
            RawSource source) {
        requireNoProblems(scanned.stream()
                .filter(file -> file.problem() != null)
                .map(file -> file.file().name() + " " + file.problem())
                .toList());
        Selection selection = Selection.of(
                ledger,
                contract,
                rules.mode(),
                scanned.stream()
                        .map(file ->
                                new IngestedFile(file.file().name(), file.sha256(), file.bytes(), file.positions()))
                        .toList());
        requireDigest(source, selection.given());
        return selection;
    }

    private static <F extends FoundFile> List<F> added(List<F> scanned, Selection selection) {
        Set<String> wanted = names(selection.added());
        return scanned.stream()
                .filter(file -> wanted.contains(file.file().name()))
                .toList();
    }

    /** The columns of the contract that come from the files, and {@code _position}. */
    public Dataset<Row> rows() {
        return records.rows();
    }

    /** The records that do not fit: file, sha256, line, byte_offset, column_name, value, rule. */
    public Dataset<Row> rejected() {
        return records.rejected();
    }

    /** The files whose rows are added. */
    public List<IngestedFile> files() {
        return selection.added();
    }

    /** One sentence for each file that adds no rows. */
    public List<String> skipped() {
        return selection.skipped();
    }

    /** What becomes of the rows of the snapshot before. */
    public IngestMode mode() {
        return selection.mode();
    }

    /** For the summary of the snapshot: the files with their digests, and how many positions are taken. */
    public Map<String, String> notes() {
        return FileLedger.notes(selection.added(), selection.end(), selection.mode());
    }

    /** How many records were read and rejected; known once {@link #rows} were written. */
    public IngestCounts counts() {
        return records.counts();
    }

    /**
     * Checks the written rows against the rules.
     *
     * @throws StepException with the first few rejects and their number, if there are more than allowed, or if there was
     *     no record
     */
    public void requireAcceptable() {
        IngestCounts counts = counts();
        DatasetName dataset = contract.dataset();
        if (counts.records() == 0) {
            throw new StepException("The raw files for " + dataset + " have no records, only a header: "
                    + files().stream().map(IngestedFile::name).limit(REPORTED).collect(Collectors.joining(", "))
                    + ". Check what was exported.");
        }
        boolean fails = rules.onReject() == OnReject.FAIL
                ? counts.rejects() > 0
                : counts.rejects() > rules.maxRejectRate() * counts.records() || counts.rejects() == counts.records();
        if (!fails) {
            return;
        }
        String remedy = rules.onReject() == OnReject.FAIL
                ? "Correct the file or the contract, or set them aside with --on-reject=quarantine."
                : counts.rejects() == counts.records()
                        ? "None is left. Correct the file or the contract."
                        : "That is more than --max-reject-rate=" + rules.maxRejectRate()
                                + " allows. Correct the file or the" + " contract.";
        throw new StepException(counts.rejects() + " of " + counts.records() + " records do not fit " + dataset + ". "
                + counts.first().stream().map(Object::toString).collect(Collectors.joining(". "))
                + (counts.rejects() > counts.first().size()
                        ? ". And " + (counts.rejects() - counts.first().size()) + " more"
                        : "")
                + ". " + remedy + " Nothing was published.");
    }

    @Override
    public void close() {
        records.close();
    }

    // Executors on other machines do not see the driver's disk.
    private static ListedFile shipped(SparkContext context, ListedFile file) {
        if (context.isLocal()) {
            return file;
        }
        Path path = Path.of(java.net.URI.create(file.location()));
        context.addFile(path.toString());
        return new ListedFile(file.name(), FileStore.shipped(path.getFileName().toString()), file.bytes());
    }

    private static StructType columns(Contract contract, IngestRules rules) {
        return new StructType(Arrays.stream(contract.schema().fields())
                .filter(field -> !rules.derived().contains(field.name()))
                .toArray(StructField[]::new));
    }

    private static Set<String> names(List<IngestedFile> files) {
        return files.stream().map(IngestedFile::name).collect(Collectors.toSet());
    }

    private static void requireNoProblems(List<String> problems) {
        if (!problems.isEmpty()) {
            throw new StepException(problems.stream().limit(REPORTED).collect(Collectors.joining(" "))
                    + (problems.size() > REPORTED ? " And " + (problems.size() - REPORTED) + " more files." : "")
                    + " Nothing was read.");
        }
    }

    private static void requireDigest(RawSource source, List<IngestedFile> files) {
        source.sha256().ifPresent(expected -> {
            if (files.size() != 1) {
                throw new StepException("--sha256 is the digest of one file, and " + source.location() + " has "
                        + files.size() + ". Leave it out, or pass one file.");
            }
            IngestedFile file = files.get(0);
            if (!file.sha256().equalsIgnoreCase(expected)) {
                throw new StepException("The raw file from " + file.name() + " has SHA-256 " + file.sha256()
                        + ", expected " + expected + ". If the file is meant to be another one, pass --sha256="
                        + file.sha256() + ".");
            }
        });
    }
}
