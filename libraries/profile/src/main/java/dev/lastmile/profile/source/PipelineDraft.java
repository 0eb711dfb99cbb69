package dev.lastmile.profile.source;

import dev.lastmile.profile.decision.ColumnDecision;
import dev.lastmile.profile.decision.Decisions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The parts of a {@code FeaturePipeline} that grow while its stages are chosen. Not thread-safe. */
final class PipelineDraft {
    final Set<String> imports = new TreeSet<>();
    /** Expressions by a name that is used once, in the order of the pipeline. */
    final Map<String, String> stages = new LinkedHashMap<>();

    final StringBuilder constants = new StringBuilder();
    final StringBuilder methods = new StringBuilder();
    /** Expressions of arrays of columns that are scaled. */
    final List<String> scaled = new ArrayList<>();
    /** Expressions of arrays of columns that are 0 or 1 and stay so. */
    final List<String> flags = new ArrayList<>();

    private final Set<String> taken = new LinkedHashSet<>();

    PipelineDraft(Decisions decisions) {
        decisions.columns().forEach(column -> taken.add(column.name().toLowerCase(Locale.ROOT)));
    }

    static List<String> names(List<ColumnDecision> columns) {
        return new ArrayList<>(columns.stream().map(ColumnDecision::name).toList());
    }

    /** A suffix with which none of the columns has the name of another column. */
    String suffix(String wanted, List<String> columns) {
        String suffix = wanted;
        while (anyTaken(columns, suffix)) {
            suffix = suffix + "_";
        }
        return suffix;
    }

    private boolean anyTaken(List<String> columns, String suffix) {
        return columns.stream().anyMatch(column -> taken.contains((column + suffix).toLowerCase(Locale.ROOT)));
    }

    /** A name that no column has. */
    String free(String name) {
        return taken.contains(name) ? free(name + "_") : name;
    }

    /** Adds an array of columns. */
    void constant(String name, String comment, List<String> columns) {
        boolean isApart = constants.isEmpty() || constants.charAt(constants.length() - 2) == '\n';
        constants.append(isApart ? "" : "\n");
        constants.append("    /** " + comment + " */\n    private static final String[] " + name + " = {\n"
                + Javadoc.wrapped(columns.stream().map(Literals::text).toList()) + "\n    };\n\n");
    }

    /** Adds an array of the columns of another, each with a suffix. */
    void named(String name, String of, String suffix) {
        imports.add("java.util.Arrays");
        constants.append("    private static final String[] " + name + " = named(" + of + ", \"" + suffix + "\");\n");
    }
}
