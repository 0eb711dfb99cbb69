package dev.lastmile.profile.file;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.SplittableRandom;

/**
 * A seeded sample of the records of a file, each as it is written there, with the header: a small file of the same format,
 * but not compressed. Each record is equally likely (selection sampling, Algorithm S of D. E. Knuth, The Art of Computer
 * Programming, volume 2, section 3.4.2).
 */
public final class SampledRecords {
    private SampledRecords() {}

    /**
     * Reads the file once more.
     *
     * @param rows that fit, as the first pass has counted them
     * @param most records of the sample
     * @throws ProfileException if it cannot be read
     */
    public static byte[] of(Path path, long rows, int most, long seed) {
        RecordFile file = RecordFile.of(path);
        Selection[] last = new Selection[1];
        file.read(() -> last[0] = new Selection(file, rows, most, seed));
        return last[0].bytes();
    }

    private static final class Selection implements Cells {
        private final ByteArrayOutputStream sample = new ByteArrayOutputStream();
        private final SplittableRandom random;
        private final Charset text;
        private final Writer transcoded;
        private boolean isHeader;
        private long rest;
        private long wanted;

        Selection(RecordFile file, long rows, int most, long seed) {
            this.random = new SplittableRandom(seed);
            this.text = file.textCharset();
            this.transcoded = file.format().isTranscoded()
                    ? new OutputStreamWriter(
                            sample, Charset.forName(file.format().charset()))
                    : null;
            this.isHeader = file.format().header();
            this.rest = rows;
            this.wanted = Math.min(rows, most);
        }

        @Override
        public void record(byte[] bytes, int length) {
            if (isHeader) {
                isHeader = false;
                write(bytes, length);
            } else if (rest > 0 && random.nextLong(rest--) < wanted) {
                wanted--;
                write(bytes, length);
            }
        }

        private void write(byte[] bytes, int length) {
            try {
                if (transcoded == null) {
                    sample.write(bytes, 0, length);
                    sample.write('\n');
                } else {
                    transcoded.write(new String(bytes, 0, length, text));
                    transcoded.write('\n');
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e); // in memory
            }
        }

        byte[] bytes() {
            try {
                if (transcoded != null) {
                    transcoded.flush();
                }
                return sample.toByteArray();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void cell(int column, Kind kind, byte[] bytes, int from, int to) {}

        @Override
        public void end() {}
    }
}
