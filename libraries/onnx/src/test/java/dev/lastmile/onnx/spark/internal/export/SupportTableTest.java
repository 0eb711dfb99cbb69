package dev.lastmile.onnx.spark.internal.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Modifier;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.jar.JarFile;
import org.apache.spark.ml.Transformer;
import org.junit.jupiter.api.Test;

/** With {@code -Dexpected.write=true} the page's table is written and not compared. */
class SupportTableTest {
    private static final Path TABLE = Path.of("../../docs/src/_onnx-stages.adoc");
    /** What Spark Connect calls instead of methods, and no pipeline has. */
    private static final Set<String> CONNECT = Set.of(
            "org.apache.spark.ml.clustering.PowerIterationClusteringWrapper", "org.apache.spark.ml.util.ConnectHelper");

    @Test
    void theTableOfTheDocumentationIsThatOfTheCode() throws IOException {
        if (Boolean.getBoolean("expected.write")) {
            Files.writeString(TABLE, SupportTable.asciidoc());
        }
        assertThat(TABLE).as("make update-expected writes it again").hasContent(SupportTable.asciidoc());
    }

    @Test
    void everyTransformerOfSparkMlHasAFormOrAReason() throws Exception {
        List<Class<?>> transformers = transformers();

        assertThat(transformers)
                .extracting(Class::getName)
                .hasSizeGreaterThan(60)
                .containsAll(CONNECT);
        for (Class<?> stage : transformers) {
            if (!CONNECT.contains(stage.getName())) {
                assertThat(StageConverters.isBuiltIn(stage)
                                ^ UnsupportedStages.reason(stage).isPresent())
                        .as(stage.getName() + " is either exported or rejected with a reason")
                        .isTrue();
            }
        }
    }

    @Test
    void aConverterReadsNoParameterThatItsStageHasNot() {
        assertThat(StageConverters.builtIn())
                .allSatisfy(converter -> assertThat(SupportTable.parameters(converter.stage()))
                        .as(converter.stage().getName())
                        .containsAll(converter.parameters()));
    }

    /** Every concrete one in the jar of Spark ML. */
    private static List<Class<?>> transformers() throws IOException, URISyntaxException, ClassNotFoundException {
        Path jar = Path.of(Transformer.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        List<Class<?>> transformers = new ArrayList<>();
        try (JarFile file = new JarFile(jar.toFile())) {
            List<String> names = file.stream()
                    .map(entry -> entry.getName())
                    .filter(name -> name.startsWith("org/apache/spark/ml/") && name.endsWith(".class"))
                    .map(name ->
                            name.substring(0, name.length() - ".class".length()).replace('/', '.'))
                    .toList();
            for (String name : names) {
                Class<?> type = Class.forName(name, false, Transformer.class.getClassLoader());
                if (Transformer.class.isAssignableFrom(type) && !Modifier.isAbstract(type.getModifiers())) {
                    transformers.add(type);
                }
            }
        }
        return transformers;
    }
}
