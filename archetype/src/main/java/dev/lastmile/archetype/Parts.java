package dev.lastmile.archetype;

import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The parts of the template that an answer can leave out: whole files and folders, by the list in
 * {@code parts.properties}.
 *
 * <p>What speaks of a part outside of it does so in a line of its own, which is left out with the part: a module, an
 * included file, a row of a table, a link.
 */
final class Parts {
    private static final String DOCS = "docs/src/";

    private final List<PathMatcher> absent = new ArrayList<>();
    private final TreeSet<String> named = new TreeSet<>();

    /**
     * @param parts for a part {@code p}, {@code p.when} is the question and the answers that keep it,
     *     {@code ci=github}, and {@code p.files} its files as globs
     */
    Parts(Properties parts, Answers answers) {
        for (String key : new TreeSet<>(parts.stringPropertyNames())) {
            if (key.endsWith(".when") && !holds(parts.getProperty(key), answers)) {
                String files = parts.getProperty(key.substring(0, key.length() - ".when".length()) + ".files");
                for (String glob : files.strip().split("\\s*,\\s*")) {
                    absent.add(FileSystems.getDefault().getPathMatcher("glob:" + glob));
                    named.add(glob.endsWith("/**") ? glob.substring(0, glob.length() - "/**".length()) : glob);
                }
            }
        }
    }

    private static boolean holds(String condition, Answers answers) {
        String[] sides = condition.split("=", 2);
        for (Question question : Question.values()) {
            if (question.key().equals(sides[0])) {
                return List.of(sides[1].split("\\|")).contains(answers.get(question));
            }
        }
        throw new IllegalArgumentException("parts.properties names a question that nobody asks: " + sides[0]);
    }

    /** Takes the absent parts out of the files, and out of the lists that name them. */
    void leaveOut(Map<String, String> texts, Map<String, byte[]> binaries) {
        TreeSet<String> gone = new TreeSet<>();
        for (Map<String, ?> files : List.of(texts, binaries)) {
            for (String path : new ArrayList<>(files.keySet())) {
                if (absent.stream().anyMatch(glob -> glob.matches(Path.of(path)))) {
                    files.remove(path);
                    gone.add(path);
                }
            }
        }
        TreeSet<String> names = new TreeSet<>(named);
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
        texts.replaceAll((path, text) -> names.isEmpty() ? text : withoutLines(path, text, names));
        String compose = texts.get("docker-compose.yml");
        if (compose != null && compose.strip().endsWith("include:")) {
            texts.remove("docker-compose.yml");
        }
    }

    private static String withoutLines(String path, String text, TreeSet<String> names) {
        List<Pattern> mentions = new ArrayList<>();
        for (String name : names) {
            if (path.equals("pom.xml")) {
                mentions.add(Pattern.compile("<module>" + Pattern.quote(name) + "</module>"));
            } else if (path.equals("docker-compose.yml")) {
                mentions.add(Pattern.compile("path: " + Pattern.quote(name) + "\\b"));
            } else if (path.equals("README.md")) {
                mentions.add(Pattern.compile("[`(]" + Pattern.quote(name) + "/?[`)]"));
            } else if (path.startsWith(DOCS) && name.startsWith(DOCS)) {
                mentions.add(Pattern.compile("(xref:|include::)" + Pattern.quote(name.substring(DOCS.length()))));
            } else if (path.startsWith(DOCS)) {
                mentions.add(Pattern.compile("`" + Pattern.quote(name) + "/?`"));
            }
        }
        StringBuilder kept = new StringBuilder();
        for (String line : text.split("(?<=\n)")) {
            if (mentions.stream().noneMatch(mention -> mention.matcher(line).find())) {
                kept.append(line);
            }
        }
        return kept.toString();
    }
}
