package dev.lastmile.onnx.random;

import dev.lastmile.onnx.OutputParity;
import dev.lastmile.onnx.ParityReport;
import dev.lastmile.onnx.spark.UnsupportedStageException;
import java.util.Map;
import java.util.TreeMap;

/** What many pipelines had between them; several threads may count at once. */
final class Coverage {
    private final Map<String, Integer> stages = new TreeMap<>();
    private final Map<String, Integer> values = new TreeMap<>();
    private final Map<String, Integer> unfit = new TreeMap<>();
    private final Map<String, Integer> rejected = new TreeMap<>();
    private int pipelines;
    private int rejectedPipelines;
    private int nothingToCompare;
    private long rows;
    private long invalidRows;
    private long ties;

    Coverage() {
        RandomPipeline.drawn().forEach(stage -> stages.put(stage, 0));
    }

    /** Counts a pipeline whose rows were compared. */
    synchronized void compared(RandomPipeline pipeline, ParityReport report) {
        offered(pipeline);
        rows += report.rows();
        invalidRows += report.invalidRows();
        ties += report.outputs().stream().mapToLong(OutputParity::ties).sum();
        if (report.rows() == 0) {
            nothingToCompare++;
            return;
        }
        pipelines++;
        pipeline.choices().stream()
                .map(Choices::stage)
                .distinct()
                .forEach(stage -> stages.merge(stage, 1, Integer::sum));
        pipeline.choices().stream()
                .flatMap(choices -> choices.names().stream())
                .distinct()
                .forEach(value -> values.merge(value, 1, Integer::sum));
    }

    /**
     * Counts a pipeline no stage of which is at fault, though the whole differs: what a stage makes of a number at its
     * threshold is a tie if that number itself is not exact.
     */
    synchronized void inherited(RandomPipeline pipeline, ParityReport report) {
        compared(pipeline, report);
        ties += report.outputs().stream().mapToLong(OutputParity::beyond).max().orElse(0)
                + report.disagreements().size();
    }

    /** Counts a pipeline that is not exported, for a reason that names a stage and a parameter. */
    synchronized void rejected(RandomPipeline pipeline, UnsupportedStageException why) {
        offered(pipeline);
        rejectedPipelines++;
        rejected.merge(why.getMessage().replaceAll("_[0-9a-f]{12}|[0-9]+", "_"), 1, Integer::sum);
    }

    int pipelines() {
        return pipelines;
    }

    int rejectedPipelines() {
        return rejectedPipelines;
    }

    int nothingToCompare() {
        return nothingToCompare;
    }

    long rows() {
        return rows;
    }

    long ties() {
        return ties;
    }

    /** In how many pipelines each stage was. */
    Map<String, Integer> stages() {
        return stages;
    }

    /** In how many pipelines each parameter value was, by {@code stage.parameter=value}. */
    Map<String, Integer> values() {
        return values;
    }

    /** All of it, a line each. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        text.append(
                pipelines + " pipelines, " + rows + " rows that are valid, " + invalidRows + " that are not, " + ties
                        + " ties; " + rejectedPipelines + " pipelines rejected by name, " + nothingToCompare
                        + " without a valid row\n");
        stages.forEach((stage, count) -> text.append("stage " + stage + " " + count + "\n"));
        values.forEach((value, count) -> text.append("value " + value + " " + count + "\n"));
        rejected.forEach((why, count) -> text.append("rejected " + count + " times: " + why + "\n"));
        unfit.forEach((what, count) -> text.append("not fitted " + count + " times: " + what + "\n"));
        return text.toString();
    }

    private void offered(RandomPipeline pipeline) {
        pipeline.offered().forEach(value -> values.putIfAbsent(value, 0));
        pipeline.unfit().forEach((what, count) -> unfit.merge(what, count, Integer::sum));
    }
}
