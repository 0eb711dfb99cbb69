package dev.lastmile.archetype;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/** The answers of which a project was made; all of them are allowed ones. */
record Answers(Map<Question, String> values) {
    /** The file of a project that records them. */
    static final String FILE = ".lastmile.properties";

    private static final String ARCHETYPE_VERSION = "archetypeVersion";

    /** What the live project would answer: with these, generating gives back the live files. */
    static final Map<Question, String> LIVE = Map.of(
            Question.GROUP_ID, "dev.lastmile.template",
            Question.ARTIFACT_ID, "template",
            Question.PACKAGE, "dev.lastmile.template",
            Question.VERSION, "0.1.0",
            Question.JAVA_VERSION, "17",
            Question.TRACKING, "embedded");

    /** @throws RefusedException that lists every answer that is missing or not allowed */
    static Answers of(Map<String, String> given) {
        Map<Question, String> values = new EnumMap<>(Question.class);
        List<String> refusals = new ArrayList<>();
        for (Question question : Question.values()) {
            String answer = given.getOrDefault(question.key(), "");
            if (!question.allows(answer)) {
                refusals.add(question.refusal(answer));
            }
            values.put(question, answer);
        }
        if (!refusals.isEmpty()) {
            throw new RefusedException(String.join(" ", refusals));
        }
        return new Answers(values);
    }

    /** Those that a project recorded; what it was not asked then has the default of now. */
    static Answers recorded(String file, Map<String, String> defaults) {
        Properties recorded = new Properties();
        try {
            recorded.load(new StringReader(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Map<String, String> given = new HashMap<>(defaults);
        recorded.stringPropertyNames().forEach(key -> given.put(key, recorded.getProperty(key)));
        return of(given);
    }

    String get(Question question) {
        return values.get(question);
    }

    /** The text of {@link #FILE}. */
    String record(String archetypeVersion) {
        StringBuilder text = new StringBuilder(
                "# What this project was generated from. `make template-update` reads and replaces it.\n");
        text.append(ARCHETYPE_VERSION).append('=').append(archetypeVersion).append('\n');
        values.forEach((question, answer) ->
                text.append(question.key()).append('=').append(answer).append('\n'));
        return text.toString();
    }
}
