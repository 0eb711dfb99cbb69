package dev.lastmile.pipeline.steps;

import static org.apache.spark.sql.functions.col;

import dev.lastmile.contract.ContractColumn;
import dev.lastmile.contract.DerivedContracts.Task;
import dev.lastmile.contract.Role;
import dev.lastmile.pipeline.dataset.ProjectDatasets;
import dev.lastmile.pipeline.evaluation.Evaluation;
import dev.lastmile.pipeline.training.TrainingTask;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.spark.sql.Row;

/** Why a first model may be no better than the baseline, by what the data show. */
final class LikelyCauses {
    private static final int FEW_ROWS = 200;
    private static final int ROWS_PER_FEATURE = 10;
    private static final int FEW_HELD_OUT = 100;
    private static final double RARE = 0.05;
    private static final int FEW_OF_A_LABEL = 20;
    private static final int SHOWN = 8;

    private LikelyCauses() {}

    /** The causes, each a sentence or two with the remedy; there is at least one. */
    static List<String> of(ProjectDatasets datasets, TrainingTask task, Evaluation evaluation) {
        List<String> causes = new ArrayList<>();
        long rows = task.rows().training().count();
        int width = task.width();
        if (rows < FEW_ROWS || rows < (long) ROWS_PER_FEATURE * width) {
            causes.add("too few rows: " + rows + " training rows for features of " + width
                    + " numbers. Add rows, or remove features in FeaturePipeline.");
        }
        if (evaluation.rows() < FEW_HELD_OUT) {
            causes.add("too few held-out rows: on " + evaluation.rows() + " of them, chance decides.");
        }
        if (datasets.task() == Task.CLASSIFICATION) {
            rarest(task, rows).ifPresent(causes::add);
        }
        if (!evaluation.baselineName().equals("baseline")) {
            causes.add("the rows are a series, and the model does not see earlier values of " + datasets.label()
                    + ": no lags are built. Add columns with earlier values to the raw file, or, if the last value is not"
                    + " known when the model is called, remove againstLastValue from Model.");
        } else if (datasets.properties().isSplitByTime()) {
            causes.add("the split is by time: what held for the training rows may not hold for later ones.");
        }
        ignored(datasets).ifPresent(causes::add);
        causes.add("the features may have nothing to do with " + datasets.label()
                + ". Plot them against it: notebooks/1-explore-features.ipynb does.");
        return causes;
    }

    private static Optional<String> rarest(TrainingTask task, long rows) {
        Row rarest = task.rows()
                .training()
                .groupBy(col("`" + task.columns().label() + "`").cast("string").alias("label"))
                .count()
                .orderBy("count", "label")
                .first();
        long count = rarest.getLong(1);
        return count < FEW_OF_A_LABEL || count < RARE * rows
                ? Optional.of(String.format(
                        Locale.ROOT,
                        "imbalance: %s has %d of %d training rows (%.1f %%). Add rows of it, or group it with another label.",
                        rarest.getString(0),
                        count,
                        rows,
                        100.0 * count / rows))
                : Optional.empty();
    }

    private static Optional<String> ignored(ProjectDatasets datasets) {
        List<String> names = datasets.raw().definition().columns(Role.IGNORE).stream()
                .map(ContractColumn::name)
                .toList();
        return names.isEmpty()
                ? Optional.empty()
                : Optional.of("columns that are not features: "
                        + String.join(", ", names.subList(0, Math.min(SHOWN, names.size())))
                        + (names.size() > SHOWN ? ", …" : "")
                        + ". The contract says why; one of them may be what the label depends on.");
    }
}
