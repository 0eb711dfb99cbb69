package dev.lastmile.serving.nativeimage;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.tree.ClassNode;

/** The classes of this project that are in a service, as they were compiled, and what a native executable is told of them. */
final class OwnClasses {
    private static final String FOLDER = "dev/lastmile";
    /** These need Spark or Tribuo, which a service does not have: no native executable reaches them. */
    private static final List<String> OF_JOBS = List.of("dev.lastmile.onnx.spark.", "dev.lastmile.onnx.tribuo.");

    private OwnClasses() {}

    /** All of them by name. */
    static Map<String, ClassNode> all() throws Exception {
        Map<String, ClassNode> found = new TreeMap<>();
        for (URL place : Collections.list(OwnClasses.class.getClassLoader().getResources(FOLDER))) {
            if (place.getPath().contains("-tests.jar")) {
                continue;
            }
            if (place.getProtocol().equals("jar")) {
                String jar = place.toString().substring(0, place.toString().indexOf('!'));
                try (FileSystem files = FileSystems.newFileSystem(URI.create(jar), Map.of())) {
                    read(files.getPath(FOLDER), found);
                }
            } else if (!place.getPath().contains("/test-classes/")) {
                read(Path.of(place.toURI()), found);
            }
        }
        found.keySet().removeIf(name -> OF_JOBS.stream().anyMatch(name::startsWith) || name.endsWith("-info"));
        return found;
    }

    /** A class by its bytes. */
    static ClassNode of(Class<?> type) throws IOException {
        try (InputStream bytes = type.getResourceAsStream("/" + type.getName().replace('.', '/') + ".class")) {
            return node(bytes.readAllBytes());
        }
    }

    /** Classes and packages that are initialized when the executable runs, of all native-image.properties. */
    static TreeSet<String> initializedAtRunTime() throws IOException {
        String option = "--initialize-at-run-time=";
        TreeSet<String> names = new TreeSet<>();
        for (String library :
                List.of("lastmile-onnx", "lastmile-serving-core", "lastmile-serving", "lastmile-prediction-log")) {
            String file = "/META-INF/native-image/dev.lastmile/" + library + "/native-image.properties";
            try (InputStream bytes = OwnClasses.class.getResourceAsStream(file)) {
                Properties properties = new Properties();
                if (bytes != null) {
                    properties.load(new java.io.InputStreamReader(bytes, StandardCharsets.UTF_8));
                }
                for (String argument : properties.getProperty("Args", "").split("\\s+")) {
                    if (argument.startsWith(option)) {
                        names.addAll(List.of(argument.substring(option.length()).split(",")));
                    }
                }
            }
        }
        return names;
    }

    private static void read(Path folder, Map<String, ClassNode> found) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            files.filter(file -> file.toString().endsWith(".class")).forEach(file -> {
                try {
                    ClassNode node = node(Files.readAllBytes(file));
                    found.put(node.name.replace('/', '.'), node);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }

    private static ClassNode node(byte[] bytes) {
        ClassNode node = new ClassNode();
        new ClassReader(bytes).accept(node, 0);
        return node;
    }
}
