package dev.lastmile.serving;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The documentation of a configuration type, from its source: the name, default and javadoc of each setting. */
final class SettingsTable {
    private static final Pattern PREFIX = Pattern.compile("@ConfigMapping\\(prefix = \"([^\"]+)\"\\)");
    private static final Pattern SETTING = Pattern.compile(
            "/\\*\\*(?<doc>(?:(?!\\*/).)*)\\*/\\s*(?:@WithDefault\\((?<default>[^)]*)\\)\\s*)?(?<type>[\\w.<>]+) (?<name>\\w+)\\(\\);",
            Pattern.DOTALL);
    private static final Pattern CONSTANT = Pattern.compile("String (\\w+) = \"([^\"]*)\";");

    private SettingsTable() {}

    private record Setting(String name, String byDefault, String meaning) {}

    /**
     * The rows of a table of AsciiDoc.
     *
     * @param type the source of an interface with {@code @ConfigMapping}
     * @param constants the source of the class whose constants its defaults name
     */
    static String asciidoc(Path type, Path constants) throws IOException {
        String source = Files.readString(type);
        Matcher prefix = PREFIX.matcher(source);
        if (!prefix.find()) {
            throw new IllegalArgumentException(type + " has no @ConfigMapping");
        }
        StringBuilder table =
                new StringBuilder("// Written from the code by SettingsTableTest: see the page on tests.\n\n"
                        + "[cols=\"3,2,5\"]\n|===\n|Variable |Default |Meaning\n\n");
        for (Setting setting : settings(source, Files.readString(constants))) {
            table.append("|`")
                    .append((prefix.group(1) + "." + setting.name())
                            .replace('.', '_')
                            .toUpperCase(Locale.ROOT))
                    .append("` |")
                    .append(setting.byDefault().isEmpty() ? "unset" : "`" + setting.byDefault() + "`")
                    .append(" |")
                    .append(setting.meaning())
                    .append('\n');
        }
        return table.append("|===\n").toString();
    }

    /** The names of the settings that a source has. */
    static List<String> methods(Path type) throws IOException {
        List<String> names = new ArrayList<>();
        Matcher setting = SETTING.matcher(Files.readString(type));
        while (setting.find()) {
            names.add(setting.group("name"));
        }
        return names;
    }

    /** The limits of Quarkus that a service's own defaults set, as rows of a table. */
    static String limits(Path properties) throws IOException {
        StringBuilder table =
                new StringBuilder("// Written from the code by SettingsTableTest: see the page on tests.\n\n"
                        + "[cols=\"4,1\"]\n|===\n|Setting |Default\n\n");
        Files.readAllLines(properties).stream()
                .filter(line -> line.matches("quarkus\\.(http|management)\\.(limits\\.|idle-timeout|http2=).*"))
                .sorted()
                .forEach(line -> table.append("|`")
                        .append(line.replaceFirst("=", "` |`"))
                        .append("`\n"));
        return table.append("|===\n").toString();
    }

    private static List<Setting> settings(String source, String constants) {
        List<Setting> settings = new ArrayList<>();
        Matcher setting = SETTING.matcher(source);
        while (setting.find()) {
            settings.add(new Setting(
                    hyphenated(setting.group("name")),
                    byDefault(setting.group("default"), constants),
                    text(setting.group("doc"))));
        }
        return settings;
    }

    private static String hyphenated(String name) {
        return name.replaceAll("([A-Z])", "_$1");
    }

    private static String byDefault(String expression, String constants) {
        if (expression == null) {
            return "";
        }
        if (expression.startsWith("\"")) {
            return expression.substring(1, expression.length() - 1).replaceAll("\\$\\{\\w+:(.*)}", "$1");
        }
        String name = expression.substring(expression.lastIndexOf('.') + 1);
        return CONSTANT.matcher(constants)
                .results()
                .filter(constant -> constant.group(1).equals(name))
                .map(constant -> constant.group(2))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no constant " + expression));
    }

    private static String text(String javadoc) {
        return javadoc.replaceAll("(?m)^\\s*\\*", "")
                .replaceAll("\\s+", " ")
                .strip()
                .replaceAll("\\{@(?:code|link) ([^}]*)}", "`+$1+`")
                .replace("<p>", "")
                .replace("|", "\\|");
    }
}
