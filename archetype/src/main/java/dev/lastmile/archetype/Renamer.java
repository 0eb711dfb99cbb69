package dev.lastmile.archetype;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Replaces the live project's names by those of a generated project, in texts and in paths. */
final class Renamer {
    private static final String MODULES = "template-";
    private static final String LIVE_PACKAGE = Options.LIVE.get(Option.PACKAGE);

    private final Options options;
    private final Rule modules;
    private final List<Rule> texts = new ArrayList<>();
    private final List<Rule> poms = new ArrayList<>();

    private record Rule(Pattern pattern, String replacement) {
        String apply(String text) {
            return pattern.matcher(text).replaceAll(replacement);
        }
    }

    /** @param paths all live paths: their top folders tell the modules */
    Renamer(Options options, Set<String> paths) {
        this.options = options;
        Set<String> names = new TreeSet<>(Set.of("docs", "*"));
        for (String path : paths) {
            if (path.startsWith(MODULES) && path.contains("/")) {
                names.add(path.substring(MODULES.length(), path.indexOf('/')));
            }
        }
        String artifactId = options.get(Option.ARTIFACT_ID);
        String quoted = Pattern.quote(artifactId);
        // Compose and images take lower case alone.
        String lowerCase = artifactId.toLowerCase(Locale.ROOT);
        String javaVersion = Options.LIVE.get(Option.JAVA_VERSION) + "(?![0-9.])";
        // The shell's ${IMAGE:-template-serving} has a module's name behind a hyphen.
        modules = new Rule(
                Pattern.compile("(?<![A-Za-z0-9_.])(?<!(?<!:)-)template-("
                        + names.stream().map(Pattern::quote).collect(Collectors.joining("|")) + ")(?![A-Za-z0-9_])"),
                Matcher.quoteReplacement(artifactId) + "-$1");
        // First what was there before any option is: an option may look like a name of the live project.
        // In a pom, a groupId is another option than the package.
        replace(texts, "(?<!<groupId>)" + Pattern.quote(LIVE_PACKAGE), options.get(Option.PACKAGE));
        replace(texts, Pattern.quote(folders(LIVE_PACKAGE)), folders(options.get(Option.PACKAGE)));
        replaceAfter(
                texts,
                "<maven\\.compiler\\.release>|JAVA_VERSION=|JDK |\\*java",
                javaVersion,
                options.get(Option.JAVA_VERSION));
        // The whole of .java-version.
        replace(texts, "\\A" + javaVersion + "(?=\\n\\z)", options.get(Option.JAVA_VERSION));
        replaceAfter(texts, "(?m)^PROFILE \\?= |<profile>", Options.LIVE.get(Option.TRACKING) + "\\b", profile());
        replaceAfter(texts, "(?m)^# ", "template(?m:$)", artifactId);
        replaceAfter(texts, "(?m)^ *name: ", "template(?m:$)", lowerCase);
        replaceAfter(texts, "IMAGE:-", quoted, lowerCase);
        replaceAfter(
                poms,
                "<groupId>",
                Pattern.quote(Options.LIVE.get(Option.GROUP_ID)) + "(?=<)",
                options.get(Option.GROUP_ID));
        // The project's own version, and that of the parent which each module names.
        replaceAfter(
                poms,
                "<artifactId>(?:template|" + quoted + "-docs)</artifactId>\\s*<version>",
                Pattern.quote(Options.LIVE.get(Option.VERSION)) + "(?![0-9.])",
                options.get(Option.VERSION));
        replaceAfter(poms, "<(?:artifactId|name)>", "template(?=</)", artifactId);
    }

    private static void replace(List<Rule> rules, String what, String replacement) {
        rules.add(new Rule(Pattern.compile(what), Matcher.quoteReplacement(replacement)));
    }

    private static void replaceAfter(List<Rule> rules, String before, String what, String replacement) {
        rules.add(new Rule(Pattern.compile("(" + before + ")" + what), "$1" + Matcher.quoteReplacement(replacement)));
    }

    String path(String live) {
        return modules.apply(live).replace(folders(LIVE_PACKAGE), folders(options.get(Option.PACKAGE)));
    }

    String text(String path, String live) {
        String text = modules.apply(live);
        for (Rule rule : texts) {
            text = rule.apply(text);
        }
        if (path.endsWith("pom.xml")) {
            for (Rule rule : poms) {
                text = rule.apply(text);
            }
        }
        return text;
    }

    private String profile() {
        return Map.of("embedded", "embedded", "mlflow", "stack", "databricks", "databricks")
                .get(options.get(Option.TRACKING));
    }

    private static String folders(String packageName) {
        return packageName.replace('.', '/');
    }
}
