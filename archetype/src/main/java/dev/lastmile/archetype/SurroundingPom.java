package dev.lastmile.archetype;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Node;
import org.xml.sax.SAXException;

/**
 * The pom.xml of the folder in which a project is generated, if there is one. The plugin makes the new project a module
 * of it; a project of ours is the root of its own build, so the file is put back as it was. Where it cannot have modules,
 * the plugin fails after it has written the project's pom, which is taken back before.
 */
public final class SurroundingPom {
    private static Path path;
    private static byte[] content;

    private SurroundingPom() {}

    /**
     * Called from the plugin's first template, before it touches the file.
     *
     * @return what a template prints: nothing
     */
    public static String remember(String artifactId) {
        Path folder = Path.of(System.getProperty("outputDirectory", System.getProperty("user.dir")))
                .toAbsolutePath();
        Path pom = folder.resolve("pom.xml");
        try {
            if (Files.isRegularFile(pom)) {
                path = pom;
                content = Files.readAllBytes(pom);
                if (!hasModules(content)) {
                    takeBack(Path.of(folder.toString(), artifactId));
                    throw new RejectedException(pom + " is a project that can have no modules, and the archetype plugin"
                            + " generates in no such folder. Generate elsewhere.");
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return "";
    }

    static void restore() throws IOException {
        if (path != null && !Arrays.equals(content, Files.readAllBytes(path))) {
            Files.write(path, content);
        }
        path = null;
    }

    private static void takeBack(Path project) throws IOException {
        Files.deleteIfExists(project.resolve("pom.xml"));
        try {
            Files.deleteIfExists(project);
        } catch (DirectoryNotEmptyException e) {
            // It was there before, with files in it.
        }
    }

    private static boolean hasModules(byte[] pom) throws IOException {
        try {
            Node child = DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(new ByteArrayInputStream(pom))
                    .getDocumentElement()
                    .getFirstChild();
            for (; child != null; child = child.getNextSibling()) {
                if (child.getNodeName().equals("packaging")) {
                    return child.getTextContent().strip().equals("pom");
                }
            }
            return false;
        } catch (ParserConfigurationException | SAXException e) {
            throw new IOException(e);
        }
    }
}
