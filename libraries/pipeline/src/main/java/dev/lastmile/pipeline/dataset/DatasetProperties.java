package dev.lastmile.pipeline.dataset;

import dev.lastmile.contract.ContractColumn;
import dev.lastmile.contract.DataContract;
import dev.lastmile.contract.DerivedContracts.Task;
import dev.lastmile.contract.Role;
import dev.lastmile.lake.Contract;
import dev.lastmile.pipeline.StepException;
import dev.lastmile.pipeline.ingest.RawDataset;
import dev.lastmile.pipeline.ingest.RawSource;
import dev.lastmile.pipeline.ingest.text.TextFormat;
import dev.lastmile.pipeline.split.RowId;
import dev.lastmile.pipeline.split.Split;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The file {@code dataset.properties}: the dataset's name, its raw file and how that is written, and the split.
 *
 * <p>Keys, with their defaults: {@code dataset}, its name; {@code task} classification or regression (classification); {@code model}
 * ({@code <dataset>-model}); {@code file}, a class path resource, or {@code location}, a file, folder, glob or address, and {@code sha256}, its digest; {@code format} csv, tsv or
 * jsonl (csv); {@code header} (true); {@code delimiter} one character or {@code \t}; {@code multiline} (false); {@code
 * charset} (UTF-8); {@code null}, words for null with {@code |} between them (the empty text); {@code quoted-nulls}, whether they are null in quotes too (false); {@code
 * trim}, whether blanks around strings are no part of them (false); {@code decimal} (.); {@code quote},
 * one character or none ("), and {@code escape} (the quote, doubled); {@code time.<column>}, the pattern of its dates, and
 * {@code booleans.<column>}, its words for true and false with {@code |} between them (ISO 8601; true and false); {@code
 * zone} (UTC); {@code row-id}, the column that gets the row's position in the files (none: the key is in the files);
 * {@code split} key, group, time or file (key), with {@code split.seed}, {@code split.train} and {@code split.validation}
 * in percent (0, 70, 0) or, of time, {@code split.column} (the one with the role time), {@code split.validation-from} and
 * {@code split.test-from}. Immutable.
 */
public final class DatasetProperties {
    /** The resource. */
    public static final String FILE = "/dataset.properties";

    private static final Set<String> KEYS = Set.of(
            "dataset",
            "task",
            "model",
            "file",
            "location",
            "sha256",
            "format",
            "header",
            "delimiter",
            "multiline",
            "charset",
            "null",
            "quoted-nulls",
            "trim",
            "decimal",
            "quote",
            "escape",
            "zone",
            "row-id",
            "split",
            "split.column",
            "split.seed",
            "split.train",
            "split.validation",
            "split.validation-from",
            "split.test-from");

    /** Followed by a column: the pattern of its dates or timestamps. */
    private static final String TIME = "time.";
    /** Followed by a column: its words for true and false. */
    private static final String BOOLEANS = "booleans.";

    private final Map<String, String> values;

    private DatasetProperties(Map<String, String> values) {
        this.values = new TreeMap<>(values);
        Set<String> unknown = new TreeSet<>(values.keySet());
        unknown.removeAll(KEYS);
        unknown.removeIf(key -> key.startsWith(TIME) || key.startsWith(BOOLEANS));
        if (!unknown.isEmpty()) {
            throw new StepException(FILE + " has " + String.join(", ", unknown) + ", which is not a property of it."
                    + " The properties are " + String.join(", ", new TreeSet<>(KEYS)) + ".");
        }
        if (!name().matches("[a-z][a-z0-9_]*")) {
            throw new StepException(
                    FILE + " names the dataset '" + name()
                            + "'. Give dataset= lower-case letters, digits and _, a letter first: tables and models are named so.");
        }
        task();
    }

    /**
     * Reads the file.
     *
     * @param owner a class of the module that has it
     * @throws StepException if there is none, or a property is unknown or does not have an allowed value
     */
    public static DatasetProperties load(Class<?> owner) {
        try (InputStream in = owner.getResourceAsStream(FILE)) {
            if (in == null) {
                throw new StepException("There is no " + FILE + " on the class path of " + owner.getName()
                        + ". Add it under src/main/resources.");
            }
            try (Reader reader = new InputStreamReader(in, StandardCharsets.UTF_8)) {
                java.util.Properties properties = new java.util.Properties();
                properties.load(reader);
                Map<String, String> values = new TreeMap<>();
                properties.stringPropertyNames().forEach(key -> values.put(key, properties.getProperty(key)));
                return of(values);
            }
        } catch (IOException e) {
            throw new StepException(FILE + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** The same from a map. */
    public static DatasetProperties of(Map<String, String> values) {
        return new DatasetProperties(values);
    }

    /** The dataset's name. */
    public String name() {
        return get("dataset").orElse("");
    }

    /** What the model predicts. */
    public Task task() {
        String task = get("task").orElse("classification");
        return switch (task) {
            case "classification" -> Task.CLASSIFICATION;
            case "regression" -> Task.REGRESSION;
            default -> throw wrong("task", task, "classification or regression");
        };
    }

    /** The registered model's name. */
    public String model() {
        return get("model").orElse(name() + "-model");
    }

    /** The class path resource with the raw file, such as {@code /raw/iris.data}, if one travels with the code. */
    public Optional<String> file() {
        return get("file");
    }

    /** Where the raw files are unless the command says otherwise: the resource, or the place that is named. */
    public Optional<String> location() {
        return file().map(RawSource::resource).or(() -> get("location"));
    }

    /** The raw file's SHA-256, 64 hexadecimal digits. */
    public Optional<String> sha256() {
        return get("sha256");
    }

    /** How records and values are written in the raw file. */
    public TextFormat format() {
        TextFormat format = switch (get("format").orElse("csv").toLowerCase(Locale.ROOT)) {
            case "csv" -> TextFormat.csv();
            case "tsv" -> TextFormat.tsv();
            case "jsonl" -> TextFormat.jsonLines();
            default -> throw wrong("format", values.get("format"), "csv, tsv or jsonl");
        };
        if (format.kind() == TextFormat.Kind.CSV) {
            if (!flag("header", true)) {
                format = format.withoutHeader();
            }
            if (values.containsKey("delimiter")) {
                format = format.withDelimiter(character("delimiter"));
            }
            if (flag("multiline", false)) {
                format = format.withMultiLine();
            }
            if (values.containsKey("quote")) {
                format = quoted(format);
            }
        }
        if (flag("quoted-nulls", false)) {
            format = format.withQuotedNulls();
        }
        if (flag("trim", false)) {
            format = format.withTrim();
        }
        for (Map.Entry<String, String> property : values.entrySet()) {
            format = ofColumn(format, property.getKey(), property.getValue());
        }
        if (values.containsKey("null")) {
            format = format.withNullTokens(List.of(values.get("null").split("\\|", -1)));
        }
        if (values.containsKey("decimal")) {
            format = format.withDecimalSeparator(character("decimal"));
        }
        return format.withCharset(get("charset").orElse(format.charset()))
                .withZone(get("zone").orElse(format.zone()));
    }

    private TextFormat quoted(TextFormat format) {
        if (values.get("quote").equals("none")) {
            return format.withQuote(TextFormat.NONE, TextFormat.NONE);
        }
        char quote = character("quote");
        return format.withQuote(quote, values.containsKey("escape") ? character("escape") : quote);
    }

    private static TextFormat ofColumn(TextFormat format, String key, String value) {
        if (key.startsWith(TIME)) {
            return format.withTimePattern(key.substring(TIME.length()), value);
        } else if (key.startsWith(BOOLEANS)) {
            String[] words = value.split("\\|", -1);
            if (words.length != 2) {
                throw wrong(key, value, "the words for true and false with | between them, such as yes|no");
            }
            return format.withBooleans(key.substring(BOOLEANS.length()), words[0], words[1]);
        }
        return format;
    }

    /** Whether later rows are for the test, and earlier ones for training. */
    public boolean isSplitByTime() {
        return get("split").orElse("key").equals("time");
    }

    /** The raw dataset with the columns that are not in the files. */
    RawDataset rawDataset(Contract raw) {
        RawDataset dataset = RawDataset.of(raw);
        Optional<String> rowId = get("row-id");
        if (rowId.isPresent()) {
            dataset = dataset.withRowId(rowId.get(), RowId.position());
        }
        Optional<Split> split = split(raw);
        return split.isEmpty() ? dataset : dataset.withSplit(column(raw.definition(), Role.SPLIT), split.get());
    }

    private Optional<Split> split(Contract raw) {
        DataContract columns = raw.definition();
        String by = get("split").orElse("key");
        return switch (by) {
            case "key" -> Optional.of(byHash(columns.key()));
            case "group" -> Optional.of(byHash(List.of(column(columns, Role.GROUP))));
            case "time" ->
                Optional.of(Split.byTime(
                        timeColumn(columns),
                        get("split.validation-from").orElse(null),
                        get("split.test-from").orElseThrow(() -> wrong("split.test-from", "", "the first moment"))));
            case "file" -> Optional.empty();
            default -> throw wrong("split", by, "key, group, time or file");
        };
    }

    private String timeColumn(DataContract columns) {
        Optional<String> named = get("split.column");
        if (named.isPresent() && columns.column(named.get()).isEmpty()) {
            throw wrong("split.column", named.get(), "a column of the raw contract");
        }
        return named.orElseGet(() -> column(columns, Role.TIME));
    }

    private Split byHash(List<String> columns) {
        return Split.byHash(
                columns, number("split.seed", 0), (int) number("split.train", 70), (int) number("split.validation", 0));
    }

    private static String column(DataContract columns, Role role) {
        return columns.column(role)
                .map(ContractColumn::name)
                .orElseThrow(() -> new StepException(FILE + " has split=" + role
                        + ", but the raw contract has no column with that role. Write \"role\": \"" + role
                        + "\" into the metadata of one."));
    }

    private Optional<String> get(String key) {
        return Optional.ofNullable(values.get(key)).map(String::strip).filter(value -> !value.isEmpty());
    }

    private boolean flag(String key, boolean otherwise) {
        String value = get(key).orElse(Boolean.toString(otherwise));
        if (!value.equals("true") && !value.equals("false")) {
            throw wrong(key, value, "true or false");
        }
        return value.equals("true");
    }

    private long number(String key, long otherwise) {
        String value = get(key).orElse(Long.toString(otherwise));
        try {
            return Long.parseLong(value);
        } catch (NumberFormatException e) {
            throw wrong(key, value, "an integer");
        }
    }

    // Not stripped: a tab or a blank may be the character.
    private char character(String key) {
        String value = values.get(key);
        if (value.length() != 1) {
            throw wrong(key, value, "one character");
        }
        return value.charAt(0);
    }

    private static StepException wrong(String key, String value, String allowed) {
        return new StepException(FILE + " has " + key + "=" + value + ". Give it " + allowed + ".");
    }
}
