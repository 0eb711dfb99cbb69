package dev.lastmile.archetype;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A file's text with the old names replaced, word by word. There is no compiler here, so a member is renamed only where its
 * receiver is declared with its type in the same file; every other call by that name is left for a person.
 */
final class RenamedText {
    /** In a notebook, a line break within a string of JSON is a backslash and a letter. */
    private static final String BEFORE = "(?:(?<![\\w.$])|(?<=\\\\[nt]))";

    private static final String AFTER = "(?![\\w$])";

    private final boolean notebook;
    private final Map<String, String> newTypes = new LinkedHashMap<>();
    private final TreeSet<String> applied = new TreeSet<>();
    private final List<String> open = new ArrayList<>();
    private String text;

    private RenamedText(String path, String text) {
        this.notebook = path.endsWith(".ipynb");
        this.text = text;
    }

    /** Of Java source or a notebook in Java: all renames. */
    static RenamedText ofCode(String path, String text, List<Rename> renames) {
        RenamedText renamed = new RenamedText(path, text);
        renamed.words(renames);
        renames.stream().filter(rename -> rename.kind() == Rename.Kind.TYPE).forEach(renamed::type);
        renames.stream().filter(rename -> rename.from().contains("#")).forEach(renamed::member);
        if (!renamed.applied.isEmpty() && path.endsWith(".java")) {
            renamed.text = Imports.sorted(renamed.text);
        }
        return renamed;
    }

    /** Of another text: variables, files and qualified types. */
    static RenamedText ofText(String path, String text, List<Rename> renames) {
        RenamedText renamed = new RenamedText(path, text);
        renamed.words(renames);
        renames.stream()
                .filter(rename -> rename.kind() == Rename.Kind.TYPE)
                .forEach(type -> renamed.replace(qualified(type.from()), type.to(), type));
        return renamed;
    }

    String text() {
        return text;
    }

    /** What was replaced: {@code old -> new}. */
    List<String> applied() {
        return List.copyOf(applied);
    }

    /** What a person has to look at, one sentence each. */
    List<String> open() {
        return open;
    }

    private void words(List<Rename> renames) {
        for (Rename rename : renames) {
            switch (rename.kind()) {
                case VARIABLE ->
                    replace("(?<![\\w.-])" + Pattern.quote(rename.from()) + "(?![\\w-]|\\.\\w)", rename.to(), rename);
                case FILE ->
                    replace(
                            "(?<![\\w-])(?<!\\w/)" + Pattern.quote(rename.from()) + "(?![\\w/-]|\\.\\w)",
                            rename.to(),
                            rename);
                default -> {}
            }
        }
    }

    private void type(Rename type) {
        newTypes.put(type.from(), type.to());
        String from = simple(type.from());
        String to = simple(type.to());
        String wildcard = "import\\s+" + Pattern.quote(packageOf(type.from())) + "\\.\\*;";
        boolean imported = has("import\\s+" + Pattern.quote(type.from()) + ";");
        boolean other = !imported && has("import\\s+[\\w.]+\\." + from + ";");
        boolean byWildcard = !imported && !other && has(wildcard);
        boolean neighbour = !imported && !other && has("package\\s+" + Pattern.quote(packageOf(type.from())) + ";");
        boolean used = (imported || byWildcard || neighbour) && has(BEFORE + from + AFTER);
        if (used && !from.equals(to) && has("(?<![\\w.])" + to + AFTER)) {
            open.add(type.from() + " is " + type.to() + " now, and " + to + " is another name in this file");
            return;
        }
        replace(qualified(type.from()), type.to(), type);
        if (!used) {
            return;
        }
        replace(BEFORE + from + AFTER, to, type);
        boolean moved = !packageOf(type.from()).equals(packageOf(type.to()));
        if (moved && byWildcard) {
            String line = notebook ? " " : "\n";
            text = text.replaceFirst(
                    "(" + wildcard + ")", "$1" + Matcher.quoteReplacement(line + "import " + type.to() + ";"));
        } else if (moved && neighbour) {
            open.add(type.from() + " is " + type.to() + " now: import it");
        }
    }

    private void member(Rename member) {
        String owner = newTypes.getOrDefault(member.type(), member.type());
        String name = simple(owner);
        String old = Pattern.quote(member.member());
        boolean method = member.kind() == Rename.Kind.METHOD;
        String end = AFTER + (method ? "(?=\\s*\\()" : "(?!\\s*\\()");
        if (!has("import\\s+(static\\s+)?" + Pattern.quote(owner) + "\\b")
                && !has("(import|package)\\s+" + Pattern.quote(packageOf(owner)) + "(\\.\\*)?;")) {
            return;
        }
        if (member.isReplacement()) {
            replaceMember(member, owner, old, end);
        }
        if (has("(?<!\\w)" + name + AFTER)) {
            left(member, name, method ? "\\.\\s*" + old + "\\s*\\(|::\\s*" + old + AFTER : "\\.\\s*" + old + end);
        }
        if (method && has("(?:extends|implements)\\s[\\w\\s,.<>]*\\b" + name + AFTER)) {
            left(member, name, "[\\w>\\]]\\s+" + old + "\\s*\\(");
        }
    }

    private void replaceMember(Rename member, String owner, String old, String end) {
        String staticImport = "(import\\s+static\\s+" + Pattern.quote(owner) + "\\.)" + old + ";";
        if (has(staticImport)) {
            replace(staticImport, "$1" + member.to() + ";", member, member.to());
            replace("(?<![\\w.:])" + old + end, member.to(), member);
        }
        String receivers = receivers(simple(owner)).stream().map(Pattern::quote).collect(Collectors.joining("|"));
        String receiver = "(" + BEFORE + "(?:" + receivers + ")\\s*\\.\\s*)";
        replace(receiver + old + end, "$1" + Matcher.quoteReplacement(member.to()), member, member.to());
        replace(
                "(" + BEFORE + "(?:" + receivers + ")\\s*::\\s*)" + old + AFTER,
                "$1" + member.to(),
                member,
                member.to());
    }

    /** The type itself, and the names of what is declared with it. */
    private TreeSet<String> receivers(String type) {
        TreeSet<String> names = new TreeSet<>(List.of(type));
        Matcher declared = Pattern.compile(BEFORE + type + "(?:<[^<>]*>)?\\s+(\\w+)\\s*[=;,:)]")
                .matcher(text);
        while (declared.find()) {
            names.add(declared.group(1));
        }
        return names;
    }

    private void left(Rename member, String type, String pattern) {
        Matcher found = Pattern.compile(pattern).matcher(text);
        while (found.find()) {
            long line = text.substring(0, found.start()).lines().count();
            open.add("line " + Math.max(1, line) + ": if this " + member.member() + " is that of " + type + ", it is "
                    + member.to() + " now");
        }
    }

    private boolean has(String pattern) {
        return Pattern.compile(pattern).matcher(text).find();
    }

    private void replace(String pattern, String replacement, Rename rename) {
        replace(pattern, Matcher.quoteReplacement(replacement), rename, simple(rename.to()));
    }

    private void replace(String pattern, String replacement, Rename rename, String to) {
        String before = text;
        text = Pattern.compile(pattern).matcher(text).replaceAll(replacement);
        if (!text.equals(before)) {
            boolean member = rename.from().contains("#");
            applied.add((member ? simple(rename.type()) + "." + rename.member() : simple(rename.from())) + " -> " + to);
        }
    }

    private static String qualified(String type) {
        return "(?<![\\w.])" + Pattern.quote(type) + AFTER;
    }

    private static String simple(String name) {
        return name.matches("[\\w.$]*\\.[A-Z]\\w*") ? name.substring(name.lastIndexOf('.') + 1) : name;
    }

    private static String packageOf(String type) {
        return type.substring(0, type.lastIndexOf('.'));
    }
}
