package dev.lastmile.archetype;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The archetype's own jar: the live project's files as they are, and what goes with them. */
final class Template {
    private static final String FILES = "project/";
    private static final String PROFILER = "profiler/";
    /** What Maven notes in a repository about the machine that it is on. */
    private static final Pattern LOCAL = Pattern.compile("/(_remote\\.repositories|maven-metadata-local\\.xml)$");

    private static final Pattern DEFAULT =
            Pattern.compile("<requiredProperty key=\"([^\"]+)\">\\s*<defaultValue>([^<]*)</defaultValue>");

    private final SortedMap<String, byte[]> files = new TreeMap<>();
    private final SortedMap<String, byte[]> profiler = new TreeMap<>();
    private final Map<String, String> defaults = new LinkedHashMap<>();
    private final String version;
    private final Properties parts = new Properties();
    private final String renames;

    Template(JarFile jar) throws IOException {
        for (Enumeration<JarEntry> entries = jar.entries(); entries.hasMoreElements(); ) {
            JarEntry entry = entries.nextElement();
            if (entry.getName().startsWith(PROFILER) && !entry.isDirectory()) {
                profiler.put(entry.getName().substring(PROFILER.length()), read(jar, entry.getName()));
            } else if (entry.getName().startsWith(FILES)
                    && !entry.isDirectory()
                    && !LOCAL.matcher(entry.getName()).find()) {
                files.put(entry.getName().substring(FILES.length()), read(jar, entry.getName()));
            }
        }
        Matcher matcher = DEFAULT.matcher(text(jar, "META-INF/maven/archetype-metadata.xml"));
        while (matcher.find()) {
            // The empty expression that makes the plugin ask.
            defaults.put(matcher.group(1), matcher.group(2).replace("${groupId.substring(0,0)}", ""));
        }
        Properties coordinates = new Properties();
        try (InputStream in =
                jar.getInputStream(jar.getEntry("META-INF/maven/dev.lastmile/lastmile-archetype/pom.properties"))) {
            coordinates.load(in);
        }
        version = coordinates.getProperty("version");
        try (InputStream in = jar.getInputStream(jar.getEntry("parts.properties"))) {
            parts.load(in);
        }
        renames = text(jar, "renames.tsv");
    }

    /** That of the jar which holds this class. */
    static Template own() {
        try {
            Path jar = Path.of(Template.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            try (JarFile open = new JarFile(jar.toFile())) {
                return new Template(open);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The live files by their path, with {@code /} between its parts. */
    SortedMap<String, byte[]> files() {
        return files;
    }

    /** The jars that the profiler needs besides Lastmile's libraries, by their name. */
    SortedMap<String, byte[]> profiler() {
        return profiler;
    }

    /** The archetype's version. */
    String version() {
        return version;
    }

    /** The default of each option. */
    Map<String, String> defaults() {
        return defaults;
    }

    /** The optional parts; see {@link OptionalParts}. */
    Properties parts() {
        return parts;
    }

    /** The public names that have changed, with the names of a project's own. */
    List<Rename> renames(Options options) {
        return Rename.read(new Renamer(options, files.keySet()).text("renames.tsv", renames));
    }

    private static byte[] read(JarFile jar, String name) throws IOException {
        try (InputStream in = jar.getInputStream(jar.getEntry(name))) {
            return in.readAllBytes();
        }
    }

    private static String text(JarFile jar, String name) throws IOException {
        return new String(read(jar, name), StandardCharsets.UTF_8);
    }
}
