package dev.lastmile.pipeline.ingest;

import static dev.lastmile.pipeline.ingest.OddInput.csv;
import static dev.lastmile.pipeline.ingest.OddInput.cut;
import static dev.lastmile.pipeline.ingest.OddInput.gzip;
import static dev.lastmile.pipeline.ingest.OddInput.in;
import static dev.lastmile.pipeline.ingest.OddInput.join;
import static dev.lastmile.pipeline.ingest.OddInput.utf8;
import static dev.lastmile.pipeline.ingest.OddInput.value;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lastmile.lake.Contract;
import dev.lastmile.lake.DatasetName;
import dev.lastmile.lake.Lake;
import dev.lastmile.lake.LakeConfig;
import dev.lastmile.pipeline.StepException;
import dev.lastmile.pipeline.ingest.text.TextFormat;
import dev.lastmile.pipeline.ingest.text.TextFormat.ExtraColumns;
import dev.lastmile.pipeline.ingest.text.TextFormat.MissingColumns;
import dev.lastmile.testing.SharedSpark;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What becomes of odd files: the table of the page "Raw files" in the documentation. */
class OddInputsTest {
    private static final StructType TYPES = StructType.fromDDL(
            "i int, l bigint, f float, d double, m decimal(6,2)," + " b boolean, t date, z timestamp, s string");
    private static final StructType TWO = StructType.fromDDL("name string, n int");
    private static final TextFormat CSV = TextFormat.csv();
    private static final TextFormat JSON = TextFormat.jsonLines();
    private static final String GOOD = "name,n\na,1\nb,2\n";
    private static final String ROWS = "2=[a,1] 3=[b,2]";

    @TempDir
    static Path folder;

    private static Lake lake;

    @BeforeAll
    static void openLake() {
        SharedSpark.session();
        lake = Lake.open("odd inputs", LakeConfig.fromEnvironment(Map.of(), folder));
    }

    static Stream<OddInput> lines() {
        return Stream.of(
                csv("LF", GOOD, ROWS),
                csv("CR LF", "name,n\r\na,1\r\nb,2\r\n", ROWS),
                csv("CR", "name,n\ra,1\rb,2\r", ROWS),
                csv("mixed line ends", "name,n\r\na,1\rb,2\n", ROWS),
                csv("no line end at the end", "name,n\na,1\nb,2", ROWS),
                csv("blank lines", "\nname,n\n\na,1\n  \nb,2\n\n", "4=[a,1] 6=[b,2]"),
                csv("BOM", "\uFEFF" + GOOD, ROWS),
                csv("UTF-16 with BOM", "")
                        .bytes(in("UTF-16", GOOD))
                        .with(CSV.withCharset("UTF-16"))
                        .expecting(ROWS),
                csv("UTF-16LE", "")
                        .bytes(in("UTF-16LE", GOOD))
                        .with(CSV.withCharset("UTF-16LE"))
                        .expecting(ROWS),
                csv("UTF-16 read as UTF-8", "").bytes(in("UTF-16", GOOD)).expecting("fails mark of UTF-16"),
                csv("UTF-16LE without BOM read as UTF-8", "")
                        .bytes(in("UTF-16LE", GOOD))
                        .expecting("fails has NUL bytes"),
                csv("odd number of bytes in UTF-16", "")
                        .bytes(join(in("UTF-16", GOOD), new byte[] {0}))
                        .with(CSV.withCharset("UTF-16"))
                        .expecting("fails is not in the encoding UTF-16"),
                csv("windows-1252", "")
                        .bytes(in("windows-1252", "name,n\nä€,1\n"))
                        .with(CSV.withCharset("windows-1252"))
                        .expecting("2=[ä€,1]"),
                csv("Shift_JIS", "")
                        .bytes(in("Shift_JIS", "name,n\nソ表,1\n"))
                        .with(CSV.withCharset("Shift_JIS"))
                        .expecting("2=[ソ表,1]"),
                csv("windows-1252 read as UTF-8", "")
                        .bytes(in("windows-1252", "name,n\nä,1\nb,2\n"))
                        .expecting("3=[b,2]", "reject 2 null \"\uFFFD,1\" encoding UTF-8"),
                csv("umlaut read as ASCII", "name,n\nä,1\n")
                        .with(CSV.withCharset("US-ASCII"))
                        .expecting("", "reject 2 null \"\uFFFD\uFFFD,1\" encoding US-ASCII"),
                csv("overlong UTF-8", "")
                        .bytes(join(utf8("name,n\n"), new byte[] {(byte) 0xC0, (byte) 0x80}, utf8(",1\n")))
                        .expecting("", "reject 2 null \"\uFFFD\uFFFD,1\" encoding UTF-8"),
                csv("empty file", "", "fails is empty"),
                csv("blank lines only", "\n \n\t\n", "fails is empty"),
                csv("header only", "name,n\n", ""),
                csv("gzip", "").bytes(gzip(GOOD)).named("odd.csv.gz").expecting(ROWS),
                csv("gzip by its content", "").bytes(gzip(GOOD)).expecting(ROWS),
                csv("gzip in two members", "")
                        .bytes(join(gzip("name,n\na,1\n"), gzip("b,2\n")))
                        .expecting(ROWS),
                csv("truncated gzip", "")
                        .bytes(cut(gzip(GOOD.repeat(500)), 60))
                        .expecting("fails damaged or ends too early"),
                csv("gzip without its last bytes", "")
                        .bytes(cut(gzip(GOOD), gzip(GOOD).length - 4))
                        .expecting("fails damaged or ends too early"),
                csv("gzip with garbage after it", "")
                        .bytes(join(gzip(GOOD), utf8("garbage")))
                        .expecting("fails damaged or ends too early"),
                csv("text that is named gz", GOOD, "fails is named .gz and is not a gzip file")
                        .named("odd.csv.gz"),
                csv("zip", "").bytes(new byte[] {'P', 'K', 3, 4, 0}).expecting("fails a zip archive"),
                csv("Parquet read as text", "PAR1...", "fails is a Parquet file"));
    }

    static Stream<OddInput> records() {
        return Stream.of(
                csv("quoted delimiter", "name,n\n\"a,b\",1\n", "2=[a,b,1]"),
                csv("doubled quote", "name,n\n\"a\"\"b\",1\n", "2=[a\"b,1]"),
                csv(
                        "quote within an unquoted field",
                        "name,n\n5\" disk,1\n",
                        "",
                        "reject 2 null \"5\" disk,1\" no quote within an unquoted field"),
                csv("backslash before a quote", "name,n\n\"a\\\"b\\\\\",1\n", "2=[a\"b\\,1]")
                        .with(CSV.withQuote('"', '\\')),
                csv("no quotes", "name,n\n\"a,1\n", "2=[\"a,1]").with(CSV.withQuote(TextFormat.NONE, TextFormat.NONE)),
                csv(
                        "open quote",
                        "name,n\n\"a,1\nb,2\n",
                        "3=[b,2]",
                        "reject 2 null \"\"a,1\" quote closed on the same line"),
                csv(
                        "characters after a quote",
                        "name,n\n\"a\"b,1\n",
                        "",
                        "reject 2 null \"\"a\"b,1\" no characters after a closing quote"),
                csv(
                        "blanks before a quote",
                        "name,n\n \"a\",1\n",
                        "",
                        "reject 2 null \" \"a\",1\" no quote within an unquoted field"),
                csv(
                        "line break in quotes",
                        "name,n\n\"a\nb\",1\n",
                        "",
                        "reject 2 null \"\"a\" quote closed on the same line",
                        "reject 3 null \"b\",1\" no quote within an unquoted field"),
                csv("line break in quotes, multi-line", "name,n\n\"a\r\nb\",1\nc,2\n", "2=[a\r\nb,1] 4=[c,2]")
                        .with(CSV.withMultiLine()),
                csv(
                                "open quote, multi-line",
                                "name,n\na,1\n\"b,2\nc,3\n",
                                "2=[a,1]",
                                "reject 3 null \"\"b,2\nc,3\" quote closed")
                        .with(CSV.withMultiLine()),
                csv("too few fields", "name,n\na\nb,2\n", "3=[b,2]", "reject 2 null \"a\" 2 columns (1 are there)"),
                csv(
                        "too many fields",
                        "name,n\na,1,x\nb,2\n",
                        "3=[b,2]",
                        "reject 2 null \"a,1,x\" 2 columns (3 are there)"),
                csv(
                        "delimiter at the end of lines",
                        "name,n\na,1,\n",
                        "",
                        "reject 2 null \"a,1,\" 2 columns (3 are there)"),
                csv(
                        "another delimiter",
                        "name;n\na;1\n",
                        "fails does not have the columns name, n. Its header is: name;n"),
                csv("semicolon and decimal comma", "name;n\na;1\n", "2=[a,1]").with(CSV.withDelimiter(';')),
                csv("TSV", "name\tn\na b\t1\n", "2=[a b,1]").with(TextFormat.tsv()),
                csv("TSV with an empty first field", "name\tn\n\t1\n", "2=[null,1]")
                        .with(TextFormat.tsv()),
                csv("no header", "a,1\nb,2\n", "1=[a,1] 2=[b,2]").with(CSV.withoutHeader()),
                csv("a header that was not expected", GOOD, ROWS, "reject 1 n \"n\" type integer")
                        .with(CSV.withoutHeader()),
                csv("columns in another order", "n,name\n1,a\n", "2=[a,1]"),
                csv("header as people write it", " N ,\"Näme\"\n1,a\n", "2=[a,1]"),
                csv("duplicate header", "name,n,n\na,1,2\n", "fails has the column n twice"),
                csv("duplicate header by another case", "name,n,N\na,1,2\n", "fails has the column N twice"),
                csv("missing column", "name\na\n", "fails does not have the columns n"),
                csv("missing column that may be null", "name\na\n", "2=[a,null]")
                        .with(CSV.withColumns(ExtraColumns.FAIL, MissingColumns.NULL)),
                csv(
                        "additional column",
                        "name,x,n\na,9,1\n",
                        "fails has the columns x, which the contract does not have"),
                csv("additional column, ignored", "name,x,n\na,9,1\n", "2=[a,1]")
                        .with(CSV.withColumns(ExtraColumns.IGNORE, MissingColumns.FAIL)),
                csv("open quote in the header", "\"name,n\na,1\n", "fails a quote that is not closed"),
                csv(
                        "NUL byte",
                        "name,n\n" + "a,1\n".repeat(2000) + "a\0b,1\n",
                        "rows 2000",
                        "reject 2002 null \"a\0b,1\" no NUL byte"),
                csv(
                                "null tokens",
                                "name,n\nNA,NA\n\"NA\",\"NA\"\n,1\n\"\",1\n",
                                "2=[null,null] 3=[NA,null] 4=[null,1] 5=[,1]")
                        .with(CSV.withNullTokens(List.of("", "NA"))),
                csv("blanks around values", "name,n\n a , 1 \n", "2=[ a ,1]"),
                csv(
                                "blanks around values that are no part of them",
                                "name,n\n a b , 1 \n  ,2\n\" c \",3\n\" \"\"d\"\" \",4\n NA,5\n",
                                "2=[a b,1] 3=[null,2] 4=[c,3] 5=[\"d\",4] 6=[null,5]")
                        .with(CSV.withNullTokens(List.of("", "NA")).withTrim()),
                csv("JSON lines", "{\"name\":\"a\",\"n\":1}\n{\"n\":2}\n", "1=[a,1] 2=[null,2]")
                        .with(JSON),
                csv("JSON array", "[{\"name\":\"a\",\"n\":1}]\n", "fails is a JSON array")
                        .with(JSON),
                csv("JSON with a duplicate key", "{\"n\":1,\"n\":2}\n", "", "reject 1 n \"2\" each key once")
                        .with(JSON),
                csv(
                                "JSON with another key",
                                "{\"n\":1,\"x\":2}\n",
                                "",
                                "reject 1 null \"{\"n\":1,\"x\":2}\" no column x, which the contract does not have")
                        .with(JSON),
                csv("JSON string for a number", "{\"n\":\"1\"}\n", "", "reject 1 n \"1\" type integer as JSON number")
                        .with(JSON),
                csv("JSON number for a string", "{\"name\":1}\n", "", "reject 1 name \"1\" type string as JSON string")
                        .with(JSON),
                csv(
                                "JSON with a fraction for an integer",
                                "{\"n\":1.0}\n",
                                "",
                                "reject 1 n \"1.0\" type integer as JSON number")
                        .with(JSON),
                csv(
                                "two JSON objects on a line",
                                "{\"n\":1}{\"n\":2}\n",
                                "",
                                "reject 1 null \"{\"n\":1}{\"n\":2}\" one JSON object per line")
                        .with(JSON),
                csv("JSON scalar", "5\n", "", "reject 1 null \"5\" a JSON object per line")
                        .with(JSON));
    }

    static Stream<OddInput> values() {
        return Stream.of(
                value("i", "007", "2=[7]"),
                value("i", "+5", "2=[5]"),
                value("i", "5d", "reject 2 i \"5d\" type integer"),
                value("i", "5.0", "reject 2 i \"5.0\" type integer"),
                value("i", "1e3", "reject 2 i \"1e3\" type integer"),
                value("i", "\"1,000\"", "reject 2 i \"1,000\" type integer"),
                value("i", "1 000", "reject 2 i \"1 000\" type integer"),
                value("i", "1_000", "reject 2 i \"1_000\" type integer"),
                value("i", "0x10", "reject 2 i \"0x10\" type integer"),
                value("i", "٣", "reject 2 i \"٣\" type integer"),
                value("i", "\u00A05", "reject 2 i \"\u00A05\" type integer"),
                value("i", "2147483648", "reject 2 i \"2147483648\" range of integer"),
                value("l", "-9223372036854775808", "2=[-9223372036854775808]"),
                value("l", "9223372036854775808", "reject 2 l \"9223372036854775808\" range of long"),
                value("l", "9".repeat(40), "reject 2 l \"" + "9".repeat(40) + "\" range of long"),
                value("d", "5d", "reject 2 d \"5d\" type double"),
                value("d", "5f", "reject 2 d \"5f\" type double"),
                value("d", "0x1p3", "reject 2 d \"0x1p3\" type double"),
                value("d", "\"1,000.5\"", "reject 2 d \"1,000.5\" type double"),
                value("d", "1.", "2=[1.0]"),
                value("d", ".5e-1", "2=[0.05]"),
                value("d", "1e400", "reject 2 d \"1e400\" range of double"),
                value("d", "1e", "reject 2 d \"1e\" type double"),
                value("d", "-", "reject 2 d \"-\" type double"),
                value("d", "nan", "reject 2 d \"nan\" type double"),
                value("d", "NaN", "reject 2 d \"NaN\" not NaN"),
                value("d", "Infinity", "2=[Infinity]"),
                value("f", "1e39", "reject 2 f \"1e39\" range of float"),
                value("d", "\"1,5\"", "2=[1.5]").with(CSV.withDecimalSeparator(',')),
                value("d", "1.5", "reject 2 d \"1.5\" type double").with(CSV.withDecimalSeparator(',')),
                value("m", "1234.50", "2=[1234.50]"),
                value("m", "1.234", "reject 2 m \"1.234\" at most 2 decimal places"),
                value("m", "12345.6", "reject 2 m \"12345.6\" range of decimal(6,2)"),
                value("m", "1e999999999", "reject 2 m \"1e999999999\" range of decimal(6,2)"),
                value("b", "TRUE", "2=[true]"),
                value("b", "1", "reject 2 b \"1\" type boolean"),
                value("b", "yes", "reject 2 b \"yes\" type boolean"),
                value("t", "2024-02-29", "2=[2024-02-29]"),
                value("t", "2023-02-29", "reject 2 t \"2023-02-29\" type date (yyyy-MM-dd)"),
                value("t", "01/02/2024", "reject 2 t \"01/02/2024\" type date (yyyy-MM-dd)"),
                value("t", "0099-01-01", "2=[0099-01-01]"),
                value("z", "1969-12-31T23:59:59.5Z", "2=[1969-12-31T23:59:59.500Z]"),
                value("z", "2024-01-01 12:00+01:00", "2=[2024-01-01T11:00:00Z]"),
                value("z", "2024-01-01", "reject 2 z \"2024-01-01\" " + timestamp("UTC")),
                value("z", "2024-07-01T12:00", "2=[2024-07-01T10:00:00Z]").with(CSV.withZone("Europe/Berlin")),
                value("z", "2024-03-31T02:30", "reject 2 z \"2024-03-31T02:30\" " + timestamp("Europe/Berlin"))
                        .with(CSV.withZone("Europe/Berlin")),
                value("z", "2024-10-27T02:30", "reject 2 z \"2024-10-27T02:30\" " + timestamp("Europe/Berlin"))
                        .with(CSV.withZone("Europe/Berlin")));
    }

    @ParameterizedTest
    @MethodSource("lines")
    void aFileHasItsDocumentedOutcome(OddInput input) throws Exception {
        assertThat(outcome(input, TWO)).isEqualTo(expected(input));
    }

    @ParameterizedTest
    @MethodSource("records")
    void aRecordHasItsDocumentedOutcome(OddInput input) throws Exception {
        assertThat(outcome(input, TWO)).isEqualTo(expected(input));
    }

    @ParameterizedTest
    @MethodSource("values")
    void aValueHasItsDocumentedOutcome(OddInput input) throws Exception {
        String column = input.name().substring(0, 1);
        StructType schema = new StructType().add(TYPES.apply(column));
        List<String> outcome = outcome(input, schema);
        outcome.removeIf(String::isEmpty);
        assertThat(outcome).isEqualTo(expected(input));
    }

    private static String timestamp(String zone) {
        return "type timestamp (ISO 8601, unique in " + zone + " if it has no offset)";
    }

    private static List<String> expected(OddInput input) {
        return Arrays.asList(input.outcome());
    }

    private static List<String> outcome(OddInput input, StructType schema) throws Exception {
        Path file = Files.createTempDirectory(folder, "odd").resolve(input.file());
        Files.write(file, input.content());
        Contract contract = Contract.parse(new DatasetName("raw", "odd"), schema.json());
        RawSource source = RawSource.text(file.toString(), input.format());
        try (Ingestion ingestion =
                Ingestion.open(lake, contract, source, IngestRules.strict(Set.of()), folder, Map.of())) {
            List<Row> rows = ingestion.rows().orderBy("_position").collectAsList();
            List<String> outcome = new ArrayList<>();
            String last = input.outcome()[0];
            outcome.add(last.startsWith("rows ") ? "rows " + rows.size() : text(rows));
            ingestion
                    .counts()
                    .first()
                    .forEach(reject -> outcome.add("reject " + reject.line() + " " + reject.column() + " \""
                            + (reject.value() == null ? "" : reject.value()) + "\" " + reject.rule()));
            return outcome;
        } catch (StepException e) {
            assertThat(e).hasMessageContaining(file.toString());
            String part = input.outcome()[0].replaceFirst("^fails ", "");
            return List.of(e.getMessage().contains(part) ? "fails " + part : "fails with " + e.getMessage());
        }
    }

    private static String text(List<Row> rows) {
        return rows.stream().map(OddInputsTest::text).collect(Collectors.joining(" "));
    }

    private static String text(Row row) {
        int values = row.length() - 1;
        return row.getLong(values) + "="
                + IntStream.range(0, values)
                        .mapToObj(i -> row.get(i) instanceof Timestamp time ? time.toInstant() : row.get(i))
                        .map(String::valueOf)
                        .collect(Collectors.joining(",", "[", "]"));
    }
}
