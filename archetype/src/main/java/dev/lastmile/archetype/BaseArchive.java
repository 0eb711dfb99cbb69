package dev.lastmile.archetype;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.LocalDateTime;
import java.util.HexFormat;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/**
 * The zip that a project carries as the base of its next update.
 *
 * <p>It is a binary file that a commit of anybody can change unnoticed, so it is read as untrusted input: its digest is
 * recorded as text beside it, it has limits, and no entry is outside of the project.
 */
final class BaseArchive {
    /** The pristine tree that a project was generated as, without the libraries. */
    static final String FILE = ".lastmile/base.zip";

    /** The digest of {@link #FILE}, as {@code sha256sum} writes it. */
    static final String DIGEST_FILE = FILE + ".sha256";

    static final int MAX_ENTRIES = 10_000;
    static final int MAX_BYTES = 64 * 1024 * 1024;

    private static final String REMEDY =
            " Nothing was changed. Restore it from the commit of the last update: git log -- " + FILE;

    private BaseArchive() {}

    /** The same bytes for the same files, always. */
    static byte[] write(SortedMap<String, byte[]> files) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream out = new ZipOutputStream(bytes)) {
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                ZipEntry entry = new ZipEntry(file.getKey());
                entry.setTimeLocal(LocalDateTime.of(1980, 1, 1, 0, 0));
                out.putNextEntry(entry);
                out.write(file.getValue());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /**
     * The files of an archive that {@link #write} wrote.
     *
     * @throws RejectedException if it is damaged, has too many or too large entries, one twice, or one outside of a project
     */
    static SortedMap<String, byte[]> read(byte[] zip) throws IOException {
        SortedMap<String, byte[]> files = new TreeMap<>();
        int left = MAX_BYTES;
        try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(zip))) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                if (files.size() == MAX_ENTRIES) {
                    throw rejected("has more than " + MAX_ENTRIES + " entries");
                }
                byte[] content = in.readNBytes(left + 1);
                if (content.length > left) {
                    throw rejected("has more than " + MAX_BYTES + " bytes once it is unpacked");
                }
                left -= content.length;
                if (files.put(entry.getName(), content) != null) {
                    throw rejected("has the entry '" + entry.getName() + "' twice");
                }
            }
        } catch (ZipException | EOFException | IllegalArgumentException e) {
            throw rejected("is damaged (" + e.getMessage() + ")");
        }
        if (files.isEmpty()) {
            throw rejected("is not a zip file, or an empty one");
        }
        FilePaths.firstInvalid(files.keySet()).ifPresent(path -> {
            throw rejected("has the entry '" + FilePaths.printable(path) + "', which is not a file inside a project");
        });
        return files;
    }

    /** The text of {@link #DIGEST_FILE} for an archive. */
    static String digestFile(byte[] zip) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(zip);
            return HexFormat.of().formatHex(digest) + "  base.zip\n";
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** @throws RejectedException if the archive is not the one whose digest was recorded */
    static void requireDigest(byte[] zip, String recorded) {
        if (!digestFile(zip).strip().equals(recorded.strip())) {
            throw rejected(
                    "does not have the digest that " + DIGEST_FILE + " records: it is not what the template wrote");
        }
    }

    private static RejectedException rejected(String why) {
        return new RejectedException(FILE + " " + why + "." + REMEDY);
    }
}
