package dev.lastmile.profile.source;

import dev.lastmile.contract.ColumnType;
import dev.lastmile.contract.text.CsvTokenizer;
import dev.lastmile.profile.decision.ColumnDecision;
import dev.lastmile.profile.decision.ColumnProfile;
import dev.lastmile.profile.decision.DatasetProfile;
import dev.lastmile.profile.decision.Decisions;
import dev.lastmile.profile.decision.Moments;
import dev.lastmile.profile.decision.TrainingSide;
import dev.lastmile.profile.decision.Treatment;
import dev.lastmile.profile.file.FileFormat;
import java.util.Arrays;
import java.util.Objects;

/** The file {@code dataset.properties}: the dataset's name, its raw file and how that is written, and the split. */
public final class DatasetPropertiesSource {
    private static final int SEED = 20191101;
    private static final double TRAIN = TrainingSide.PERCENT / 100.0;
    private static final double VALIDATION = 0.15;

    private final StringBuilder text = new StringBuilder();

    private DatasetPropertiesSource() {}

    /**
     * The text of the file.
     *
     * @param dataset such as {@code customers}
     * @param place {@code file=/raw/customers.csv}, a class path resource, or {@code location=} and a path
     */
    public static String of(Decisions decisions, String dataset, String place) {
        return new DatasetPropertiesSource().write(decisions, dataset, place);
    }

    private String write(Decisions decisions, String dataset, String place) {
        DatasetProfile profile = decisions.profile();
        text.append(
                "# The dataset of this project. Its name is that of the contract, contracts/raw.<dataset>.json, of the tables in"
                        + " the lake and of\n# the registered models, <dataset>-features and <dataset>-model.\n");
        line("dataset", dataset);
        line("task", decisions.task().isClassification() ? "classification" : "regression");
        text.append("\n# The raw file, ")
                .append(profile.file().rows())
                .append(" rows, and how it is written: docs/src/raw-files.adoc has all properties.\n");
        int equals = place.indexOf('=');
        line(place.substring(0, equals), place.substring(equals + 1));
        line("sha256", profile.file().sha256());
        format(profile);
        if (decisions.columns(Treatment.KEY).isEmpty()) {
            text.append("\n# The column that gets the position of each row in the files.\n");
            line("row-id", RawContract.ROW_ID);
        }
        split(decisions);
        return text.toString();
    }

    private void format(DatasetProfile profile) {
        FileFormat format = profile.format();
        if (format.jsonLines()) {
            line("format", "jsonl");
        } else {
            csv(profile, format);
        }
        if (!format.charset().equals("UTF-8")) {
            line("charset", format.charset());
        }
        for (ColumnProfile column : profile.columns()) {
            if (!column.timePattern().isEmpty()) {
                line("time." + column.name(), column.timePattern());
            }
            if (!column.booleanWords().isEmpty() && !column.booleanWords().contains("true")) {
                line("booleans." + column.name(), String.join("|", column.booleanWords()));
            }
        }
    }

    private void csv(DatasetProfile profile, FileFormat format) {
        if (format.delimiter() == '\t') {
            line("format", "tsv");
        } else if (format.delimiter() != ',') {
            line("delimiter", Character.toString(format.delimiter()));
        }
        if (!format.header()) {
            line("header", "false");
        }
        if (format.quote() == CsvTokenizer.NONE) {
            line("quote", "none");
        } else if (format.quote() != '"' || format.escape() != '"') {
            line("quote", Character.toString(format.quote()));
            line("escape", Character.toString(format.escape()));
        }
        if (profile.file().multiLine()) {
            line("multiline", "true");
        }
        if (profile.nullTokens().size() > 1) {
            line("null", String.join("|", profile.nullTokens()));
        }
        boolean isPadded = profile.columns().stream()
                .anyMatch(column -> column.type() == ColumnType.Scalar.STRING
                        && column.facts().padded());
        if (isPadded) {
            line("trim", "true");
        }
        if (profile.quotedNulls()) {
            line("quoted-nulls", "true");
        }
        if (profile.decimalSeparator() == ',') {
            line("decimal", ",");
        }
    }

    private void split(Decisions decisions) {
        text.append("\n# A row's side depends on the data and the seed alone; another split is another dataset.\n");
        if (decisions.time().isPresent()) {
            String[] times = times(decisions.time().get(), decisions);
            line("split", "time");
            line("split.column", decisions.time().get().name());
            int validation = afterFirst(times, (int) (TRAIN * times.length));
            line("split.validation-from", times[validation]);
            line("split.test-from", times[afterFirst(times, (int) ((TRAIN + VALIDATION) * times.length))]);
            return;
        }
        line("split", decisions.group().isPresent() ? "group" : "key");
        line("split.seed", Integer.toString(SEED));
        line("split.train", Integer.toString((int) (100 * TRAIN)));
        line("split.validation", Integer.toString((int) (100 * VALIDATION)));
    }

    /** The times of the sampled rows in ascending order, as ISO 8601. */
    private static String[] times(ColumnDecision time, Decisions decisions) {
        return Arrays.stream(decisions.profile().cells(time.column()))
                .filter(Objects::nonNull)
                .map(cell -> Moments.iso(time.column(), cell))
                .sorted()
                .toArray(String[]::new);
    }

    // Many rows may have the first time: there are training rows in any case.
    private static int afterFirst(String[] times, int wanted) {
        int place = wanted;
        while (place < times.length - 1 && times[place].equals(times[0])) {
            place++;
        }
        return place;
    }

    private void line(String key, String value) {
        text.append(escaped(key, true))
                .append('=')
                .append(escaped(value, false))
                .append('\n');
    }

    // What java.util.Properties reads otherwise: see its method load.
    private static String escaped(String raw, boolean key) {
        StringBuilder escaped = new StringBuilder();
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            switch (c) {
                case '\t' -> escaped.append("\\t");
                case '\n' -> escaped.append("\\n");
                case '\r' -> escaped.append("\\r");
                case '\\' -> escaped.append("\\\\");
                case ' ' -> escaped.append(key || i == 0 ? "\\ " : " ");
                case '=', ':', '#', '!' -> escaped.append(key ? "\\" : "").append(c);
                default -> escaped.append(c);
            }
        }
        return escaped.toString();
    }
}
