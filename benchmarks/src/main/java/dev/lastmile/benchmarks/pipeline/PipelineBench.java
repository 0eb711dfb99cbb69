package dev.lastmile.benchmarks.pipeline;

import dev.lastmile.pipeline.Project;
import dev.lastmile.pipeline.process.TrackingServer;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Runs the five steps at several sizes, each in a JVM of its own with a heap of 1 GB, and after an increment of 1 % on the
 * largest; beside Spark's plain read and write of the same files.
 *
 * <p>Options: {@code --rows=1000000,10000000}, {@code --training-rows=N} (train on a seeded sample of about so many; default
 * all), {@code --heap=1g}, {@code --folder=…} (default {@code benchmarks/target/pipeline}, deleted before and after).
 */
public final class PipelineBench {
    private static final String PLAIN = "plain read and write";
    private static final List<String> STEPS =
            List.of("raw-data", "train-features", "interim-data", "train-model", "processed-data");
    private static final List<String> DAILY = List.of("raw-data", "interim-data", "processed-data");

    private final Path code = Path.of("").toAbsolutePath();
    private final Path folder;
    private final String heap;
    private final long trainingRows;
    private final Map<String, String> environment = new HashMap<>(System.getenv());
    private final List<String> report = new ArrayList<>();

    private PipelineBench(Map<String, String> options) throws IOException {
        this.folder = Path.of(options.getOrDefault("folder", "benchmarks/target/pipeline"))
                .toAbsolutePath();
        this.heap = options.getOrDefault("heap", "1g");
        this.trainingRows = Long.parseLong(options.getOrDefault("training-rows", Long.toString(Long.MAX_VALUE)));
        environment.putIfAbsent("LASTMILE_SPARK_MASTER", "local[2]");
        environment.putIfAbsent(
                TrackingServer.JAR_VARIABLE,
                code.resolve("template-tracking/target/quarkus-app/quarkus-run.jar")
                        .toString());
        environment.put("LASTMILE_CODE_VERSION", "bench");
        try (ServerSocket free = new ServerSocket(0)) {
            environment.put(TrackingServer.PORT_VARIABLE, Integer.toString(free.getLocalPort()));
        }
    }

    /** What a process measured. */
    private record Measured(double seconds, long peakKilobytes) {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        Map<String, String> options = new LinkedHashMap<>();
        for (String argument : arguments) {
            String[] parts = argument.replaceFirst("^--", "").split("=", 2);
            if (parts.length != 2
                    || !List.of("rows", "training-rows", "heap", "folder").contains(parts[0])) {
                System.err.println("error: unknown option " + argument
                        + "; there are --rows=, --training-rows=, --heap= and --folder=");
                System.exit(2);
            }
            options.put(parts[0], parts[1]);
        }
        long[] sizes = Arrays.stream(
                        options.getOrDefault("rows", "1000000,10000000").split(","))
                .mapToLong(Long::parseLong)
                .sorted()
                .toArray();
        new PipelineBench(options).run(sizes);
    }

    private void run(long[] sizes) throws IOException, InterruptedException {
        report.add("Seconds and microseconds per row, heap " + heap + ", `" + environment.get("LASTMILE_SPARK_MASTER")
                + "`; peak is of resident memory, in MB.");
        report.add("");
        report.add("| rows | step | s | µs per row | to plain | peak |");
        report.add("|---:|---|---:|---:|---:|---:|");
        for (long rows : sizes) {
            boolean isLargest = rows == sizes[sizes.length - 1];
            Path home = folder.resolve(Long.toString(rows));
            delete(home);
            Project project = new Project("bench", home, environment(home));
            try {
                Map<String, Measured> full = full(home, rows);
                if (isLargest) {
                    increment(home, rows, full);
                }
            } finally {
                new TrackingServer(project).stop();
            }
            delete(home);
        }
        Path file = code.resolve("benchmarks/target/pipeline.md");
        Files.write(file, report);
        System.out.println(String.join("\n", report));
    }

    private Map<String, Measured> full(Path home, long rows) throws IOException, InterruptedException {
        Path csv = home.resolve("csv");
        run(home, "generate", "0", Long.toString(rows), csv.toString());
        Map<String, Measured> full = new LinkedHashMap<>();
        full.put(PLAIN, run(home, "plain", csv.toString()));
        add(rows, PLAIN, full.get(PLAIN), "");
        delete(home.resolve("data/lake/plain"));
        String share = "--share=" + Math.min(1, trainingRows / (double) rows);
        for (String step : STEPS) {
            Measured measured = switch (step) {
                case "raw-data" -> run(home, step, "--file=" + csv + "/*.csv");
                case "train-features", "train-model" -> run(home, step, share);
                default -> run(home, step);
            };
            full.put(step, measured);
            String ratio = step.equals("raw-data")
                    ? number(measured.seconds() / full.get(PLAIN).seconds())
                    : "";
            add(rows, step, measured, ratio);
        }
        return full;
    }

    private void increment(Path home, long rows, Map<String, Measured> full) throws IOException, InterruptedException {
        long more = Math.max(1, rows / 100);
        Path csv = home.resolve("csv-more");
        run(home, "generate", Long.toString(rows), Long.toString(rows + more), csv.toString());
        report.add("");
        report.add("An increment of " + more + " rows on " + rows + ", as a share of the full run:");
        report.add("");
        report.add("| step | s | share | peak |");
        report.add("|---|---:|---:|---:|");
        for (String step : DAILY) {
            Measured measured = step.equals("raw-data") ? run(home, step, "--file=" + csv + "/*.csv") : run(home, step);
            report.add(String.format(
                    Locale.ROOT,
                    "| %s | %.1f | %.1f %% | %d |",
                    step,
                    measured.seconds(),
                    100 * measured.seconds() / full.get(step).seconds(),
                    measured.peakKilobytes() / 1000));
        }
    }

    private void add(long rows, String step, Measured measured, String ratio) {
        report.add(String.format(
                Locale.ROOT,
                "| %d | %s | %.1f | %.2f | %s | %d |",
                rows,
                step,
                measured.seconds(),
                measured.seconds() * 1e6 / rows,
                ratio,
                measured.peakKilobytes() / 1000));
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }

    private Map<String, String> environment(Path home) {
        Map<String, String> all = new HashMap<>(environment);
        all.put(Project.HOME_VARIABLE, home.toString());
        return all;
    }

    private Measured run(Path home, String... arguments) throws IOException, InterruptedException {
        System.err.println(home.getFileName() + " rows: " + String.join(" ", arguments));
        Files.createDirectories(home);
        Path classPath = Files.writeString(
                home.resolve("class-path.args"), "-cp \"" + System.getProperty("java.class.path") + "\"");
        Path output = Files.createTempFile(home, arguments[0], ".log");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "@" + code.resolve(".mvn/spark-java.args"),
                "@" + classPath,
                "-Xmx" + heap,
                "-Djava.io.tmpdir=" + Files.createDirectories(home.resolve("tmp")),
                PipelineProcess.class.getName()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(code.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().putAll(environment(home));
        int exit = builder.start().waitFor();
        List<String> lines = Files.readAllLines(output);
        String last = lines.isEmpty() ? "" : lines.get(lines.size() - 1);
        if (exit != 0 || !last.startsWith(PipelineProcess.RESULT)) {
            throw new IllegalStateException(
                    arguments[0] + " ended with exit code " + exit + ":\n" + String.join("\n", lines));
        }
        String[] result = last.substring(PipelineProcess.RESULT.length()).split(" ");
        return new Measured(Double.parseDouble(result[0]), Long.parseLong(result[1]));
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
