package dev.lastmile.it.archetype;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** An archetype's jar: the one that is built, or one that a test made of it. */
record Archetype(Path jar) {
    /** The root of the repository. */
    static final Path LIVE = Path.of(System.getProperty("project.folder"));

    /** The answers of the README's command. */
    static final Map<String, String> CHURN =
            Map.of("groupId", "com.acme", "artifactId", "churn", "package", "com.acme.churn");

    private static final String PROJECTS = "archetype/src/main/project/";

    private static final SortedMap<String, Path> LIVE_FILES = readLiveFiles();

    private static final Pattern DEFAULT =
            Pattern.compile("<requiredProperty key=\"([^\"]+)\">\\s*<defaultValue>([^<]*)</defaultValue>");

    /** What changes something in the files of a jar. */
    @FunctionalInterface
    interface Change {
        void apply(Path root) throws IOException;
    }

    static Archetype built() {
        try (Stream<Path> jars = Files.list(LIVE.resolve("archetype/target"))) {
            return new Archetype(jars.filter(
                            jar -> jar.getFileName().toString().matches("lastmile-archetype-[^-]+(-SNAPSHOT)?\\.jar"))
                    .findFirst()
                    .orElseThrow());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A copy of this one with changes. */
    Archetype with(Path copy, Change change) throws IOException {
        Files.copy(jar, copy);
        try (FileSystem zip = FileSystems.newFileSystem(URI.create("jar:" + copy.toUri()), Map.of())) {
            change.apply(zip.getPath("/"));
        }
        return new Archetype(copy);
    }

    String version() {
        return jar.getFileName().toString().replaceAll("lastmile-archetype-|\\.jar", "");
    }

    /** All that is in it. */
    List<String> entries() throws IOException {
        try (FileSystem zip = FileSystems.newFileSystem(jar)) {
            return Tree.paths(zip.getPath("/"));
        }
    }

    String text(String entry) {
        try (FileSystem zip = FileSystems.newFileSystem(jar)) {
            return Files.readString(zip.getPath(entry));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The answers, and for questions without one the default. */
    Map<String, String> withDefaults(Map<String, String> answers) {
        Map<String, String> all = new HashMap<>();
        Matcher matcher = DEFAULT.matcher(text("META-INF/maven/archetype-metadata.xml"));
        while (matcher.find()) {
            all.put(matcher.group(1), matcher.group(2).replace("${groupId.substring(0,0)}", ""));
        }
        all.putAll(answers);
        return all;
    }

    /** Generates as the plugin does, without Maven; returns the project's folder. */
    Path generate(Path outputDirectory, Map<String, String> answers) {
        Properties properties = new Properties();
        properties.putAll(withDefaults(answers));
        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {jar.toUri().toURL()}, ClassLoader.getPlatformClassLoader())) {
            loader.loadClass("dev.lastmile.archetype.Generator")
                    .getMethod("run", Properties.class, String.class)
                    .invoke(null, properties, outputDirectory.toString());
        } catch (InvocationTargetException e) {
            throw new IllegalStateException(e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return outputDirectory.resolve(answers.get("artifactId"));
    }

    /** Files of Git's in a folder: those that are, or that the next {@code git add -A} makes, tracked. */
    static List<String> gitFiles(Path folder) {
        String listed = new Command(folder)
                .run("git", "-c", "core.quotePath=false", "ls-files", "--cached", "--others", "--exclude-standard")
                .succeeded()
                .output();
        List<String> files = new ArrayList<>();
        listed.lines().filter(path -> Files.exists(folder.resolve(path))).forEach(files::add);
        return files;
    }

    /**
     * The files of the template by their path in it: those of the repository that are for projects as well, and those that
     * only a project has.
     */
    static SortedMap<String, Path> liveFiles() {
        return LIVE_FILES;
    }

    private static SortedMap<String, Path> readLiveFiles() {
        Pattern own = Pattern.compile(
                "(archetype|benchmarks|integration-tests|libraries|\\.ci|\\.github|docs/src/lastmile)/.*"
                        + "|make/maintainer\\.mk|README\\.md");
        SortedMap<String, Path> files = new TreeMap<>();
        for (String path : gitFiles(LIVE)) {
            if (path.startsWith(PROJECTS)) {
                files.put(path.substring(PROJECTS.length()), LIVE.resolve(path));
            } else if (!own.matcher(path).matches()) {
                files.put(path, LIVE.resolve(path));
            }
        }
        return files;
    }

    static Map<String, String> properties(Path file) throws IOException {
        Properties properties = new Properties();
        try (var reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            properties.load(reader);
        }
        Map<String, String> map = new HashMap<>();
        properties.stringPropertyNames().forEach(key -> map.put(key, properties.getProperty(key)));
        return map;
    }
}
