package dev.lastmile.serving.nativeimage;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OrtEnvironment;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.net.URL;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A native executable has ONNX Runtime's library for its own processor in it, and no other. */
class OnnxRuntimeLibraryTest {
    private static final String FILE = "META-INF/microprofile-config.properties";

    @ParameterizedTest
    @CsvSource({
        "amd64, linux-x64, linux-aarch64",
        "x86_64, linux-x64, linux-aarch64",
        "aarch64, linux-aarch64, linux-x64"
    })
    void onlyTheLibraryOfTheProcessorIsIncluded(String processor, String included, String other) throws Exception {
        String pattern = included(processor);

        for (String file : List.of("libonnxruntime.so", "libonnxruntime4j_jni.so")) {
            String library = "ai/onnxruntime/native/" + included + "/" + file;
            assertThat(OrtEnvironment.class.getResource("/" + library))
                    .as(library)
                    .isNotNull();
            assertThat(matches(pattern, library)).as(library).isTrue();
            assertThat(matches(pattern, library.replace(included, other)))
                    .as(other)
                    .isFalse();
        }
    }

    private static String included(String processor) throws Exception {
        SmallRyeConfigBuilder builder = new SmallRyeConfigBuilder().addDefaultInterceptors();
        builder.withSources(new PropertiesConfigSource(Map.of("os.arch", processor), "processor", 400));
        for (URL file :
                Collections.list(OnnxRuntimeLibraryTest.class.getClassLoader().getResources(FILE))) {
            builder.withSources(new PropertiesConfigSource(file));
        }
        return builder.build().getValue("quarkus.native.resources.includes", String.class);
    }

    private static boolean matches(String pattern, String resource) {
        return FileSystems.getDefault().getPathMatcher("glob:" + pattern).matches(Path.of(resource));
    }
}
