package dev.lastmile.profile.source;

import java.util.List;

/** Lines of source of a limited width. */
final class Javadoc {
    private static final int WIDTH = 120;
    /** Elements below it share lines. */
    private static final int SHORT = 10;

    private Javadoc() {}

    /** A list item within a comment of a class. */
    static String item(String text) {
        String safe = text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace("*/", "*&#47;")
                .replace("@", "&#64;");
        StringBuilder lines = new StringBuilder(" *   <li>");
        int width = lines.length();
        boolean first = true;
        for (String word : safe.split(" ")) {
            if (!first && width + 1 + word.length() > WIDTH) {
                lines.append("\n *       ").append(word);
                width = 9 + word.length();
            } else {
                lines.append(first ? "" : " ").append(word);
                width += word.length() + 1;
            }
            first = false;
        }
        return lines.append('\n').toString();
    }

    /** A comment of a member, on one line if it fits; its other lines are indented by four. */
    static String of(String text) {
        if (text.length() <= WIDTH - "    /**  */".length()) {
            return "/** " + text + " */";
        }
        StringBuilder lines = new StringBuilder("/**");
        int width = WIDTH;
        for (String word : text.split(" ")) {
            boolean isTooWide = width + 1 + word.length() > WIDTH;
            lines.append(isTooWide ? "\n     * " : " ").append(word);
            width = (isTooWide ? 7 : width + 1) + word.length();
        }
        return lines.append("\n     */").toString();
    }

    /** The stages of a pipeline, indented by twelve; one with a comment above it has all of them on their own lines. */
    static String stages(List<String> stages) {
        String indent = " ".repeat(12);
        String line = indent + String.join(", ", stages) + ",";
        boolean isOneLine = line.length() <= WIDTH && line.indexOf('\n') < 0;
        return isOneLine ? line : indent + String.join(",\n" + indent, stages) + ",";
    }

    /** A call among these, in more lines if it is too long for one. */
    static String call(String method, List<String> arguments) {
        String indent = "\n" + " ".repeat(20);
        String all = String.join(", ", arguments);
        if (12 + method.length() + all.length() + "(),".length() <= WIDTH) {
            return method + "(" + all + ")";
        }
        boolean fits = 20 + all.length() + "),".length() <= WIDTH;
        return method + "(" + indent + (fits ? all : String.join("," + indent, arguments)) + ")";
    }

    /**
     * Elements of an array, indented by eight, as the formatter leaves them: on one line if they fit, else each on its own,
     * unless all are short. With a comma behind the last, the braces have lines of their own.
     */
    static String wrapped(List<String> elements) {
        String indent = "        ";
        String line = indent + String.join(", ", elements) + ",";
        if (line.length() <= WIDTH) {
            return line;
        } else if (elements.stream().anyMatch(element -> element.length() >= SHORT)) {
            return indent + String.join(",\n" + indent, elements) + ",";
        }
        StringBuilder lines = new StringBuilder();
        StringBuilder current =
                new StringBuilder(indent).append(elements.get(0)).append(',');
        for (String element : elements.subList(1, elements.size())) {
            if (current.length() + 1 + element.length() + 1 > WIDTH) {
                lines.append(current).append('\n');
                current = new StringBuilder(indent).append(element).append(',');
            } else {
                current.append(' ').append(element).append(',');
            }
        }
        return lines.append(current).toString();
    }
}
