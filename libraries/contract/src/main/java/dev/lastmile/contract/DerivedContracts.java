package dev.lastmile.contract;

import dev.lastmile.contract.ColumnType.Scalar;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The contracts that follow from the raw one, so that a user writes one file.
 *
 * <p>Rules and types of keys, label and split are those of the raw contract. Dataset rules are not: what limits deliveries
 * says nothing about what is computed from them, and each step publishes a row per row.
 */
public final class DerivedContracts {
    /** Column of the features dataset: the vector that the feature pipeline makes of a row. */
    public static final String FEATURES = "features";
    /** Column of the features dataset: the side of the split, unless the raw contract has a column with that role. */
    public static final String SPLIT = "split";
    /** Column of the predictions dataset. */
    public static final String PREDICTION = "prediction";
    /** Column of a classifier's predictions dataset. */
    public static final String PROBABILITY = "probability";

    private static final Set<String> SIDES = new LinkedHashSet<>(List.of("train", "validation", "test"));
    private static final ColumnType VECTOR = new ColumnType.Array(Scalar.DOUBLE, false);

    private DerivedContracts() {}

    /** What a model predicts. */
    public enum Task {
        /** One of the values of the label, with a probability of each. */
        CLASSIFICATION,
        /** A double. */
        REGRESSION
    }

    /**
     * The contract of the features dataset: keys, {@code features}, the label if there is one, and the split.
     *
     * @param raw has columns of role key and feature
     * @param dataset names the result, such as {@code lake.interim.iris_features}
     * @throws ContractException naming the roles that are missing
     */
    public static DataContract features(DataContract raw, String dataset) {
        requireRoles(raw, List.of(Role.KEY, Role.FEATURE));
        List<ContractColumn> columns = keys(raw);
        String inputs = String.join(
                ", ",
                raw.columns(Role.FEATURE).stream().map(ContractColumn::name).toList());
        columns.add(required(FEATURES, VECTOR).withComment(inputs + ", as the feature pipeline has transformed them"));
        raw.column(Role.LABEL).map(ContractColumn::withoutSource).ifPresent(columns::add);
        columns.add(raw.column(Role.SPLIT)
                .map(split -> split.withoutSource().withComment("as in " + shortName(raw)))
                .orElseGet(() -> required(SPLIT, Scalar.STRING)
                        .withRole(Role.SPLIT)
                        .withValues(ValueRules.allowed(SIDES))
                        .withComment("fitted on train, chosen on validation, judged on test")));
        return DataContract.of(dataset, columns, DatasetRules.unique(raw.key()));
    }

    /**
     * The contract of the predictions dataset: keys, {@code prediction}, for a classifier {@code probability}, and which
     * models and run made the row.
     *
     * @param raw has columns of role key and label
     * @param dataset names the result, such as {@code lake.processed.iris_predictions}
     * @throws ContractException naming the roles that are missing
     */
    public static DataContract predictions(DataContract raw, String dataset, Task task) {
        requireRoles(raw, List.of(Role.KEY, Role.LABEL));
        ContractColumn label = raw.column(Role.LABEL).orElseThrow();
        List<ContractColumn> columns = keys(raw);
        if (task == Task.CLASSIFICATION) {
            columns.add(required(PREDICTION, Scalar.STRING)
                    .withValues(ValueRules.allowed(label.values().allowed()))
                    .withComment("the most probable " + label.name()));
            columns.add(required(PROBABILITY, VECTOR)
                    .withComment("of each " + label.name() + ", in the order of the model's labels"));
        } else {
            columns.add(required(PREDICTION, Scalar.DOUBLE).withComment("the predicted " + label.name()));
        }
        columns.add(text("model_name", "the registered model"));
        columns.add(text("model_version", "its version"));
        columns.add(text("features_name", "the registered features that the model was trained on"));
        columns.add(text("features_version", "their version"));
        columns.add(text("run_id", "the tracking run that made the prediction"));
        return DataContract.of(dataset, columns, DatasetRules.unique(raw.key()));
    }

    private static List<ContractColumn> keys(DataContract raw) {
        List<ContractColumn> columns = new ArrayList<>();
        for (ContractColumn key : raw.columns(Role.KEY)) {
            columns.add(key.withoutSource().withComment("the row of " + shortName(raw)));
        }
        return columns;
    }

    private static ContractColumn required(String name, ColumnType type) {
        return ContractColumn.of(name, type, false);
    }

    private static ContractColumn text(String name, String comment) {
        return required(name, Scalar.STRING).withComment(comment);
    }

    private static String shortName(DataContract raw) {
        return raw.dataset().startsWith("lake.") ? raw.dataset().substring("lake.".length()) : raw.dataset();
    }

    private static void requireRoles(DataContract raw, List<Role> roles) {
        List<String> problems = roles.stream()
                .filter(role -> raw.columns(role).isEmpty())
                .map(role -> "no column has the role " + role + ". Write \"role\": \"" + role
                        + "\" into the metadata of one.")
                .toList();
        if (!problems.isEmpty()) {
            throw ContractException.of(raw.dataset(), problems);
        }
    }
}
