package dev.lastmile.onnx.random;

import dev.lastmile.onnx.spark.internal.export.KnownStages;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.Transformer;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Two to six fitted stages and ordinary rows for them, which follow from a seed and a number alone. Every stage that can
 * be exported has its turn: the number says which one a pipeline has for certain.
 */
final class RandomPipeline {
    private static final int MOST_STAGES = 6;
    private static final int TRIES = 12;
    private static final Set<String> KNOWN = KnownStages.names();
    private static final List<StageSpec> SPECS = StageSpec.all().stream()
            .filter(spec -> KNOWN.contains(spec.model()))
            .toList();

    private final Random random;
    private final Flow flow;
    private final Dataset<Row> heldOut;
    private final List<Transformer> stages = new ArrayList<>();
    private final List<Choices> choices = new ArrayList<>();
    private final List<String> outputs = new ArrayList<>();
    private final Map<String, Integer> offered = new HashMap<>();
    private final Map<String, Integer> unfit = new HashMap<>();

    RandomPipeline(long seed, int number) {
        this.random = new Random(seed * 1_000_003 + number);
        // The first numbers that a seed gives are much alike for seeds that are.
        random.nextLong();
        RandomData data = new RandomData(random);
        this.heldOut = data.heldOut();
        this.flow = new Flow(data, random);
        int count = 2 + random.nextInt(MOST_STAGES - 1);
        int turn = random.nextInt(count);
        StageSpec due = SPECS.get(number % SPECS.size());
        for (int tries = 0; tries < TRIES && stages.size() < count; tries++) {
            boolean now = stages.size() >= turn
                    && choices.stream().noneMatch(choice -> choice.stage().equals(due.model()));
            add(now ? due : SPECS.get(random.nextInt(SPECS.size())));
        }
        while (outputs.isEmpty()) {
            add(SPECS.get(random.nextInt(SPECS.size())));
        }
    }

    /** The simple names of all stages that are drawn. */
    static List<String> drawn() {
        return SPECS.stream().map(StageSpec::model).distinct().toList();
    }

    List<Transformer> stages() {
        return stages;
    }

    PipelineModel model() {
        return new PipelineModel("random", stages.toArray(Transformer[]::new));
    }

    /** The columns that the stages make. */
    List<String> outputs() {
        return outputs;
    }

    /** Rows that the stages were not fitted on. */
    Dataset<Row> heldOut() {
        return heldOut;
    }

    /** What was drawn, a stage each. */
    List<Choices> choices() {
        return choices;
    }

    /** Every parameter value that there was to choose, as {@code stage.parameter=value}. */
    Set<String> offered() {
        return offered.keySet();
    }

    /** What was drawn and could not be fitted: the stage and why, and how often. */
    Map<String, Integer> unfit() {
        return unfit;
    }

    private void add(StageSpec spec) {
        Choices drawn = new Choices(spec.model(), random, offered);
        try {
            PipelineStage stage = spec.draw().of(flow, drawn);
            Transformer model =
                    stage instanceof Estimator<?> estimator ? estimator.fit(flow.training()) : (Transformer) stage;
            outputs.addAll(flow.add(model));
            stages.add(model);
            choices.add(drawn);
        } catch (Flow.NoColumnException e) {
            unfit.merge(spec.model() + ": " + e.getMessage(), 1, Integer::sum);
        } catch (Exception | AssertionError e) { // Spark's methods do not declare theirs, and it asserts, too.
            Throwable root = e;
            while (root.getCause() != null) {
                root = root.getCause();
            }
            String message =
                    String.valueOf(root.getMessage()).lines().findFirst().orElse("");
            unfit.merge(
                    drawn + ": " + root.getClass().getSimpleName() + " "
                            + message.substring(0, Math.min(120, message.length())),
                    1,
                    Integer::sum);
        }
    }
}
