package dev.lastmile.archetype;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** An update must not give a project names that do not exist. */
class RenamesTest {
    private static final List<Path> FOLDERS = Stream.of(
                    "libraries", "template-data", "template-features", "template-model")
            .map(Path.of("..")::resolve)
            .toList();

    @Test
    void everyRenamedTypeExistsUnderItsNewNameAlone() throws IOException {
        List<String> types = types();

        for (Rename rename : renames()) {
            if (rename.kind() == Rename.Kind.TYPE) {
                assertThat(types).as(rename.toString()).contains(outer(rename.to()));
                assertThat(types).as(rename.toString()).doesNotContain(rename.from());
            }
        }
    }

    @Test
    void noNameIsRenamedTwice() throws IOException {
        assertThat(renames().stream().map(Rename::from)).doesNotHaveDuplicates();
    }

    private static List<Rename> renames() throws IOException {
        try (var rows = RenamesTest.class.getResourceAsStream("/renames.tsv")) {
            return Rename.read(new String(rows.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    // A nested type is in the file of the outermost one.
    private static String outer(String type) {
        return type.replaceFirst("(\\.\\p{Lu}\\w*)\\..*", "$1");
    }

    private static List<String> types() throws IOException {
        List<String> types = new ArrayList<>();
        for (Path folder : FOLDERS) {
            try (Stream<Path> files = Files.walk(folder)) {
                files.map(Path::toString)
                        .filter(file -> file.matches(".*/src/main/java/.*\\.java"))
                        .map(file -> file.replaceFirst(".*/src/main/java/", "")
                                .replaceFirst("\\.java$", "")
                                .replace('/', '.'))
                        .forEach(types::add);
            }
        }
        return types;
    }
}
