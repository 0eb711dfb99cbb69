import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.LineMap;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreePathScanner;
import com.sun.source.util.Trees;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;

/**
 * Measures the main code of all modules against the limits below. Lines are those that are not blank; a method is counted
 * from its modifiers to its closing brace.
 *
 * <p>Argument: the file that lists exceptions.
 */
final class Structure {
    private static final int TYPES_OF_A_PACKAGE = 30;
    private static final int LINES_OF_A_FILE = 316;
    private static final int LINES_OF_A_METHOD = 61;
    private static final String OURS = "dev.lastmile.";

    private final List<String> wrong = new ArrayList<>();
    private final Set<String> exceptions;
    private final Set<String> used = new TreeSet<>();

    private Structure(Set<String> exceptions) {
        this.exceptions = exceptions;
    }

    public static void main(String[] arguments) throws Exception {
        Structure structure;
        try (Stream<String> lines = Files.lines(Path.of(arguments[0]))) {
            structure = new Structure(lines.filter(line -> !line.startsWith("#") && !line.isBlank())
                    .collect(Collectors.toCollection(TreeSet::new)));
        }
        List<Path> modules = modules();
        structure.sources(modules);
        structure.cycles(modules);
        structure.exceptions.removeAll(structure.used);
        structure.exceptions.forEach(line -> structure.wrong.add(line + " is not over a limit any more: delete its line"));
        structure.wrong.forEach(System.out::println);
        System.exit(structure.wrong.isEmpty() ? 0 : 1);
    }

    /** Every folder with main code, but that of integration tests and benchmarks. */
    private static List<Path> modules() throws Exception {
        try (Stream<Path> folders = Files.walk(Path.of(""), 2)) {
            return folders.filter(folder -> folder.toString().matches("archetype|libraries/[^/]+|template-[^/]+"))
                    .filter(folder -> Files.isDirectory(folder.resolve("src/main/java")))
                    .sorted()
                    .toList();
        }
    }

    private void sources(List<Path> modules) throws Exception {
        List<Path> files = new ArrayList<>();
        Map<String, Integer> types = new TreeMap<>();
        for (Path module : modules) {
            Path root = module.resolve("src/main/java");
            try (Stream<Path> tree = Files.walk(root)) {
                for (Path file : tree.filter(path -> path.toString().endsWith(".java")).sorted().toList()) {
                    files.add(file);
                    long lines = Files.readAllLines(file).stream().filter(line -> !line.isBlank()).count();
                    limit("file " + file, lines, LINES_OF_A_FILE, "lines");
                    if (!file.endsWith("package-info.java")) {
                        String name = root.relativize(file.getParent()).toString().replace('/', '.');
                        types.merge(name, 1, Integer::sum);
                    }
                }
            }
        }
        types.forEach((name, count) -> limit("package " + name, count, TYPES_OF_A_PACKAGE, "types"));
        methods(files);
        System.out.println(files.size() + " files in " + types.size() + " packages of " + modules.size() + " modules");
    }

    private void methods(List<Path> files) throws Exception {
        JavaCompiler compiler = javax.tools.ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null)) {
            JavacTask task = (JavacTask) compiler.getTask(
                    null, manager, null, List.of("-proc:none"), null, manager.getJavaFileObjectsFromPaths(files));
            SourcePositions positions = Trees.instance(task).getSourcePositions();
            for (CompilationUnitTree unit : task.parse()) {
                String text = unit.getSourceFile().getCharContent(true).toString();
                LineMap lines = unit.getLineMap();
                new TreePathScanner<Void, Void>() {
                    @Override
                    public Void visitMethod(MethodTree method, Void none) {
                        long start = positions.getStartPosition(unit, method);
                        long end = positions.getEndPosition(unit, method);
                        if (start >= 0 && end >= 0) {
                            long count = text.substring((int) start, (int) end)
                                    .lines()
                                    .filter(line -> !line.isBlank())
                                    .count();
                            String place = unit.getSourceFile().getName() + ":" + lines.getLineNumber(start);
                            limit("method " + method.getName() + " " + place, count, LINES_OF_A_METHOD, "lines");
                        }
                        return super.visitMethod(method, none);
                    }
                }.scan(unit, null);
            }
        }
    }

    private void cycles(List<Path> modules) {
        List<String> classes = modules.stream()
                .map(module -> module.resolve("target/classes"))
                .filter(Files::isDirectory)
                .map(Path::toString)
                .toList();
        if (classes.size() < modules.stream().filter(module -> !module.toString().contains("bom")).count()) {
            wrong.add("not every module is built: run make build, then this again");
            return;
        }
        List<String> command = new ArrayList<>(List.of("--multi-release", "base", "--ignore-missing-deps", "-verbose:package"));
        command.addAll(classes);
        StringWriter out = new StringWriter();
        ToolProvider.findFirst("jdeps").orElseThrow()
                .run(new PrintWriter(out), new PrintWriter(System.err), command.toArray(String[]::new));
        Map<String, Set<String>> needs = new TreeMap<>();
        Matcher row = Pattern.compile("(?m)^ {3}(\\S+)\\s+-> (\\S+)").matcher(out.toString());
        while (row.find()) {
            String from = row.group(1);
            String to = row.group(2);
            if (from.startsWith(OURS) && to.startsWith(OURS) && !from.equals(to) && !isFacade(from, to) && !isFacade(to, from)) {
                needs.computeIfAbsent(from, name -> new TreeSet<>()).add(to);
            }
        }
        if (needs.isEmpty()) {
            wrong.add("jdeps found no package that needs another: " + out.toString().lines().limit(3).toList());
        }
        Set<Set<String>> seen = new HashSet<>();
        for (String name : needs.keySet()) {
            Set<String> circle = reachable(name, needs);
            circle.removeIf(other -> !reachable(other, needs).contains(name));
            if (circle.size() > 1 && seen.add(circle)) {
                // A part of a listed cycle is listed, too.
                Optional<String> listed = exceptions.stream()
                        .filter(line -> line.startsWith("cycle ") && List.of(line.split(" ")).containsAll(circle))
                        .findFirst();
                listed.ifPresentOrElse(used::add, () -> wrong.add("cycle " + String.join(" ", circle)));
            }
        }
        System.out.println(needs.size() + " packages need others");
    }

    /** Whether the second package is one behind the first: a façade may need its own internals, and they it. */
    private static boolean isFacade(String facade, String other) {
        return (other + ".").startsWith(facade + ".internal.");
    }

    private static Set<String> reachable(String name, Map<String, Set<String>> needs) {
        Set<String> found = new TreeSet<>();
        List<String> next = new ArrayList<>(needs.getOrDefault(name, Set.of()));
        while (!next.isEmpty()) {
            String one = next.remove(next.size() - 1);
            if (found.add(one)) {
                next.addAll(needs.getOrDefault(one, Set.of()));
            }
        }
        return found;
    }

    private void limit(String what, long count, int limit, String unit) {
        if (count > limit) {
            if (exceptions.contains(what)) {
                used.add(what);
            } else {
                wrong.add(what + " has " + count + " " + unit + "; the limit is " + limit);
            }
        }
    }
}
