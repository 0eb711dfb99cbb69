package dev.lastmile.profile.file;

import dev.lastmile.contract.text.CsvTokenizer;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/**
 * A data file whose format was found from its head. {@link #read} streams its records; memory is bounded by the longest
 * record. The records are divided by the rules of the ingestion: what this class rejects, the ingestion rejects.
 */
public final class RecordFile {
    /** More columns are rejected: a table this wide is a matrix, for which the defaults are wrong. */
    public static final int MOST_COLUMNS = 2000;

    private final FileHead head;
    private final List<String> names;
    private FileFormat format;

    private RecordFile(FileHead head, FileFormat format, List<String> names) {
        this.head = head;
        this.format = format;
        this.names = names;
    }

    /**
     * Finds the format of a file.
     *
     * @throws ProfileException if it is not a text file of records, has duplicate columns, or too many
     */
    public static RecordFile of(java.nio.file.Path path) {
        FileHead head = FileHead.of(path);
        String name = name(head);
        byte[] ascii = Dialect.ascii(head);
        String start = new String(ascii, 0, Math.min(ascii.length, 4096), StandardCharsets.UTF_8)
                .replace("\uFEFF", "")
                .stripLeading();
        if (start.isEmpty()) {
            throw new ProfileException(
                    name + " has blank lines only. Give a file with a header and at least two rows.");
        } else if (start.startsWith("[")) {
            throw new ProfileException(name + " is a JSON array. Write one object per line, for example with"
                    + " jq -c '.[]' " + name + " > data.jsonl");
        } else if (start.startsWith("{")) {
            FileFormat format = new FileFormat(true, head.gzip(), head.charset(), ',', '"', '"', false);
            return new RecordFile(head, format, new ArrayList<>());
        }
        byte[] text = withoutMark(ascii);
        Dialect dialect = new Dialect(text, head.bytes().length < FileHead.LENGTH);
        FileFormat found = dialect.guess(head.gzip(), head.charset());
        List<List<String>> records = dialect.records(found, 200);
        boolean header = HeaderGuess.hasHeader(records);
        FileFormat format = new FileFormat(
                false, found.gzip(), found.charset(), found.delimiter(), found.quote(), found.escape(), header);
        List<String> first = records.get(0).stream()
                .map(String::strip)
                .map(RecordFile::decoded)
                .toList();
        return new RecordFile(head, format, columns(name, first, header));
    }

    // The head was split as bytes; whether all of the file is UTF-8 is known only once it is read.
    private static String decoded(String cell) {
        byte[] bytes = cell.getBytes(StandardCharsets.ISO_8859_1);
        String text = new String(bytes, StandardCharsets.UTF_8);
        return text.indexOf('\uFFFD') < 0 ? text : new String(bytes, Charset.forName("windows-1252"));
    }

    private static byte[] withoutMark(byte[] text) {
        boolean mark = text.length > 2 && (text[0] & 0xFF) == 0xEF && (text[1] & 0xFF) == 0xBB;
        return mark ? java.util.Arrays.copyOfRange(text, 3, text.length) : text;
    }

    private static List<String> columns(String file, List<String> first, boolean header) {
        if (first.size() > MOST_COLUMNS) {
            throw new ProfileException(file + " has " + first.size() + " columns; at most " + MOST_COLUMNS
                    + " are profiled. Choose the columns that matter, or reduce them before.");
        }
        List<String> names = new ArrayList<>();
        Set<String> seen = new LinkedHashSet<>();
        Set<String> twice = new LinkedHashSet<>();
        for (int i = 0; i < first.size(); i++) {
            String name = header && !first.get(i).isEmpty() ? first.get(i) : "column_" + (i + 1);
            if (!seen.add(name)) {
                twice.add(name);
            }
            names.add(name);
        }
        if (!twice.isEmpty()) {
            throw new ProfileException(file + " has the column " + String.join(", ", twice)
                    + " more than once in its header. Rename or remove one.");
        }
        return names;
    }

    /** The columns; of JSON lines complete once the file is read. */
    public List<String> names() {
        return List.copyOf(names);
    }

    /** The format, whose encoding is certain once the file is read. */
    public FileFormat format() {
        return format;
    }

    /** The encoding of the bytes of {@link Cells}. */
    public Charset textCharset() {
        return format.isTranscoded() ? StandardCharsets.UTF_8 : Charset.forName(format.charset());
    }

    /** Names of columns are JSON keys; a new one is added at the end. */
    int column(String name) {
        int known = names.indexOf(name);
        if (known >= 0) {
            return known;
        }
        names.add(name);
        if (names.size() > MOST_COLUMNS) {
            throw new ProfileException(name(head) + " has more than " + MOST_COLUMNS
                    + " keys. Choose the columns that matter, or reduce them before.");
        }
        return names.size() - 1;
    }

    /**
     * Reads all records. If the file turns out not to be UTF-8, it is read again as windows-1252, and then as ISO-8859-1.
     *
     * @param cells of an attempt, which starts anew
     * @throws ProfileException if it cannot be read, or more than a record in a hundred does not fit
     */
    public FileFacts read(Supplier<? extends Cells> cells) {
        String name = name(head);
        try {
            for (String charset : List.of(format.charset(), "windows-1252", "ISO-8859-1")) {
                format = format.withCharset(charset);
                try {
                    return requireFit(read(name, cells.get()));
                } catch (CharacterCodingException e) {
                    if (format.isTranscoded() || format.jsonLines()) {
                        throw new ProfileException(
                                name + " is not in the encoding " + charset + " throughout. Convert it to UTF-8.");
                    }
                }
            }
            throw new IllegalStateException("every byte is ISO-8859-1");
        } catch (IOException e) {
            throw new ProfileException(name + " cannot be read to its end: " + e.getMessage() + ". Copy it again.");
        }
    }

    private FileFacts read(String name, Cells cells) throws IOException {
        MessageDigest digest = sha256();
        try (InputStream file = new DigestInputStream(Files.newInputStream(head.path()), digest);
                InputStream text = text(file)) {
            RecordScan scan = new RecordScan(this, textCharset(), text);
            scan.run(cells);
            file.transferTo(java.io.OutputStream.nullOutputStream());
            String sha256 = HexFormat.of().formatHex(digest.digest());
            return scan.facts(name, Files.size(head.path()), sha256);
        }
    }

    private InputStream text(InputStream file) throws IOException {
        InputStream text = head.open(file);
        if (!format.isTranscoded()) {
            return text;
        }
        return new Utf8Stream(new InputStreamReader(
                text, Charset.forName(format.charset()).newDecoder().onMalformedInput(CodingErrorAction.REPORT)));
    }

    private FileFacts requireFit(FileFacts facts) {
        if (facts.rows() == 0) {
            throw new ProfileException(facts.name() + " has no rows" + (format.header() ? " below its header" : "")
                    + ". Give a file with at least two rows.");
        }
        if (facts.rejected() * 100 > facts.rows() + facts.rejected()) {
            throw new ProfileException(facts.name() + ": " + facts.rejected() + " of "
                    + (facts.rows() + facts.rejected()) + " records do not have " + names.size()
                    + " fields (" + format + "), the first in line " + facts.firstRejectedLine()
                    + ". Check its quotes and delimiters; lines above the header have to be removed.");
        }
        return facts;
    }

    private static String name(FileHead head) {
        return String.valueOf(head.path().getFileName());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    CsvTokenizer tokenizer() {
        return format.tokenizer();
    }
}
