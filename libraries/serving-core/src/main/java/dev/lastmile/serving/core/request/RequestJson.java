package dev.lastmile.serving.core.request;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.lastmile.serving.core.InvalidRequestException;
import java.io.IOException;

/** The body of a request as JSON. */
public final class RequestJson {
    // NaN and Infinity are read, as Python does, so that the refusal can name their column and row.
    private static final ObjectReader JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build()
            .reader()
            .with(JsonParser.Feature.ALLOW_NON_NUMERIC_NUMBERS)
            .with(StreamReadFeature.USE_FAST_DOUBLE_PARSER.mappedFeature());

    private RequestJson() {}

    /**
     * @return the missing node for an empty body
     * @throws InvalidRequestException with the place where it is not JSON
     */
    public static JsonNode parse(byte[] body) {
        try {
            return JSON.readTree(body);
        } catch (JsonProcessingException e) {
            String where = e.getLocation() == null
                    ? ""
                    : " at line " + e.getLocation().getLineNr() + ", column "
                            + e.getLocation().getColumnNr();
            throw InvalidRequestException.unreadable("The request is not valid JSON" + where + ": "
                    + e.getOriginalMessage().lines().findFirst().orElse(""));
        } catch (IOException e) {
            throw InvalidRequestException.unreadable("The request is not valid JSON in UTF-8: " + e.getMessage());
        }
    }
}
