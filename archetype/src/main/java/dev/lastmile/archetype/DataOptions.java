package dev.lastmile.archetype;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The data file that a project is generated from, and what a person says about it.
 *
 * @param file as it was given: relative to the folder in which Maven runs
 * @param values by {@link #KEYS}; what was not given is missing
 */
record DataOptions(Path file, Map<String, String> values) {
    private static final String DATA = "data";

    /** The options about the file. They are no questions of the plugin, which has no optional ones. */
    static final List<String> KEYS = List.of("label", "key", "time", "group", "ignore", "task", "dates", "dataset");

    // The profiler speaks to people who run make; a name is the dataset's there.
    private static final Pattern MAKE_VARIABLE =
            Pattern.compile("\\b(LABEL|KEY|TIME|GROUP|IGNORE|TASK|DATES|NAME)(?==| is )");

    /** Those of the command line, which Maven keeps as properties of the system. */
    static Map<String, String> ofSystem() {
        Map<String, String> given = new HashMap<>();
        List<String> names = new ArrayList<>(KEYS);
        names.add(DATA);
        for (String name : names) {
            String value = System.getProperty(name);
            if (value != null) {
                given.put(name, value);
            }
        }
        return given;
    }

    /**
     * Empty if no file was given.
     *
     * @throws RejectedException if something is said about a file that was not given
     */
    static Optional<DataOptions> of(Map<String, String> given) {
        Map<String, String> values = new HashMap<>();
        for (String key : KEYS) {
            if (!given.getOrDefault(key, "").isBlank()) {
                values.put(key, given.get(key));
            }
        }
        String file = given.getOrDefault(DATA, "");
        if (file.isBlank()) {
            if (values.containsKey("label")) {
                throw new RejectedException("-Dlabel is the label of a data file, and -Ddata, the file, is missing."
                        + " Give both, or neither: then the project begins with Iris.");
            }
            return Optional.empty();
        }
        return Optional.of(new DataOptions(Path.of(file), values));
    }

    /**
     * Makes the file the dataset of a project.
     *
     * @return lines for people: what was found and decided
     * @throws RejectedException naming what does not fit, and the remedy
     */
    List<String> init(Template template, Path project) throws IOException {
        try (Profiler profiler = Profiler.of(template)) {
            return profiler.init(project, file.toAbsolutePath().normalize(), values);
        } catch (RejectedException e) {
            throw new RejectedException(MAKE_VARIABLE.matcher(e.getMessage()).replaceAll(DataOptions::option));
        }
    }

    private static String option(java.util.regex.MatchResult variable) {
        String name = variable.group(1).toLowerCase(java.util.Locale.ROOT);
        return Matcher.quoteReplacement("-D" + (name.equals("name") ? "dataset" : name));
    }
}
