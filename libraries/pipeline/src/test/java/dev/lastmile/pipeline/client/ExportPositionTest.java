package dev.lastmile.pipeline.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ExportPositionTest {
    @Test
    void aLogThatWasNeverExportedIsReadFromTheBeginning() {
        ExportPosition position = ExportPosition.of("log", Map.of("lastmile.log.other", "7 id"));

        assertThat(position).isEqualTo(new ExportPosition("log", 1, 0, Optional.empty()));
        assertThat(position.isRestored()).isFalse();
    }

    @Test
    void aPositionOfAnEarlierVersionHasNoId() {
        assertThat(ExportPosition.of("log", Map.of("lastmile.log.log", "7")))
                .isEqualTo(new ExportPosition("log", 1, 7, Optional.empty()));
    }

    @Test
    void theNewestHistoryCounts() {
        Map<String, String> summary = new HashMap<>();
        ExportPosition position = ExportPosition.of("log", summary).after(page(7, 7, "a"));
        summary.put(position.key(), position.value());
        assertThat(summary).containsExactly(Map.entry("lastmile.log.log", "7 a"));

        position = ExportPosition.of("log", summary).restored();
        assertThat(position).isEqualTo(new ExportPosition("log", 2, 0, Optional.empty()));
        assertThat(position.name()).isEqualTo("log.2");
        position = position.after(page(5, 5, "b"));
        summary.put(position.key(), position.value());

        assertThat(ExportPosition.of("log", summary)).isEqualTo(new ExportPosition("log", 2, 5, Optional.of("b")));
        assertThat(summary).containsEntry("lastmile.log.log", "7 a").containsEntry("lastmile.log.log.2", "5 b");
    }

    @Test
    void theIdOfARecordThatWasSkippedIsNotKnown() {
        ExportPosition position = ExportPosition.of("log", Map.of()).after(page(9, 7, "a"));

        assertThat(position.value()).isEqualTo("9");
    }

    private static PredictionLogReader.Page page(long next, long sequence, String id) {
        JsonNode record =
                JsonNodeFactory.instance.objectNode().put("sequence", sequence).put("id", id);
        return new PredictionLogReader.Page("log", List.of(record), next, 0, 100);
    }
}
