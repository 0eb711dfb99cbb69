package dev.lastmile.contract;

import java.util.ArrayList;
import java.util.List;

/**
 * The contract that travels with a model: the columns that its graph takes, in the order of its inputs, with the types and
 * rules that the raw contract had when the model was trained.
 *
 * <p>It is the file {@value #FILE} in the folder of the model, in the format of every contract. Columns have no role there,
 * as a request has inputs only, and there are no rules about a dataset.
 */
public final class InputContract {
    /** The file's name in the folder of a model. */
    public static final String FILE = "contract.json";

    private InputContract() {}

    /**
     * The part of a contract that is about the inputs of a model.
     *
     * @param contract of the rows that the model was trained on
     * @param inputs names of the model's inputs; those that are not columns of the contract have no rules
     * @param model names the result in messages, such as {@code iris-features}
     */
    public static DataContract of(DataContract contract, List<String> inputs, String model) {
        List<ContractColumn> columns = new ArrayList<>();
        for (String input : inputs) {
            contract.column(input)
                    .map(column -> column.withoutSource().withRole(Role.FEATURE))
                    .ifPresent(columns::add);
        }
        return DataContract.of(model, columns, DatasetRules.NONE);
    }
}
