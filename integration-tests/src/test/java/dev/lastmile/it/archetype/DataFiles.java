package dev.lastmile.it.archetype;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.function.IntFunction;

/** Data files of tests, and what a project of one is generated with. */
final class DataFiles {
    private DataFiles() {}

    /** Customers with a name each; whether they have churned depends on their months, and on chance. */
    static Path customers(Path file, int rows) throws IOException {
        return write(
                file,
                "customer_id,mail,plan,months,spent,churned",
                rows,
                i -> "C" + (10_000 + i) + ",anna" + i + "@example.org,"
                        + (i % 3 == 0 ? "gold" : i % 3 == 1 ? "basic" : "")
                        + "," + i * 7 % 40 + "," + i * 31 % 977 / 10.0 + ","
                        + (i * 7 % 40 + i * 13 % 17 < 25 ? "yes" : "no"));
    }

    /** A header and lines, numbered from 0. */
    static Path write(Path file, String header, int rows, IntFunction<String> line) throws IOException {
        StringBuilder text = new StringBuilder(header).append('\n');
        for (int i = 0; i < rows; i++) {
            text.append(line.apply(i)).append('\n');
        }
        return Files.writeString(file, text);
    }

    /** The answers of the README's command, with a file and its label. */
    static Map<String, String> churn(Path file, String label) {
        Map<String, String> answers = new HashMap<>(Archetype.CHURN);
        answers.put("data", file.toString());
        answers.put("label", label);
        return answers;
    }
}
