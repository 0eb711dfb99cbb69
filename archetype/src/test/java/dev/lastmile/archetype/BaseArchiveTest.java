package dev.lastmile.archetype;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BaseArchiveTest {
    @TempDir
    Path folder;

    @Test
    void whatWasWrittenIsRead() throws IOException {
        TreeMap<String, byte[]> files = new TreeMap<>(
                Map.of("pom.xml", bytes("<project/>"), "a/b c/é.txt", bytes(""), ".gitignore", bytes("x")));

        assertThat(BaseArchive.read(BaseArchive.write(files))).containsExactlyEntriesOf(files);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../slip.txt",
                "a/../../slip.txt",
                "a/..",
                "./a",
                "/etc/slip.txt",
                "//server/share",
                "a//b",
                "folder/",
                "..\\slip.txt",
                "C:\\slip.txt",
                "C:slip.txt",
                "a\nb",
                ".git/hooks/post-commit",
                "a/.GIT/config",
            })
    void anEntryOutsideOfTheProjectIsRejected(String name) throws IOException {
        byte[] zip = zip("pom.xml", "<project/>", name, "x");

        assertThatThrownBy(() -> BaseArchive.read(zip))
                .isInstanceOf(RejectedException.class)
                .hasMessageStartingWith(".lastmile/base.zip has the entry '" + name.replace('\n', '?')
                        + "', which is not a file inside a project. Nothing was changed. Restore it");
    }

    @Test
    void aFileThatIsAFolderTooIsRejected() throws IOException {
        byte[] zip = zip("a", "x", "a/b", "y");

        assertThatThrownBy(() -> BaseArchive.read(zip)).hasMessageContaining("the entry 'a/b'");
    }

    @Test
    void anEntryThatIsThereTwiceIsRejected() throws IOException {
        byte[] zip = zip("one", "x", "two", "y");
        // Both in the local headers and in the directory at the end.
        byte[] twice = new String(zip, ISO_8859_1).replace("two", "one").getBytes(ISO_8859_1);

        assertThatThrownBy(() -> BaseArchive.read(twice)).hasMessageContaining("has the entry 'one' twice");
    }

    @Test
    void aLinkIsReadAsAFileAndWrittenAsOne() throws IOException {
        byte[] zip = zip("link", "/etc/passwd");
        int directory = indexOf(zip, 'P', 'K', 1, 2);
        ByteBuffer header = ByteBuffer.wrap(zip).order(ByteOrder.LITTLE_ENDIAN);
        header.put(directory + 5, (byte) 3); // made on Unix
        header.putInt(directory + 38, 0xA1FF0000); // a symbolic link

        new ProjectFiles(BaseArchive.read(zip)).write(folder);

        assertThat(Files.isRegularFile(folder.resolve("link"), LinkOption.NOFOLLOW_LINKS))
                .isTrue();
        assertThat(folder.resolve("link")).hasContent("/etc/passwd");
    }

    @Test
    void moreBytesThanTheLimitAreRejectedWhileTheyAreUnpacked() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream out = new ZipOutputStream(bytes)) {
            byte[] zeros = new byte[BaseArchive.MAX_BYTES / 2];
            for (String name : new String[] {"a", "b", "c"}) {
                out.putNextEntry(new ZipEntry(name));
                out.write(zeros);
            }
        }

        assertThat(bytes.size()).isLessThan(BaseArchive.MAX_BYTES / 100);
        assertThatThrownBy(() -> BaseArchive.read(bytes.toByteArray()))
                .hasMessageContaining("has more than 67108864 bytes once it is unpacked");
    }

    @Test
    void moreEntriesThanTheLimitAreRejected() throws IOException {
        String[] entries = new String[2 * (BaseArchive.MAX_ENTRIES + 1)];
        for (int i = 0; i < entries.length; i += 2) {
            entries[i] = "f" + i;
            entries[i + 1] = "";
        }
        byte[] zip = zip(entries);

        assertThatThrownBy(() -> BaseArchive.read(zip)).hasMessageContaining("has more than 10000 entries");
    }

    @Test
    void whatIsDamagedOrNotAZipIsRejected() throws IOException {
        byte[] zip = zip("pom.xml", "<project/>".repeat(1000));
        byte[] damaged = zip.clone();
        damaged[zip.length / 2 - 20] ^= 0x55;

        assertThatThrownBy(() -> BaseArchive.read(Arrays.copyOf(zip, zip.length / 3)))
                .hasMessageContaining("is damaged");
        assertThatThrownBy(() -> BaseArchive.read(damaged)).hasMessageContaining("is damaged");
        assertThatThrownBy(() -> BaseArchive.read(bytes("<<<<<<< HEAD\n")))
                .hasMessageContaining("is not a zip file, or an empty one");
    }

    @Test
    void theDigestIsAsSha256sumWritesIt() {
        assertThat(BaseArchive.digestFile(bytes("abc")))
                .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad  base.zip\n");
    }

    @Test
    void anArchiveWithAnotherDigestIsRejected() {
        String recorded = BaseArchive.digestFile(bytes("abc"));

        BaseArchive.requireDigest(bytes("abc"), recorded);
        BaseArchive.requireDigest(bytes("abc"), recorded.replace("\n", "\r\n"));
        for (String other : new String[] {"", "base.zip", recorded.replace('b', 'c')}) {
            assertThatThrownBy(() -> BaseArchive.requireDigest(bytes("abc"), other))
                    .isInstanceOf(RejectedException.class)
                    .hasMessageContaining("does not have the digest that .lastmile/base.zip.sha256 records");
        }
    }

    @Test
    void noProjectHasAFileOutsideOfIt() {
        assertThatThrownBy(() -> new ProjectFiles(new TreeMap<>(Map.of("../x", bytes("")))))
                .isInstanceOf(RejectedException.class)
                .hasMessageContaining("'../x' cannot be the path of a file in a project; nothing was written");
    }

    /** A zip of name, content, name, content. */
    private static byte[] zip(String... entries) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream out = new ZipOutputStream(bytes)) {
            for (int i = 0; i < entries.length; i += 2) {
                out.putNextEntry(new ZipEntry(entries[i]));
                out.write(bytes(entries[i + 1]));
            }
        }
        return bytes.toByteArray();
    }

    private static int indexOf(byte[] bytes, int... wanted) {
        for (int i = 0; i <= bytes.length - wanted.length; i++) {
            int at = i;
            if (IntStream.range(0, wanted.length).allMatch(j -> bytes[at + j] == (byte) wanted[j])) {
                return i;
            }
        }
        throw new AssertionError("not found");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }
}
