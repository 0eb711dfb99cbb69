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

/** The options that a project is generated with; every value is an allowed one. */
record Options(Map<Option, String> values) {
    /** The file of a project that records them. */
    static final String FILE = ".lastmile.properties";

    private static final String ARCHETYPE_VERSION = "archetypeVersion";

    /** Those of the live project: generating with them gives back the live files. */
    static final Map<Option, String> LIVE = Map.of(
            Option.GROUP_ID, "dev.lastmile.template",
            Option.ARTIFACT_ID, "template",
            Option.PACKAGE, "dev.lastmile.template",
            Option.VERSION, "0.1.0",
            Option.JAVA_VERSION, "17",
            Option.TRACKING, "embedded");

    /** @throws RejectedException that lists every option whose value is missing or not allowed */
    static Options of(Map<String, String> values) {
        Map<Option, String> allowed = new EnumMap<>(Option.class);
        List<String> rejections = new ArrayList<>();
        for (Option option : Option.values()) {
            String value = values.getOrDefault(option.key(), "");
            if (!option.allows(value)) {
                rejections.add(option.rejection(value));
            }
            allowed.put(option, value);
        }
        if (!rejections.isEmpty()) {
            throw new RejectedException(String.join(" ", rejections));
        }
        return new Options(allowed);
    }

    /** Those that a project recorded; an option that is newer than the record has its current default. */
    static Options recorded(String file, Map<String, String> defaults) {
        Properties recorded = new Properties();
        try {
            recorded.load(new StringReader(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Map<String, String> values = new HashMap<>(defaults);
        recorded.stringPropertyNames().forEach(key -> values.put(key, recorded.getProperty(key)));
        return of(values);
    }

    String get(Option option) {
        return values.get(option);
    }

    /** The text of {@link #FILE}. */
    String record(String archetypeVersion) {
        StringBuilder text = new StringBuilder(
                "# What this project was generated from. `make template-update` reads and replaces it.\n");
        text.append(ARCHETYPE_VERSION).append('=').append(archetypeVersion).append('\n');
        values.forEach((option, value) ->
                text.append(option.key()).append('=').append(value).append('\n'));
        return text.toString();
    }
}
