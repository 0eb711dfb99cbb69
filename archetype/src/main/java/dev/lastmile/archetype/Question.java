package dev.lastmile.archetype;

import java.util.function.Predicate;
import java.util.regex.Pattern;
import javax.lang.model.SourceVersion;

/** What a person is asked, and which answers are allowed; the defaults are in the archetype's descriptor. */
enum Question {
    GROUP_ID(
            "groupId",
            pattern("[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]+)*"),
            "letters, digits, '-', '_' and dots between them"),
    ARTIFACT_ID(
            "artifactId",
            pattern("[A-Za-z][A-Za-z0-9_-]*"),
            "letters, digits, '-' and '_', a letter first: it names folders, the image and the modules"),
    PACKAGE(
            "package",
            Question::isPackage,
            "a Java package: names of letters, digits and '_' with dots between them, none that starts with a digit or is a"
                    + " word of Java"),
    VERSION("version", pattern("[A-Za-z0-9][A-Za-z0-9._-]*"), "letters, digits, '.', '-' and '_'"),
    JAVA_VERSION("javaVersion", pattern("17|21|25"), "17, 21 or 25"),
    TRACKING("tracking", pattern("embedded|mlflow|databricks"), "embedded, mlflow or databricks"),
    CI("ci", pattern("github|gitlab|none"), "github, gitlab or none"),
    NOTEBOOKS("notebooks", pattern("yes|no"), "yes or no"),
    AIRFLOW("airflow", pattern("yes|no"), "yes or no");

    private final String key;
    private final Predicate<String> allowed;
    private final String allowedInWords;

    Question(String key, Predicate<String> allowed, String allowedInWords) {
        this.key = key;
        this.allowed = allowed;
        this.allowedInWords = allowedInWords;
    }

    /** The name of the property, as the archetype's descriptor has it. */
    String key() {
        return key;
    }

    boolean allows(String answer) {
        return allowed.test(answer);
    }

    /** A sentence that refuses an answer and says what is allowed. */
    String refusal(String answer) {
        return key + " '" + answer + "' is not allowed; allowed are " + allowedInWords + ".";
    }

    private static Predicate<String> pattern(String regex) {
        return Pattern.compile(regex).asMatchPredicate();
    }

    private static boolean isPackage(String name) {
        return name.matches("[A-Za-z0-9_.]+") && SourceVersion.isName(name) && !(name + ".").startsWith("java.");
    }
}
