package dev.lastmile.onnx.internal;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OrtEnvironment;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What a native executable is told of ONNX Runtime, against what its library asks Java for. */
class NativeImageFilesTest {
    private static final String FILES = "/META-INF/native-image/dev.lastmile/lastmile-onnx/";
    private static final List<String> PLATFORMS = List.of("linux-x64", "linux-aarch64");
    /** A name that the library looks a class up by: text of its own, ended by a zero byte. */
    private static final Pattern CLASS = Pattern.compile("\0(ai/onnxruntime/\\w+|java/\\w+/\\w+)(?=\0)");

    @Test
    void everyClassThatTheLibraryLooksUpIsRegistered() throws Exception {
        Set<String> registered = new TreeSet<>();
        for (JsonNode entry : json("jni-config.json")) {
            registered.add(entry.path("name").asText());
            if (!entry.path("name").asText().startsWith("java.")) {
                assertThat(entry.path("allDeclaredConstructors").asBoolean())
                        .as(entry.toString())
                        .isTrue();
            }
        }
        for (String name : registered) {
            assertThat(Class.forName(name, false, getClass().getClassLoader())).isNotNull();
        }
        for (String platform : PLATFORMS) {
            assertThat(registered)
                    .as(platform)
                    .containsExactlyInAnyOrderElementsOf(lookedUp(library(platform, "libonnxruntime4j_jni.so")));
        }
    }

    private static Set<String> lookedUp(String library) throws IOException {
        try (InputStream bytes = OrtEnvironment.class.getResourceAsStream("/" + library)) {
            Matcher names = CLASS.matcher(new String(bytes.readAllBytes(), StandardCharsets.ISO_8859_1));
            Set<String> found = new TreeSet<>();
            while (names.find()) {
                found.add(names.group(1).replace('/', '.'));
            }
            return found;
        }
    }

    private static String library(String platform, String file) {
        return "ai/onnxruntime/native/" + platform + "/" + file;
    }

    private static JsonNode json(String file) throws IOException {
        try (InputStream bytes = NativeImageFilesTest.class.getResourceAsStream(FILES + file)) {
            return new ObjectMapper().readTree(bytes);
        }
    }
}
