package dev.lastmile.onnx.random;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lastmile.onnx.OnnxModel;
import dev.lastmile.onnx.ParityReport;
import dev.lastmile.onnx.Tolerance;
import dev.lastmile.onnx.spark.UnsupportedStageException;
import dev.lastmile.onnx.spark.internal.export.KnownStages;
import dev.lastmile.onnx.spark.internal.parity.StageByStage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Random pipelines on random rows: whatever Spark says of a row, ONNX says too.
 *
 * <p>{@code -Dlastmile.seed=…} takes another seed, {@code -Dlastmile.pipelines=…} another number of pipelines, and
 * {@code -Dlastmile.pipeline=…} one pipeline alone, as a failure names it.
 */
@Tag("ci")
class RandomPipelinesTest {
    private static final int MOST_FAILURES = Integer.getInteger("lastmile.failures", 5);

    @Test
    void aFewPipelinesAgree() {
        Coverage coverage = run(Long.getLong("lastmile.seed", 1), Integer.getInteger("lastmile.pipelines", 4));

        assertThat(coverage.pipelines()).isPositive();
    }

    @Test
    @Tag("long")
    void thousandsOfPipelinesAgreeAndHaveEveryStageAndEveryValueOfAParameter() {
        Coverage coverage =
                run(Long.getLong("lastmile.seed", System.nanoTime()), Integer.getInteger("lastmile.pipelines", 2200));

        assertThat(coverage.pipelines()).isGreaterThanOrEqualTo(2000);
        assertThat(coverage.stages())
                .allSatisfy((stage, count) -> assertThat(count).as(stage).isGreaterThanOrEqualTo(100));
        assertThat(coverage.values())
                .allSatisfy((value, count) -> assertThat(count).as(value).isGreaterThanOrEqualTo(10));
    }

    @Test
    void everyStageThatCanBeExportedIsDrawn() {
        assertThat(RandomPipeline.drawn()).containsExactlyInAnyOrderElementsOf(KnownStages.names());
    }

    private static Coverage run(long seed, int pipelines) {
        System.out.println("Random pipelines: seed " + seed + ", " + pipelines + " pipelines");
        Coverage coverage = new Coverage();
        List<String> failures = Collections.synchronizedList(new ArrayList<>());
        AtomicInteger finished = new AtomicInteger();
        int only = Integer.getInteger("lastmile.pipeline", -1);
        long begun = System.nanoTime();
        // Most of a little pipeline's time goes into plans and waiting, so several are tried at once.
        IntStream.range(Math.max(only, 0), only < 0 ? pipelines : only + 1)
                .parallel()
                .filter(number -> failures.size() < MOST_FAILURES)
                .forEach(number -> {
                    check(seed, number, coverage, failures);
                    if (finished.incrementAndGet() % 50 == 0) {
                        System.out.println(finished + " pipelines after " + (System.nanoTime() - begun) / 1_000_000_000
                                + " s, " + failures.size() + " failures");
                    }
                });
        System.out.println(coverage);
        assertThat(failures).as("seed " + seed).isEmpty();
        assertThat(coverage.rejectedPipelines()).isLessThanOrEqualTo(pipelines / 10);
        assertThat(coverage.ties()).isLessThanOrEqualTo(coverage.rows() / 1000);
        return coverage;
    }

    // A number at a threshold can also be what decides whether a row is skipped.
    private static boolean isDrop(String disagreement) {
        return disagreement.startsWith("Spark drops row ");
    }

    /** Each cause with the places that it comes from. */
    private static String chain(Throwable thrown) {
        StringBuilder chain = new StringBuilder();
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            StackTraceElement[] trace = cause.getStackTrace();
            chain.append("  ")
                    .append(cause)
                    .append(Arrays.stream(trace)
                            .limit(8)
                            .map(frame -> "\n      at " + frame)
                            .collect(Collectors.joining()))
                    .append('\n');
        }
        return chain.toString();
    }

    private static void check(long seed, int number, Coverage coverage, List<String> failures) {
        RandomPipeline pipeline = new RandomPipeline(seed, number);
        Case whole = null;
        String failure;
        try {
            OnnxModel onnx = Case.of(pipeline).export();
            whole = Case.of(pipeline, onnx, seed + number);
            ParityReport report = whole.compare(onnx);
            if (!Shrinking.fails(report)) {
                coverage.compared(pipeline, report);
                return;
            }
            if (report.disagreements().stream().allMatch(RandomPipelinesTest::isDrop)
                    && StageByStage.agrees(whole.stages(), onnx, whole.frame(), whole.outputs(), Tolerance.SCALED)) {
                coverage.inherited(pipeline, report);
                return;
            }
            failure = Shrinking.shrunk(whole, smaller -> smaller.compare(smaller.export()));
        } catch (UnsupportedStageException e) {
            coverage.rejected(pipeline, e);
            return;
        } catch (Exception | AssertionError e) { // Spark's methods do not declare theirs.
            failure = chain(e);
        }
        failures.add("Seed " + seed + ", pipeline " + number + " " + pipeline.choices() + " (again: -Dlastmile.seed="
                + seed + " -Dlastmile.pipeline=" + number + ")\n  " + failure);
        System.out.println(failures.get(failures.size() - 1));
    }
}
