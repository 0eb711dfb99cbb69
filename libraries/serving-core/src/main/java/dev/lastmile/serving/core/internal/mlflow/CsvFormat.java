package dev.lastmile.serving.core.internal.mlflow;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.csv.CsvFactory;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import dev.lastmile.serving.core.InvalidRequestException;
import dev.lastmile.serving.core.internal.request.ColumnReader;
import dev.lastmile.serving.core.internal.request.RowsReader;
import dev.lastmile.serving.core.internal.request.ValueExcerpt;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The CSV format of MLflow's scoring protocol: a header line, then one line per row, in UTF-8 with or without a byte order
 * mark.
 *
 * <p>A field is parsed by the type of its column. As in pandas, an empty field is missing, and so are NaN, NA and the like
 * in a numeric column; in a string column NA is a string, unlike in pandas.
 */
final class CsvFormat {
    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};
    private static final CsvFactory CSV = new CsvMapper()
            .enable(CsvParser.Feature.WRAP_AS_ARRAY)
            .enable(CsvParser.Feature.SKIP_EMPTY_LINES)
            .getFactory();

    private final RowsReader rows;

    CsvFormat(RowsReader rows) {
        this.rows = rows;
    }

    /**
     * Reads the rows of a body; returns their number.
     *
     * @throws InvalidRequestException naming the line that cannot be read
     */
    int read(byte[] body) {
        try (JsonParser csv = CSV.createParser(text(body))) {
            if (csv.nextToken() != JsonToken.START_ARRAY || csv.nextToken() != JsonToken.START_ARRAY) {
                throw InvalidRequestException.unreadable(
                        "The request has no CSV. Send a header line with the columns' names, then one line per row.");
            }
            return rows(csv, header(csv));
        } catch (JsonProcessingException e) {
            throw InvalidRequestException.unreadable("The request is not valid CSV: "
                    + e.getOriginalMessage().lines().findFirst().orElse(""));
        } catch (CharacterCodingException e) {
            throw InvalidRequestException.unreadable("The request is not in UTF-8. Send its CSV in that encoding.");
        } catch (IOException e) {
            throw new UncheckedIOException("reading from memory failed", e);
        }
    }

    private static Reader text(byte[] body) {
        int begin = startsWith(body, BYTE_ORDER_MARK) ? BYTE_ORDER_MARK.length : 0;
        // A decoder reports malformed UTF-8, which a reader of the charset would replace.
        return new InputStreamReader(
                new ByteArrayInputStream(body, begin, body.length - begin), StandardCharsets.UTF_8.newDecoder());
    }

    private static boolean startsWith(byte[] body, byte[] prefix) {
        for (int i = 0; i < prefix.length; i++) {
            if (body.length <= i || body[i] != prefix[i]) {
                return false;
            }
        }
        return true;
    }

    private List<ColumnReader> header(JsonParser csv) throws IOException {
        List<ColumnReader> columns = new ArrayList<>();
        while (csv.nextToken() != JsonToken.END_ARRAY) {
            String name = csv.getText();
            if (rows.has(name)) {
                throw InvalidRequestException.unfit(
                        "The CSV has the column " + ValueExcerpt.cut(name) + " twice. Send every column once.");
            }
            ColumnReader reader = rows.column(name);
            if (reader != null) {
                reader.see();
            }
            columns.add(reader);
        }
        return columns;
    }

    private static int rows(JsonParser csv, List<ColumnReader> columns) throws IOException {
        int count = 0;
        while (csv.nextToken() == JsonToken.START_ARRAY) {
            int fields = 0;
            while (csv.nextToken() != JsonToken.END_ARRAY) {
                ColumnReader reader = fields < columns.size() ? columns.get(fields) : null;
                if (reader != null) {
                    reader.csv(csv.getText(), count);
                }
                fields++;
            }
            if (fields != columns.size()) {
                throw InvalidRequestException.unreadable("Row " + count + " of the CSV has " + fields
                        + " fields, and the first line has " + columns.size() + " names. Rows are counted from 0.");
            }
            count++;
        }
        return count;
    }
}
