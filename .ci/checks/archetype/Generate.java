import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Properties;

/** Generates a project as the archetype plugin does. Arguments: the archetype's jar or classes, a folder, options as key=value. */
final class Generate {
    private Generate() {}

    public static void main(String[] arguments) throws Exception {
        Properties options = new Properties();
        for (int i = 2; i < arguments.length; i++) {
            String[] sides = arguments[i].split("=", 2);
            options.setProperty(sides[0], sides[1]);
        }
        URL[] archetype = {Path.of(arguments[0]).toUri().toURL()};
        try (URLClassLoader loader = new URLClassLoader(archetype, ClassLoader.getPlatformClassLoader())) {
            loader.loadClass("dev.lastmile.archetype.Generator")
                    .getMethod("run", Properties.class, String.class)
                    .invoke(null, options, arguments[1]);
        }
    }
}
