package dev.lastmile.pipeline.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** JSON of a report: a number that is not finite, which JSON does not have, is null. */
final class CardJson {
    private static final ObjectMapper JSON = new ObjectMapper();

    private CardJson() {}

    static ObjectNode object() {
        return JSON.createObjectNode();
    }

    static void put(ObjectNode object, String name, double value) {
        object.put(name, Double.isFinite(value) ? (Double) value : null);
    }

    static ArrayNode array(double... values) {
        ArrayNode array = JSON.createArrayNode();
        for (double value : values) {
            array.add(Double.isFinite(value) ? (Double) value : null);
        }
        return array;
    }

    static ArrayNode array(List<String> texts) {
        ArrayNode array = JSON.createArrayNode();
        texts.forEach(array::add);
        return array;
    }
}
