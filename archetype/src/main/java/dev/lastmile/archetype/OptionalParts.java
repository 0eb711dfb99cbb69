package dev.lastmile.archetype;

import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The parts of the template that an option can leave out, by the list in {@code parts.properties}: files, folders and lines.
 *
 * <p>What mentions a file or folder of a part elsewhere does so on a separate line, which is left out with the part: an
 * included file, a row of a table, a link. A module of the root pom is left out where the project does not have its folder.
 */
final class OptionalParts {
    private static final String DOCS = "docs/src/";
    private static final String LIST = "\\s*,\\s*";
    private static final Pattern MODULE = Pattern.compile("<module>(.+)</module>");

    private final List<PathMatcher> absent = new ArrayList<>();
    private final Set<String> named = new TreeSet<>();
    private final Map<String, Set<String>> lines = new TreeMap<>();

    /**
     * @param parts for a part {@code p}, {@code p.when} is an option and the values that keep it, {@code ci=github},
     *     {@code p.files} its files as globs, and {@code p.lines.path} its lines in the file of that path
     */
    OptionalParts(Properties parts, Options options) {
        for (String key : parts.stringPropertyNames()) {
            String part = key.substring(0, key.indexOf('.') + 1);
            String value = parts.getProperty(key).strip();
            if (!parts.containsKey(part + "when")) {
                throw new IllegalArgumentException("parts.properties has " + key + " without " + part + "when");
            }
            if (holds(parts.getProperty(part + "when"), options)) {
                continue;
            }
            if (key.equals(part + "files")) {
                for (String glob : value.split(LIST)) {
                    absent.add(FileSystems.getDefault().getPathMatcher("glob:" + glob));
                    named.add(glob.endsWith("/**") ? glob.substring(0, glob.length() - "/**".length()) : glob);
                }
            } else if (key.startsWith(part + "lines.")) {
                lines.computeIfAbsent(key.substring((part + "lines.").length()), path -> new TreeSet<>())
                        .addAll(List.of(value.split(LIST)));
            }
        }
    }

    private static boolean holds(String condition, Options options) {
        String[] sides = condition.split("=", 2);
        for (Option option : Option.values()) {
            if (option.key().equals(sides[0])) {
                return List.of(sides[1].split("\\|")).contains(options.get(option));
            }
        }
        throw new IllegalArgumentException("parts.properties names an option that does not exist: " + sides[0]);
    }

    /** Takes the absent parts out of the files, and their lines out of the others. */
    void leaveOut(Map<String, String> texts, Map<String, byte[]> binaries) {
        Set<String> gone = new TreeSet<>();
        for (Map<String, ?> files : List.of(texts, binaries)) {
            for (String path : new ArrayList<>(files.keySet())) {
                if (absent.stream().anyMatch(glob -> glob.matches(Path.of(path)))) {
                    files.remove(path);
                    gone.add(path);
                }
            }
        }
        Set<String> names = new TreeSet<>(named);
        names.addAll(gone);
        // A folder that is gone as a whole is named without its files.
        for (String path : gone) {
            for (Path folder = Path.of(path).getParent(); folder != null; folder = folder.getParent()) {
                String name = folder.toString();
                if (Stream.of(texts, binaries)
                        .flatMap(files -> files.keySet().stream())
                        .noneMatch(file -> file.startsWith(name + "/"))) {
                    names.add(name);
                }
            }
        }
        Predicate<String> mention = mention(names);
        texts.replaceAll((path, text) -> {
            Set<String> own = lines.getOrDefault(path, Set.of());
            return without(text, line -> own.contains(line.strip()) || isList(path) && mention.test(line));
        });
        texts.computeIfPresent(
                "pom.xml",
                (path, text) -> without(text, line -> {
                    Matcher module = MODULE.matcher(line);
                    return module.find() && !texts.containsKey(module.group(1) + "/pom.xml");
                }));
        String compose = texts.get("docker-compose.yml");
        if (compose != null && compose.strip().endsWith("include:")) {
            texts.remove("docker-compose.yml");
        }
    }

    /** Whether a file is one that mentions others on lines of their own. */
    private static boolean isList(String path) {
        return path.equals("README.md") || path.equals("docker-compose.yml") || path.startsWith(DOCS);
    }

    private static Predicate<String> mention(Set<String> names) {
        if (names.isEmpty()) {
            return line -> false;
        }
        // Pages name each other from their folder.
        String any = names.stream()
                .flatMap(name ->
                        name.startsWith(DOCS) ? Stream.of(name, name.substring(DOCS.length())) : Stream.of(name))
                .map(Pattern::quote)
                .collect(Collectors.joining("|"));
        return Pattern.compile(
                        "(?:xref:|include::)(?:" + any + ")(?![\\w.-])|(?:[`(]|path: )(?:" + any + ")/?(?:[`),}\\s]|$)")
                .asPredicate();
    }

    private static String without(String text, Predicate<String> goes) {
        return Stream.of(text.split("(?<=\n)")).filter(line -> !goes.test(line)).collect(Collectors.joining());
    }
}
