package dev.lastmile.onnx.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lastmile.onnx.OnnxModelException;
import dev.lastmile.onnx.example.LogScale;
import dev.lastmile.onnx.example.LogScaleConverter;
import dev.lastmile.onnx.fixture.Flowers;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.feature.Binarizer;
import org.apache.spark.ml.feature.SQLTransformer;
import org.apache.spark.ml.tuning.CrossValidatorModel;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StageConverterTest {
    private static final LogScale LOG =
            new LogScale().setInputCol("sepal_length").setOutputCol("log");

    @TempDir
    Path folder;

    @Test
    void aConverterOfWhatIsBuiltInIsNamed() {
        assertRejected(
                "Converter " + ForBinarizer.class.getName()
                        + " is for org.apache.spark.ml.feature.Binarizer, which has a form of its own already. Take it out"
                        + " of META-INF/services/dev.lastmile.onnx.spark.StageConverter.",
                ForBinarizer.class);
        assertRejected(
                "Converter " + ForSearch.class.getName() + " is for " + CrossValidatorModel.class.getName(),
                ForSearch.class);
    }

    @Test
    void twoConvertersOfOneStageAreNamed() {
        assertRejected(
                "Converters " + LogScaleConverter.class.getName() + " and " + ForLogScale.class.getName()
                        + " are both for dev.lastmile.onnx.example.LogScale. Leave one of them in"
                        + " META-INF/services/dev.lastmile.onnx.spark.StageConverter.",
                ForLogScale.class);
    }

    @Test
    void aConverterThatCannotBeMadeIsNamed() {
        assertRejected(
                "A converter in META-INF/services/dev.lastmile.onnx.spark.StageConverter cannot be made: ",
                "no.such.Converter");
        assertRejected(
                WithoutConstructor.class.getName() + " Unable to get public no-arg constructor",
                WithoutConstructor.class);
    }

    @Test
    void theClassLoaderOfTheThreadHasConvertersOfStagesThatAreRejectedOtherwise() throws IOException {
        SQLTransformer sql = new SQLTransformer().setStatement("SELECT *, sepal_length + 1 AS more FROM __THIS__");
        assertThatThrownBy(() -> SparkMlExporter.export(sql, Flowers.SCHEMA, List.of("more")))
                .isInstanceOf(UnsupportedStageException.class);

        with(ForSql.class.getName(), () -> {
            assertThat(SparkMlExporter.export(sql, Flowers.SCHEMA, List.of("more")))
                    .isNotNull();
        });
    }

    private void assertRejected(String message, Class<?> converter) {
        assertRejected(message, converter.getName());
    }

    private void assertRejected(String message, String converter) {
        assertThatThrownBy(() -> with(converter, () -> SparkMlExporter.export(LOG, Flowers.SCHEMA, List.of("log"))))
                .isInstanceOf(OnnxModelException.class)
                .hasMessageContaining(message);
    }

    /** As spark-submit does it: a class loader of the application's jars is that of the thread. */
    private void with(String converter, ThrowingCallable export) throws IOException {
        Path services = Files.createDirectories(folder.resolve("META-INF/services"));
        Files.writeString(services.resolve(StageConverter.class.getName()), converter);
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {folder.toUri().toURL()}, before)) {
            thread.setContextClassLoader(loader);
            export.call();
        } catch (IOException | RuntimeException e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    /** One number more, whatever the stage. */
    private abstract static class Plus<S extends Transformer> implements StageConverter<S> {
        private final Class<S> stage;

        Plus(Class<S> stage) {
            this.stage = stage;
        }

        @Override
        public Class<S> stage() {
            return stage;
        }

        @Override
        public Set<String> parameters() {
            return Set.of("statement");
        }

        @Override
        public void convert(S converted, ConversionContext graph) {
            graph.put("more", graph.number("statement", "sepal_length").add(1));
        }
    }

    public static final class ForBinarizer extends Plus<Binarizer> {
        public ForBinarizer() {
            super(Binarizer.class);
        }
    }

    public static final class ForSearch extends Plus<CrossValidatorModel> {
        public ForSearch() {
            super(CrossValidatorModel.class);
        }
    }

    public static final class ForLogScale extends Plus<LogScale> {
        public ForLogScale() {
            super(LogScale.class);
        }
    }

    public static final class ForSql extends Plus<SQLTransformer> {
        public ForSql() {
            super(SQLTransformer.class);
        }
    }

    public static final class WithoutConstructor extends Plus<LogScale> {
        public WithoutConstructor(Class<LogScale> stage) {
            super(stage);
        }
    }
}
