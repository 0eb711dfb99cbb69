package dev.lastmile.pipeline.ingest.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lastmile.contract.text.LineReader;
import dev.lastmile.pipeline.ingest.text.TextFormat;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FilePartsTest {
    @TempDir
    Path folder;

    private final FileStore store = new FileStore(new Configuration(false), Map.of());

    @Test
    void thePartsOfAFileHaveEachLineOnceWithItsOffsetAndNumber() throws Exception {
        Random random = new Random(11);
        for (int i = 0; i < 300; i++) {
            Path file = Files.writeString(folder.resolve("lines" + i + ".csv"), text(random));
            List<String> expected = lines(Files.readAllBytes(file));
            for (long partBytes : new long[] {1, 2, 3, 1 + random.nextInt(40), 1 << 20}) {
                ScannedFile scanned = new FileScan(store, TextFormat.csv(), partBytes)
                        .scan(store.list(file.toString()).get(0));
                assertThat(scanned.lines()).isEqualTo(expected.size());
                List<String> found = new ArrayList<>();
                for (ScannedFile.Part part : scanned.parts()) {
                    found.addAll(lines(scanned.file(), part));
                }
                assertThat(found).as("%s in parts of %d bytes", file, partBytes).isEqualTo(expected);
            }
        }
    }

    private static String text(Random random) {
        StringBuilder text = new StringBuilder(random.nextBoolean() ? "\uFEFF" : "").append('x');
        for (int length = random.nextInt(120); length > 0; length--) {
            text.append("\r\n\na,".charAt(random.nextInt(5)));
        }
        return text.toString();
    }

    /** As {@code offset:number:text}, by another way than the reader's. */
    private static List<String> lines(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        int at = text.startsWith("\u00EF\u00BB\u00BF") ? 3 : 0;
        List<String> lines = new ArrayList<>();
        while (at < text.length()) {
            String line = text.substring(at).split("\r\n|\r|\n", 2)[0];
            lines.add(at + ":" + (lines.size() + 1) + ":" + line);
            at += line.length();
            at += text.startsWith("\r\n", at) ? 2 : 1;
        }
        return lines;
    }

    private List<String> lines(ListedFile file, ScannedFile.Part part) throws Exception {
        boolean aligned = part.firstLine() == 1;
        List<String> lines = new ArrayList<>();
        try (InputStream in = store.open(file.location(), part.start() - (aligned ? 0 : 1));
                LineReader reader = new LineReader(in, part.start(), aligned, part.end(), part.firstLine())) {
            while (reader.next()) {
                String text = new String(reader.bytes(), 0, reader.length(), StandardCharsets.ISO_8859_1);
                lines.add(reader.offset() + ":" + reader.line() + ":" + text);
            }
            assertThat(reader.lines()).isEqualTo(part.lines());
        }
        return lines;
    }
}
