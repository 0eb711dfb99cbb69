package dev.lastmile.pipeline.ingest.spark;

import dev.lastmile.contract.text.LineReader;
import dev.lastmile.pipeline.ingest.file.ScannedFile;
import dev.lastmile.pipeline.ingest.file.TextStream;
import dev.lastmile.pipeline.ingest.text.RecordPlace;
import dev.lastmile.pipeline.ingest.text.RecordReader;
import dev.lastmile.pipeline.ingest.text.Reject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.connector.read.PartitionReader;
import org.apache.spark.unsafe.types.UTF8String;

/** Reads the tasks of one partition, one after the other, on an executor. */
final class TextTasksReader implements PartitionReader<InternalRow> {
    private final TextPlan plan;
    private final Iterator<TextTask> tasks;
    private final List<Reject> first = new ArrayList<>();
    private TextTask task;
    private LineReader lines;
    private RecordReader reader;

    TextTasksReader(TextPlan plan, List<TextTask> tasks) {
        this.plan = plan;
        this.tasks = tasks.iterator();
    }

    @Override
    public boolean next() throws IOException {
        boolean wantsRejects = plan.output() == TextPlan.Output.REJECTED;
        while (true) {
            if (reader == null) {
                if (!tasks.hasNext()) {
                    return false;
                }
                open(tasks.next());
            }
            while (reader.next()) {
                Reject reject = reader.reject();
                if (reject != null && first.size() < Tally.REPORTED) {
                    first.add(reject);
                }
                if (reject != null == wantsRejects) {
                    return true;
                }
            }
            finish();
        }
    }

    @Override
    public InternalRow get() {
        if (plan.output() == TextPlan.Output.ROWS) {
            return reader.row();
        }
        Reject reject = reader.reject();
        return new GenericInternalRow(new Object[] {
            UTF8String.fromString(reject.file()),
            UTF8String.fromString(task.file().sha256()),
            reject.line(),
            reject.offset() < 0 ? null : reject.offset(),
            UTF8String.fromString(reject.column()),
            UTF8String.fromString(reject.value()),
            UTF8String.fromString(reject.rule())
        });
    }

    private void open(TextTask next) throws IOException {
        task = next;
        ScannedFile file = task.file();
        ScannedFile.Part part = task.part();
        boolean aligned = part.firstLine() == 1;
        long offset = file.gzip() || !plan.format().isAsciiTransparent() ? 0 : part.start() - (aligned ? 0 : 1);
        var text = TextStream.open(plan.store(), file.file().location(), file.gzip(), plan.format(), offset);
        if (offset == 0) {
            text.skipNBytes(part.start());
        }
        lines = new LineReader(text, part.start(), aligned, part.end(), part.firstLine());
        reader = RecordReader.of(
                plan.format(),
                task.columns(),
                new RecordPlace(file.file().name(), task.headerLine(), task.base()),
                lines);
    }

    private void finish() throws IOException {
        reader.close();
        if (lines.lines() != task.part().lines()) {
            throw new IOException(task.file().file().name() + " was changed while it was read: " + lines.lines()
                    + " lines in place of " + task.part().lines() + ". Run the step again once it is complete");
        }
        plan.tallies().add(new Tally(task.number(), reader.records(), reader.rejects(), List.copyOf(first)));
        first.clear();
        reader = null;
    }

    @Override
    public void close() throws IOException {
        if (reader != null) {
            reader.close();
        }
    }
}
