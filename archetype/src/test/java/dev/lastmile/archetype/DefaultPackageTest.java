package dev.lastmile.archetype;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.lang.model.SourceVersion;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.apache.velocity.VelocityContext;
import org.apache.velocity.app.VelocityEngine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/** The package of a project whose user names none, evaluated from the descriptor as the archetype plugin does. */
class DefaultPackageTest {
    /** The keywords and literals of Java that no version allows as a name. */
    private static final List<String> KEYWORDS = List.of(
            ("_ abstract assert boolean break byte case catch char class const continue default do double else enum extends"
                            + " false final finally float for goto if implements import instanceof int interface long native new"
                            + " null package private protected public return short static strictfp super switch synchronized"
                            + " this throw throws transient true try void volatile while")
                    .split(" "));

    @ParameterizedTest
    @CsvSource({
        "com.acme, churn, com.acme.churn",
        "com.acme-labs, churn, com.acmelabs.churn",
        "com.acme_labs, my-model_2, com.acme_labs.mymodel_2",
        "com.3m, new, com._3m.new_",
        "7eleven, model-7, _7eleven.model7",
        "org.1-2.3, x, org._12._3.x",
        "int, enum, int_.enum_",
        "com.int-er.newest, news, com.inter.newest.news",
        "com.in-t, ne-w, com.int_.new_",
        "com.-.acme, churn, com.acme.churn",
        "-.acme, churn, acme.churn",
        "a-b, a--b, ab.ab",
        "Com.New, Class, Com.New.Class",
    })
    void isAJavaPackage(String groupId, String artifactId, String expected) throws Exception {
        assertThat(defaultPackage(groupId, artifactId)).isEqualTo(expected);
        allowed(groupId, artifactId, expected);
    }

    @Test
    void isOneForEveryKeywordInAnyPlace() throws Exception {
        assertThat(KEYWORDS).allMatch(SourceVersion::isKeyword);
        for (String word : KEYWORDS) {
            String artifactId = word.equals("_") ? "x" : word;
            String groupId = word + ".acme." + word;

            String name = defaultPackage(groupId, artifactId);

            assertThat(name).isEqualTo(word + "_.acme." + word + "_." + (word.equals("_") ? "x" : word + "_"));
            allowed(groupId, artifactId, name);
        }
    }

    private static void allowed(String groupId, String artifactId, String name) {
        assertThat(SourceVersion.isName(name)).isTrue();
        Options.of(Example.given("groupId", groupId, "artifactId", artifactId, "package", name));
    }

    private static String defaultPackage(String groupId, String artifactId) throws Exception {
        StringWriter value = new StringWriter();
        new VelocityEngine()
                .evaluate(
                        new VelocityContext(Map.of("groupId", groupId, "artifactId", artifactId)),
                        value,
                        "package",
                        expression());
        return value.toString();
    }

    private static String expression()
            throws ParserConfigurationException, SAXException, IOException, URISyntaxException {
        NodeList properties = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(Path.of(DefaultPackageTest.class
                                .getResource("/META-INF/maven/archetype-metadata.xml")
                                .toURI())
                        .toFile())
                .getElementsByTagName("requiredProperty");
        return Stream.iterate(0, i -> i < properties.getLength(), i -> i + 1)
                .map(i -> (Element) properties.item(i))
                .filter(property -> property.getAttribute("key").equals("package"))
                .map(property -> property.getElementsByTagName("defaultValue")
                        .item(0)
                        .getTextContent()
                        .strip())
                .findFirst()
                .orElseThrow();
    }
}
