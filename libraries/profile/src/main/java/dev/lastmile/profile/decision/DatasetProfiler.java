package dev.lastmile.profile.decision;

import dev.lastmile.profile.column.ColumnSketch;
import dev.lastmile.profile.column.RowSample;
import dev.lastmile.profile.column.SketchFacts;
import dev.lastmile.profile.file.Cells;
import dev.lastmile.profile.file.FileFacts;
import dev.lastmile.profile.file.ProfileException;
import dev.lastmile.profile.file.RecordFile;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Profiles a file in one pass: CSV, TSV or JSON lines, plain or gzip. Memory depends on the number of columns and not of
 * rows: see {@link ColumnSketch}, and a sample of at most a million cells.
 */
public final class DatasetProfiler {
    private static final long SEED = 20191101L;

    private DatasetProfiler() {}

    /**
     * Profiles a file.
     *
     * @throws ProfileException naming what does not fit
     */
    public static DatasetProfile profile(Path path, ProfileOptions options) {
        RecordFile file = RecordFile.of(path);
        List<Pass> passes = new ArrayList<>();
        FileFacts facts = file.read(() -> {
            Pass pass = new Pass(file.names().size(), file.textCharset());
            passes.add(pass);
            return pass;
        });
        if (facts.rows() < 2) {
            throw new ProfileException(facts.name() + " has 1 row. Give a file with at least two rows.");
        }
        Pass pass = passes.get(passes.size() - 1);
        List<String> names = file.names();
        List<SketchFacts> sketches = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            sketches.add(pass.sketch(i).facts(facts.rows(), file.textCharset()));
        }
        List<String[]> sample = pass.sample.rows(names.size());
        return new TypeRules(facts, file.format(), options, sample).profile(names, sketches);
    }

    private static final class Pass implements Cells {
        private final List<ColumnSketch> sketches = new ArrayList<>();
        private final RowSample sample;
        private final Charset charset;

        Pass(int columns, Charset charset) {
            this.sample = new RowSample(columns, SEED);
            this.charset = charset;
        }

        ColumnSketch sketch(int column) {
            while (sketches.size() <= column) {
                sketches.add(new ColumnSketch());
            }
            return sketches.get(column);
        }

        @Override
        public void cell(int column, Kind kind, byte[] bytes, int from, int to) {
            sketch(column).add(kind, bytes, from, to);
            if (sample.wantsRow() && kind != Kind.JSON_NULL) {
                sample.cell(column, bytes, from, to, charset);
            }
        }

        @Override
        public void end() {
            sample.end();
        }
    }
}
