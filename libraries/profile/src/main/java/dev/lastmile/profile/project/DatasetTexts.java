package dev.lastmile.profile.project;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The texts of a project that speak of its dataset, for another dataset: names of tables and models in {@code README.md},
 * the {@code Makefile} and the docs, the README's request, the paragraph about the data in {@code NOTICE}. The tutorial of
 * the template's own example goes, with the lines that link to it. All else in these files stays as it is. Immutable.
 */
final class DatasetTexts {
    /** The page about the example that a project begins with. */
    static final String TUTORIAL = "docs/src/tutorial.adoc";

    private static final Pattern PATHS = Pattern.compile("README\\.md|NOTICE|Makefile|docs/src/(?!lastmile/).+\\.adoc");
    /** Their text is about the names of other projects. */
    private static final Pattern WITHOUT_NAMES = Pattern.compile("docs/src/(make-it-yours|update)\\.adoc");

    private static final Pattern LINK = Pattern.compile("xref:tutorial\\.adoc|\\(docs/src/tutorial\\.adoc\\)");
    private static final Pattern OUTPUT =
            Pattern.compile("(?s)What `make demo` prints, [^\\n]*\\n\\n```\\n.*?\\n```\\n");
    private static final Pattern REQUEST =
            Pattern.compile("(?s)A request for one row of `[^\\n]*\\n\\n```sh\\n.*?\\n```\\n");
    private static final Pattern DATA = Pattern.compile("(?m)^Data\\n(?: +.*\\n)+");

    private final String before;
    private final String after;
    private final String request;

    /**
     * @param before name of the dataset that the texts speak of
     * @param after name of the one that they are to speak of
     * @param request for one row of it, in JSON, or empty: without one
     */
    DatasetTexts(String before, String after, String request) {
        this.before = before;
        this.after = after;
        this.request = request;
    }

    /** Whether a file, by its path with {@code /} in the project, may speak of the dataset. */
    static boolean mayName(String path) {
        return PATHS.matcher(path).matches();
    }

    /**
     * The files as they are for the other dataset.
     *
     * @param files by their path with {@code /} in the project
     * @return all of them but the tutorial of the example
     */
    SortedMap<String, byte[]> apply(Map<String, byte[]> files) {
        byte[] tutorial = files.get(TUTORIAL);
        boolean isOfExample = tutorial != null && text(tutorial).contains("sepal_length");
        boolean hasTutorial = tutorial != null && !isOfExample;
        SortedMap<String, byte[]> all = new TreeMap<>();
        files.forEach((path, content) -> {
            if (path.equals(TUTORIAL) && isOfExample) {
                return;
            }
            // Bytes that are not UTF-8 would not come back from a string.
            boolean isText = mayName(path) && Arrays.equals(bytes(text(content)), content);
            all.put(path, isText ? bytes(edited(path, text(content), hasTutorial)) : content);
        });
        return all;
    }

    private String edited(String path, String text, boolean hasTutorial) {
        String edited = hasTutorial ? text : withoutLinks(text);
        if (!WITHOUT_NAMES.matcher(path).matches()) {
            edited = names(edited);
        }
        return switch (path) {
            case "README.md" -> readme(edited);
            case "NOTICE" -> notice(edited);
            default -> edited;
        };
    }

    private static String withoutLinks(String text) {
        return Stream.of(text.split("(?<=\n)"))
                .filter(line -> !LINK.matcher(line).find())
                .collect(Collectors.joining());
    }

    private String names(String text) {
        String name = Pattern.quote(before);
        String other = Matcher.quoteReplacement(after);
        String tables = "((?<![A-Za-z0-9_.-])(?:lake\\.)?(?:raw|interim|processed)\\.)" + name
                + "(?=(?:_features|_predictions)?(?![A-Za-z0-9_]))";
        String models = "(?<![A-Za-z0-9_-])" + name + "(?=-(?:features|model)(?![A-Za-z0-9_-]))";
        return text.replaceAll(tables, "$1" + other).replaceAll(models, other);
    }

    private String readme(String text) {
        String dataset =
                Matcher.quoteReplacement("Its dataset is `" + after + "`;") + "$1 shows how to go on from here.";
        String readme =
                text.replaceAll("It starts with \\w+ as its dataset;( \\[[^\\]]*\\]\\([^)]*\\))[^\\n]*", dataset);
        readme = readme.replace("Its dataset is `" + before + "`;", "Its dataset is `" + after + "`;");
        UnaryOperator<String> block = part -> request.isEmpty() ? "" : requestText();
        readme = replaced(OUTPUT, readme, block);
        return replaced(REQUEST, readme, block);
    }

    private String requestText() {
        return "A request for one row of `" + after + "`, once `make demo` has started the service:\n\n```sh\n"
                + "curl -fsS \"http://127.0.0.1:${LASTMILE_SERVING_PORT:-8080}/invocations\" \\\n"
                + "  -H 'Content-Type: application/json' -d @- << 'JSON'\n"
                + request + "\nJSON\n```\n";
    }

    private String notice(String text) {
        return replaced(
                DATA,
                text,
                part -> part.contains("R. A. Fisher") || part.contains("`" + before + "`")
                        ? "Data\n  Say here whose the data of `" + after + "` are, and under which licence.\n"
                        : part);
    }

    private static String replaced(Pattern pattern, String text, UnaryOperator<String> replacement) {
        return pattern.matcher(text).replaceAll(match -> Matcher.quoteReplacement(replacement.apply(match.group())));
    }

    private static String text(byte[] content) {
        return new String(content, StandardCharsets.UTF_8);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
