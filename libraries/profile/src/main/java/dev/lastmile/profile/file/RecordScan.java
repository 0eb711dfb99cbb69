package dev.lastmile.profile.file;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.lastmile.contract.text.CsvTokenizer;
import dev.lastmile.contract.text.LineReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/** One pass over the records of a file. */
final class RecordScan {
    private static final JsonFactory JSON = new JsonFactory();

    private final RecordFile file;
    private final LineReader lines;
    private final CsvTokenizer tokens;
    private final CharsetDecoder decoder;
    private CharBuffer characters = CharBuffer.allocate(1 << 12);

    private long rows;
    private long rejected;
    private long firstRejected;
    private boolean multiLine;
    private long plainTexts;
    private long quotedBlanks;

    RecordScan(RecordFile file, Charset charset, InputStream text) throws IOException {
        this.file = file;
        this.lines = new LineReader(text, 0, true, Long.MAX_VALUE, 1);
        this.tokens = file.tokenizer();
        this.decoder = charset.newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
    }

    /**
     * Gives every record that fits.
     *
     * @throws CharacterCodingException if a record is not in the encoding
     */
    void run(Cells cells) throws IOException {
        boolean isHeader = file.format().header();
        while (lines.next()) {
            if (isBlank(lines.bytes(), lines.length())) {
                continue;
            }
            boolean fits = file.format().jsonLines() ? readJson(cells) : readFields(cells, isHeader);
            if (isHeader) {
                isHeader = false;
                cells.record(lines.bytes(), lines.length());
            } else if (fits) {
                rows++;
                cells.record(lines.bytes(), lines.length());
                cells.end();
            } else {
                rejected++;
                firstRejected = firstRejected == 0 ? lines.line() : firstRejected;
            }
        }
    }

    FileFacts facts(String name, long bytes, String sha256) {
        boolean blanks = quotedBlanks > 0 && plainTexts == 0;
        return new FileFacts(name, bytes, sha256, rows, rejected, firstRejected, multiLine, blanks);
    }

    private boolean readFields(Cells cells, boolean isHeader) throws IOException {
        tokens.reset();
        boolean closed = tokens.scan(lines.bytes(), lines.length());
        while (!closed && !lines.isTooLong() && lines.appendNext()) {
            closed = tokens.scan(lines.bytes(), lines.length());
            multiLine |= closed && tokens.problem() == null;
        }
        requireEncoding();
        int columns = file.names().size();
        if (!closed || tokens.problem() != null || tokens.count() != columns || isHeader) {
            return false;
        }
        byte[] bytes = lines.bytes();
        for (int i = 0; i < columns; i++) {
            int from = tokens.from(i);
            int to = tokens.to(i);
            boolean quoted = tokens.isQuoted(i);
            if (quoted && from == to) {
                quotedBlanks++;
            } else if (!quoted && from < to && isLetter(bytes[from]) && to - from > 4) {
                plainTexts++;
            }
            Cells.Kind kind = quoted ? Cells.Kind.QUOTED : Cells.Kind.PLAIN;
            if (tokens.isEscaped(i)) {
                byte[] plain = tokens.unescaped(bytes, i);
                cells.cell(i, kind, plain, 0, plain.length);
            } else {
                cells.cell(i, kind, bytes, from, to);
            }
        }
        return true;
    }

    private boolean readJson(Cells cells) throws IOException {
        requireEncoding();
        try (JsonParser parser = JSON.createParser(lines.bytes(), 0, lines.length())) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return false;
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                JsonToken token = parser.nextToken();
                if (token.isStructStart()) {
                    throw new ProfileException("Column " + name + " in line " + lines.line()
                            + " is a list or an object. Make a column of each of its values.");
                }
                byte[] text = parser.getText().getBytes(StandardCharsets.UTF_8);
                Cells.Kind kind = token == JsonToken.VALUE_NULL
                        ? Cells.Kind.JSON_NULL
                        : token.isNumeric()
                                ? Cells.Kind.JSON_NUMBER
                                : token.isBoolean() ? Cells.Kind.JSON_BOOLEAN : Cells.Kind.JSON_STRING;
                cells.cell(file.column(name), kind, text, 0, text.length);
            }
            return parser.nextToken() == null;
        } catch (JsonProcessingException e) {
            return false;
        }
    }

    private void requireEncoding() throws CharacterCodingException {
        byte[] bytes = lines.bytes();
        int length = lines.length();
        int i = 0;
        while (i < length && bytes[i] > 0) {
            i++;
        }
        if (i == length) {
            return;
        }
        if (characters.capacity() < length) {
            characters = CharBuffer.allocate(length);
        }
        characters.clear();
        decoder.reset();
        CoderResult result = decoder.decode(ByteBuffer.wrap(bytes, 0, length), characters, true);
        if (result.isError()) {
            result.throwException();
        }
    }

    private static boolean isLetter(byte b) {
        return b >= 'A' && b <= 'Z' || b >= 'a' && b <= 'z' || b < 0;
    }

    private static boolean isBlank(byte[] bytes, int length) {
        for (int i = 0; i < length; i++) {
            if (bytes[i] != ' ' && bytes[i] != '\t') {
                return false;
            }
        }
        return true;
    }
}
