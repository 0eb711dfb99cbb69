package dev.lastmile.lake.internal;

import dev.lastmile.lake.LocalFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.iceberg.hadoop.HadoopFileIO;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.io.PositionOutputStream;

/**
 * Iceberg's files in a folder of this machine. Each is on the disk before it is closed, and so before the commit to the
 * catalog that names it: Hadoop's local files are not flushed, and after a power failure the catalog would name an empty
 * one. Only the user can read them.
 */
public final class LocalFileIO extends HadoopFileIO {
    private static final long serialVersionUID = 1L;

    // Folders whose entries above them are on the disk.
    private static final Set<Path> DURABLE = ConcurrentHashMap.newKeySet();

    /** For Iceberg, which loads it by its name. */
    public LocalFileIO() {}

    @Override
    public OutputFile newOutputFile(String location) {
        return new LocalOutputFile(super.newOutputFile(location));
    }

    private record LocalOutputFile(OutputFile file) implements OutputFile {
        @Override
        public PositionOutputStream create() {
            return stream(false);
        }

        @Override
        public PositionOutputStream createOrOverwrite() {
            return stream(true);
        }

        @Override
        public String location() {
            return file.location();
        }

        @Override
        public InputFile toInputFile() {
            return file.toInputFile();
        }

        private PositionOutputStream stream(boolean overwrite) {
            Path path =
                    Path.of(new org.apache.hadoop.fs.Path(location()).toUri().getPath());
            try {
                LocalFiles.createFolder(path.getParent());
            } catch (IOException e) {
                throw new UncheckedIOException("The folder " + path.getParent() + " cannot be created", e);
            }
            return new LocalStream(overwrite ? file.createOrOverwrite() : file.create(), path);
        }

        @Override
        public String toString() {
            return location();
        }
    }

    private static final class LocalStream extends PositionOutputStream {
        private final PositionOutputStream stream;
        private final Path path;
        private boolean closed;

        LocalStream(PositionOutputStream stream, Path path) {
            this.stream = stream;
            this.path = path;
        }

        @Override
        public long getPos() throws IOException {
            return stream.getPos();
        }

        @Override
        public long storedLength() throws IOException {
            return stream.storedLength();
        }

        @Override
        public void write(int b) throws IOException {
            stream.write(b);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            stream.write(bytes, offset, length);
        }

        @Override
        public void flush() throws IOException {
            stream.flush();
        }

        @Override
        public void close() throws IOException {
            stream.close();
            if (!closed) {
                closed = true;
                finish(path);
                // Hadoop's checksums, which it compares with what it reads.
                finish(path.resolveSibling("." + path.getFileName() + ".crc"));
                force(path.getParent());
                Path folder = path.getParent();
                while (folder.getParent() != null && DURABLE.add(folder)) {
                    folder = folder.getParent();
                    force(folder);
                }
            }
        }

        private static void finish(Path file) throws IOException {
            if (!Files.exists(file)) {
                return;
            }
            if (Files.getFileStore(file).supportsFileAttributeView("posix")) {
                Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
            }
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                channel.force(true);
            }
        }

        // A folder, so that the file is in it after a power failure. Some systems cannot open one.
        private static void force(Path folder) {
            try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
                channel.force(true);
            } catch (IOException e) {
                DURABLE.remove(folder);
            }
        }
    }
}
