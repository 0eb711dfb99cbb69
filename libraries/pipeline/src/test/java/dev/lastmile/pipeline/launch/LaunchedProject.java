package dev.lastmile.pipeline.launch;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import javax.tools.ToolProvider;

/**
 * A project with this checkout's own {@code Makefile}, {@code make/} and {@code bin/}, whose jars have steps that print
 * the arguments which reached them, each in brackets.
 */
final class LaunchedProject {
    private static final Path CHECKOUT = Path.of("../..").toAbsolutePath().normalize();
    private static final String STEP = """
            package %s;

            public final class %s {
                public static void main(String[] arguments) {
                    System.out.print("%2$s");
                    for (String argument : arguments) {
                        System.out.print("[" + argument + "]");
                    }
                }
            }
            """;

    private final Path folder;
    private final Map<String, String> environment = new HashMap<>();

    LaunchedProject(Path folder) throws IOException {
        this.folder = Files.createDirectories(folder);
        for (String part : List.of("Makefile", "make", "bin", ".mvn/spark-java.args", ".java-version")) {
            copy(part);
        }
        Path run = Files.createDirectories(folder.resolve("target/run"));
        Files.createDirectories(folder.resolve("template-probe"));
        Files.createDirectories(folder.resolve("libraries"));
        Files.createFile(folder.resolve("pom.xml"));
        for (String module : List.of("template-data", "template-features", "template-model")) {
            Files.createFile(Files.createDirectories(folder.resolve(module)).resolve("pom.xml"));
        }
        Files.createFile(run.resolve("spark.classpath"));
        jar(run.resolve("libraries.jar"), "dev.lastmile.pipeline", "startup.Rehearsal");
        jar(run.resolve("project.jar"), "dev.lastmile.template", "model.Main");
        Files.createFile(run.resolve("job.jar"));
        Files.createFile(run.resolve("built"));
        // Another process makes the archive of classes, which steps do not wait for.
        Files.createDirectory(run.resolve("classes.lock"));
    }

    /** What a command printed, on both streams, and its exit code. */
    record Outcome(int exitCode, String output) {}

    /** A variable of every command from now on. */
    LaunchedProject with(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    /** A program on the path, in front of others, which prints its arguments, each in brackets. */
    LaunchedProject withProgram(String name) throws IOException {
        Path program = Files.createDirectories(folder.resolve("programs")).resolve(name);
        Files.writeString(program, "#!/bin/sh\nprintf '[%s]' \"$@\"\n");
        if (!program.toFile().setExecutable(true)) {
            throw new IOException(program + " cannot be made executable");
        }
        return with("PATH", program.getParent() + ":" + System.getenv("PATH"));
    }

    Outcome run(String... command) throws IOException {
        Path output = Files.createTempFile("launched", ".txt");
        try {
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile());
            builder.environment().keySet().removeIf(name -> name.matches("(LASTMILE|MLFLOW|K8S|MAKE).*|ARGS"));
            builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
            builder.environment().putAll(environment);
            Process process = builder.start();
            process.getOutputStream().close();
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError(List.of(command) + " does not end: " + Files.readString(output));
            }
            return new Outcome(process.exitValue(), Files.readString(output).strip());
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        } finally {
            Files.delete(output);
        }
    }

    /** A file of what is built, {@code libraries.jar} for one. */
    Path built(String name) {
        return folder.resolve("target/run").resolve(name);
    }

    /** Writes a file of the project, by its path in it. */
    Path write(String file, String text) throws IOException {
        Path path = folder.resolve(file);
        Files.createDirectories(path.getParent());
        return Files.writeString(path, text);
    }

    /** The names of the files and folders at the top. */
    List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private void copy(String part) throws IOException {
        try (Stream<Path> files = Files.walk(CHECKOUT.resolve(part))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path target = folder.resolve(CHECKOUT.relativize(file));
                Files.createDirectories(target.getParent());
                Files.copy(file, target, java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
    }

    private static void jar(Path jar, String inPackage, String... steps) throws IOException {
        Path sources = Files.createTempDirectory("steps");
        List<String> arguments = new ArrayList<>(List.of("-d", sources.toString()));
        for (String step : steps) {
            String name = inPackage + "." + step;
            String type = name.substring(name.lastIndexOf('.') + 1);
            Path source = sources.resolve(type + ".java");
            Files.writeString(source, STEP.formatted(name.substring(0, name.lastIndexOf('.')), type));
            arguments.add(source.toString());
        }
        int code = ToolProvider.getSystemJavaCompiler().run(null, null, null, arguments.toArray(String[]::new));
        if (code != 0) {
            throw new IllegalStateException("the steps do not compile");
        }
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream entries = new JarOutputStream(out);
                Stream<Path> files = Files.walk(sources)) {
            files.filter(file -> file.toString().endsWith(".class")).forEach(file -> {
                try {
                    entries.putNextEntry(
                            new JarEntry(sources.relativize(file).toString().replace('\\', '/')));
                    Files.copy(file, entries);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }
}
