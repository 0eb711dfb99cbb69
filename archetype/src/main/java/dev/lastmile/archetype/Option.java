package dev.lastmile.archetype;

import java.util.function.Predicate;
import java.util.regex.Pattern;
import javax.lang.model.SourceVersion;

/** The options of a generated project and their allowed values; the defaults are in the archetype's descriptor. */
enum Option {
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
            Option::isPackage,
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

    Option(String key, Predicate<String> allowed, String allowedInWords) {
        this.key = key;
        this.allowed = allowed;
        this.allowedInWords = allowedInWords;
    }

    /** The name of the property, as the archetype's descriptor has it. */
    String key() {
        return key;
    }

    boolean allows(String value) {
        return allowed.test(value);
    }

    /** A sentence that rejects a value and names the allowed ones. */
    String rejection(String value) {
        return key + " '" + value + "' is not allowed; allowed are " + allowedInWords + ".";
    }

    private static Predicate<String> pattern(String regex) {
        return Pattern.compile(regex).asMatchPredicate();
    }

    private static boolean isPackage(String name) {
        return name.matches("[A-Za-z0-9_.]+") && SourceVersion.isName(name) && !(name + ".").startsWith("java.");
    }
}
