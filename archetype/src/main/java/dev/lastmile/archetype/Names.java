package dev.lastmile.archetype;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Puts a project's names in place of the live project's, in texts and in paths. */
final class Names {
    private static final String MODULES = "template-";

    private final Answers answers;
    private final Pattern module;

    /** @param paths all live paths: their top folders tell the modules */
    Names(Answers answers, Set<String> paths) {
        this.answers = answers;
        Set<String> modules = new TreeSet<>(Set.of("docs", "*"));
        for (String path : paths) {
            if (path.startsWith(MODULES) && path.contains("/")) {
                modules.add(path.substring(MODULES.length(), path.indexOf('/')));
            }
        }
        // The shell's ${IMAGE:-template-serving} has a module's name behind a hyphen.
        module = Pattern.compile("(?<![A-Za-z0-9_.])(?<!(?<!:)-)template-("
                + modules.stream().map(Pattern::quote).collect(Collectors.joining("|")) + ")(?![A-Za-z0-9_])");
    }

    String path(String live) {
        return inModules(live).replace(path(Answers.LIVE.get(Question.PACKAGE), '/'), path(of(Question.PACKAGE), '/'));
    }

    String text(String path, String live) {
        // First what was there before any answer is: an answer may look like a name of the live project.
        String livePackage = Answers.LIVE.get(Question.PACKAGE);
        String text = inModules(live);
        // In a pom, a groupId is another answer than the package.
        text = text.replaceAll(
                "(?<!<groupId>)" + Pattern.quote(livePackage), Matcher.quoteReplacement(of(Question.PACKAGE)));
        text = text.replace(path(livePackage, '/'), path(of(Question.PACKAGE), '/'));
        if (path.endsWith("pom.xml")) {
            text = inPom(text);
        }
        if (path.equals("pom.xml")) {
            text = replaceAfter("<maven\\.compiler\\.release>", Question.JAVA_VERSION, text);
        }
        if (path.equals(".java-version")) {
            text = text.replace(Answers.LIVE.get(Question.JAVA_VERSION), of(Question.JAVA_VERSION));
        }
        text = replaceAfter("(?:eclipse-temurin:|JAVA_VERSION=|JDK )", Question.JAVA_VERSION, text);
        String artifactId = of(Question.ARTIFACT_ID);
        // Compose and images take lower case alone.
        String lowerCase = Matcher.quoteReplacement(artifactId.toLowerCase(Locale.ROOT));
        return switch (path) {
            case "Makefile" -> text.replaceFirst("(?m)^PROFILE \\?= \\w+$", "PROFILE ?= " + profile());
            case "docker-compose.yml" -> text.replaceFirst("(?m)^name: template$", "name: " + lowerCase);
            case "databricks.yml" -> text.replaceFirst("(?m)^  name: template$", "  name: " + lowerCase);
            case "make/image.mk" -> text.replaceAll("(IMAGE:-)" + Pattern.quote(artifactId), "$1" + lowerCase);
            case "docs/pom.xml" -> text.replaceFirst("<profile>\\w+</profile>", "<profile>" + profile() + "</profile>");
            case "README.md" -> text.replaceFirst("(?m)^# template$", "# " + Matcher.quoteReplacement(artifactId));
            default -> text;
        };
    }

    private String inPom(String pom) {
        String artifactId = of(Question.ARTIFACT_ID);
        String text = pom.replace(
                "<groupId>" + Answers.LIVE.get(Question.GROUP_ID) + "</groupId>",
                "<groupId>" + of(Question.GROUP_ID) + "</groupId>");
        // The project's own version, and that of the parent which each module names.
        text = replaceAfter(
                "<artifactId>(?:template|" + Pattern.quote(artifactId) + "-docs)</artifactId>\\s*<version>",
                Question.VERSION,
                text);
        return text.replaceAll(
                "<(artifactId|name)>template</\\1>", "<$1>" + Matcher.quoteReplacement(artifactId) + "</$1>");
    }

    private String inModules(String text) {
        return module.matcher(text).replaceAll(Matcher.quoteReplacement(of(Question.ARTIFACT_ID)) + "-$1");
    }

    private String replaceAfter(String before, Question question, String text) {
        return text.replaceAll(
                "(" + before + ")" + Pattern.quote(Answers.LIVE.get(question)) + "(?![0-9.])",
                "$1" + Matcher.quoteReplacement(of(question)));
    }

    private String profile() {
        return Map.of("embedded", "embedded", "mlflow", "stack", "databricks", "databricks")
                .get(of(Question.TRACKING));
    }

    private String of(Question question) {
        return answers.get(question);
    }

    private static String path(String packageName, char separator) {
        return packageName.replace('.', separator);
    }
}
