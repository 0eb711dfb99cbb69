package dev.lastmile.contract;

import java.util.List;

/** A contract cannot be understood; the message lists every error with the column, the member and the remedy. */
public final class ContractException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient List<String> problems;

    /**
     * @param message all of it
     * @param problems each error alone, as {@code column a has min "one". Give a number.}
     */
    public ContractException(String message, List<String> problems) {
        super(message);
        this.problems = List.copyOf(problems);
    }

    /**
     * An exception with all errors of a contract: one in the same line, more in a line each.
     *
     * @param contract the dataset that it describes
     * @param problems at least one
     */
    public static ContractException of(String contract, List<String> problems) {
        String message = problems.size() == 1
                ? "Contract " + contract + ": " + problems.get(0)
                : "Contract " + contract + " has " + problems.size() + " errors:\n  " + String.join("\n  ", problems);
        return new ContractException(message, problems);
    }

    /** Each error as a sentence or two, without the name of the contract. */
    public List<String> problems() {
        return problems == null ? List.of(getMessage()) : problems;
    }
}
