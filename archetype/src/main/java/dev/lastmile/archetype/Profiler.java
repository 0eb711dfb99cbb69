package dev.lastmile.archetype;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.regex.Pattern;

/**
 * The profiler of data files, loaded from the jars in this archetype's own: Maven gives an archetype no dependencies, and its
 * plugins bring other versions of the same libraries.
 */
final class Profiler implements AutoCloseable {
    private static final String CLASS = "dev.lastmile.profile.project.ArchetypeData";
    private static final Pattern LIBRARY = Pattern.compile(Pattern.quote(ProjectFiles.LIBRARIES)
            + "dev/lastmile/lastmile-(profile|contract)/[^/]+/[^/]+(?<!-sources)\\.jar");

    private final Path folder;
    private final URLClassLoader loader;

    private Profiler(Path folder, URLClassLoader loader) {
        this.folder = folder;
        this.loader = loader;
    }

    static Profiler of(Template template) throws IOException {
        Path folder = Files.createTempDirectory("lastmile-profiler");
        List<URL> jars = new ArrayList<>();
        for (Map.Entry<String, byte[]> jar : template.profiler().entrySet()) {
            jars.add(write(folder.resolve(jar.getKey()), jar.getValue()));
        }
        for (Map.Entry<String, byte[]> file : template.files().entrySet()) {
            if (LIBRARY.matcher(file.getKey()).matches()) {
                jars.add(write(folder.resolve(Path.of(file.getKey()).getFileName()), file.getValue()));
            }
        }
        return new Profiler(folder, new URLClassLoader(jars.toArray(URL[]::new), ClassLoader.getPlatformClassLoader()));
    }

    private static URL write(Path file, byte[] content) throws IOException {
        return Files.write(file, content).toUri().toURL();
    }

    /**
     * Makes a data file the dataset of a project.
     *
     * @param options by the keys of {@link DataOptions}
     * @return lines for people
     * @throws RejectedException naming what does not fit
     */
    List<String> init(Path project, Path file, Map<String, String> options) {
        List<?> lines = (List<?>) call("init", List.of(Path.class, Path.class, Map.class), project, file, options);
        return lines.stream().map(String.class::cast).toList();
    }

    /** The files of a template as they are in a project with another dataset. */
    @SuppressWarnings("unchecked")
    SortedMap<String, byte[]> withDataset(SortedMap<String, byte[]> files, String dataset) {
        return (SortedMap<String, byte[]>) call("withDataset", List.of(Map.class, String.class), files, dataset);
    }

    private Object call(String method, List<Class<?>> types, Object... arguments) {
        try {
            return loader.loadClass(CLASS)
                    .getMethod(method, types.toArray(Class<?>[]::new))
                    .invoke(null, arguments);
        } catch (InvocationTargetException e) {
            Throwable cause = e.getCause();
            if (cause.getClass().getSimpleName().equals("ProfileException")) {
                throw new RejectedException(cause.getMessage());
            } else if (cause instanceof RuntimeException exception) {
                throw exception;
            } else if (cause instanceof Error error) {
                throw error;
            }
            throw new IllegalStateException(cause);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("the archetype has another profiler than it was built with", e);
        }
    }

    @Override
    public void close() throws IOException {
        loader.close();
        FileTrees.delete(folder);
    }
}
