package dev.lastmile.serving.internal.log.block;

import dev.lastmile.onnx.Batch;
import dev.lastmile.serving.core.internal.champion.Role;
import dev.lastmile.serving.core.internal.prediction.Prediction;
import dev.lastmile.tracking.model.ChampionPairRef;
import java.util.List;
import java.util.Set;

/**
 * The common properties of the records of a block.
 *
 * @param inputs the names of the stored inputs
 * @param outputs the names of the stored outputs
 */
public record RecordKind(Role role, ChampionPairRef pair, List<String> inputs, List<String> outputs) {
    public RecordKind {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
    }

    static RecordKind of(Prediction prediction, Role role, Set<String> omitted) {
        return new RecordKind(
                role, prediction.pair(), names(prediction.rows(), omitted), names(prediction.outputs(), omitted));
    }

    /** Whether a prediction is of this kind. */
    boolean matches(Prediction prediction, Role actual, Set<String> omitted) {
        return role == actual
                && (pair == prediction.pair() || pair.equals(prediction.pair()))
                && matches(inputs, prediction.rows(), omitted)
                && matches(outputs, prediction.outputs(), omitted);
    }

    private static List<String> names(Batch batch, Set<String> omitted) {
        return batch == null
                ? List.of()
                : batch.names().list().stream()
                        .filter(name -> !omitted.contains(name))
                        .toList();
    }

    private static boolean matches(List<String> names, Batch batch, Set<String> omitted) {
        int known = 0;
        if (batch != null) {
            List<String> given = batch.names().list();
            for (int i = 0; i < given.size(); i++) {
                String name = given.get(i);
                if (omitted.isEmpty() || !omitted.contains(name)) {
                    if (known == names.size() || !names.get(known).equals(name)) {
                        return false;
                    }
                    known++;
                }
            }
        }
        return known == names.size();
    }
}
