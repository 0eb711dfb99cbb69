package dev.lastmile.serving.core.internal.chain;

import dev.lastmile.contract.ColumnType;
import dev.lastmile.contract.ContractColumn;
import dev.lastmile.contract.ContractException;
import dev.lastmile.contract.DataContract;
import dev.lastmile.contract.InputRules;
import dev.lastmile.contract.Violation;
import dev.lastmile.onnx.Batch;
import dev.lastmile.onnx.Column;
import dev.lastmile.serving.core.ServingException;
import dev.lastmile.tracking.model.ModelVersionRef;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The contract of a model's inputs, checked on the rows of a request. Thread-safe; valid rows allocate nothing. */
public final class RowContract {
    private final DataContract contract;
    private final List<InputRules> rules;

    private RowContract(DataContract contract, List<InputRules> rules) {
        this.contract = contract;
        this.rules = List.copyOf(rules);
    }

    /**
     * A violation.
     *
     * @param row counted from 0
     */
    public record Breach(int row, Violation violation) {
        /** For the client: column, row, value and rule. */
        public String message() {
            return "Column " + violation.column() + ", row " + row + " (counted from 0), is " + violation.value()
                    + "; the rule is " + violation.rule() + ".";
        }
    }

    /**
     * The contract of a model.
     *
     * @param json of the file {@link dev.lastmile.contract.InputContract#FILE}
     * @param inputs of the model; those that the contract does not have are not checked
     * @throws ServingException if it cannot be read, or has another type than an input
     */
    static RowContract of(ModelVersionRef ref, String json, List<InputColumn> inputs) {
        DataContract contract;
        try {
            contract = DataContract.parse("of " + ref, json);
        } catch (ContractException e) {
            throw new ServingException(
                    ref + " has a contract that this version cannot read. " + e.getMessage()
                            + " Upgrade the service, or register the model again.",
                    e);
        }
        List<InputRules> rules = new ArrayList<>();
        for (InputColumn input : inputs) {
            Optional<ContractColumn> column = contract.column(input.name());
            if (column.isPresent() && !fits(column.get().type(), input)) {
                throw new ServingException(ref + " takes " + input.name() + " as " + input.type()
                        + ", and its contract has it as " + column.get().type() + ". Register the model again.");
            }
            column.map(InputRules::of).filter(InputRules::isNeeded).ifPresent(rules::add);
        }
        return new RowContract(contract, rules);
    }

    /** The column of an input, with its rules; empty if it has none. */
    public Optional<ContractColumn> column(String input) {
        return contract.column(input);
    }

    /**
     * The first violation, by column and row.
     *
     * @param rows the columns of the model's inputs
     */
    public Optional<Breach> firstBreach(Batch rows) {
        for (InputRules column : rules) {
            Column values = rows.column(column.column().name());
            int count = values == null || values instanceof Column.Booleans ? 0 : values.rows();
            for (int row = 0; row < count; row++) {
                Optional<Violation> violation = check(column, values, row);
                if (violation.isPresent()) {
                    return Optional.of(new Breach(row, violation.get()));
                }
            }
        }
        return Optional.empty();
    }

    private static Optional<Violation> check(InputRules rules, Column column, int row) {
        if (column instanceof Column.Doubles doubles) {
            return rules.check(doubles.values()[row]);
        } else if (column instanceof Column.Longs longs) {
            return rules.check(longs.values()[row]);
        } else if (column instanceof Column.Strings strings) {
            return rules.check(strings.values()[row]);
        } else if (column instanceof Column.Floats floats) {
            return rules.check((double) floats.values()[row]);
        }
        return Optional.empty();
    }

    private static boolean fits(ColumnType type, InputColumn input) {
        return !input.isVector()
                && switch (input.type()) {
                    case STRING -> type == ColumnType.Scalar.STRING;
                    case BOOLEAN -> type == ColumnType.Scalar.BOOLEAN;
                    case DATE -> type == ColumnType.Scalar.DATE;
                    case TIMESTAMP -> type == ColumnType.Scalar.TIMESTAMP;
                    case LONG, INTEGER -> type.isInteger();
                    case DOUBLE, FLOAT ->
                        type.isFloatingPoint() || type.isInteger() || type instanceof ColumnType.Decimal;
                };
    }
}
