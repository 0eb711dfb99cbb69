package dev.lastmile.archetype;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;

/** A project's parent and the libraries' parent have no common parent: what both name is the same in both. */
class SharedBuildTest {
    private static final Path ROOT = Path.of("..");

    @Test
    void theirPropertiesAgree() throws Exception {
        Map<String, String> project = properties(".mvn/parent/pom.xml");
        project.putAll(properties("pom.xml"));
        agree(project, properties("libraries/pom.xml"), 10);
    }

    @Test
    void theVersionsOfTheirPluginsAgree() throws Exception {
        agree(plugins(".mvn/parent/pom.xml"), plugins("libraries/pom.xml"), 14);
    }

    private static void agree(Map<String, String> template, Map<String, String> libraries, int atLeast) {
        template.keySet().retainAll(libraries.keySet());
        libraries.keySet().retainAll(template.keySet());

        assertThat(libraries).hasSizeGreaterThanOrEqualTo(atLeast).containsExactlyEntriesOf(template);
    }

    private static Map<String, String> properties(String pom) throws Exception {
        Map<String, String> properties = new TreeMap<>();
        NodeList children = elements(pom, "properties").item(0).getChildNodes();
        for (int i = 0; i < children.getLength(); i++) {
            if (children.item(i).getNodeType() == Node.ELEMENT_NODE) {
                properties.put(children.item(i).getNodeName(), children.item(i).getTextContent());
            }
        }
        return properties;
    }

    private static Map<String, String> plugins(String pom) throws Exception {
        Map<String, String> versions = new TreeMap<>();
        NodeList plugins = elements(pom, "plugin");
        for (int i = 0; i < plugins.getLength(); i++) {
            Element plugin = (Element) plugins.item(i);
            NodeList version = plugin.getElementsByTagName("version");
            if (version.getLength() > 0) {
                versions.put(
                        plugin.getElementsByTagName("artifactId").item(0).getTextContent(),
                        version.item(0).getTextContent());
            }
        }
        return versions;
    }

    private static NodeList elements(String pom, String name) throws Exception {
        try (InputStream in = Files.newInputStream(ROOT.resolve(pom))) {
            return DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(in)
                    .getElementsByTagName(name);
        }
    }
}
