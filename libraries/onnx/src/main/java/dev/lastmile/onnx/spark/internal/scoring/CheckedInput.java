package dev.lastmile.onnx.spark.internal.scoring;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import dev.lastmile.contract.DataContract;
import dev.lastmile.contract.InputRules;
import dev.lastmile.contract.Violation;
import dev.lastmile.onnx.Column;
import dev.lastmile.onnx.InvalidRowException;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.vectorized.ColumnarBatch;

/** An input whose values have to satisfy a contract, by the rules that the service applies to requests. */
final class CheckedInput implements InputColumn {
    private final InputColumn input;
    private final int column;
    private final DataType type;
    /** Null for an input without rules. */
    private final InputRules rules;

    private final Rejections rejections;

    private CheckedInput(InputColumn input, InputSource source, InputRules rules, Rejections rejections) {
        this.input = input;
        this.column = source.column();
        this.type = source.dataType();
        this.rules = rules;
        this.rejections = rejections;
    }

    /**
     * An input with the rules that a contract has for it; the input itself if nothing has to be looked at.
     *
     * @param contract of the inputs; null for none
     */
    static InputColumn of(InputColumn input, InputSource source, DataContract contract, Rejections rejections) {
        InputRules rules = contract == null || source.isVector()
                ? null
                : contract.column(source.name())
                        .map(InputRules::of)
                        .filter(InputRules::isNeeded)
                        .orElse(null);
        return rules == null && !rejections.areKept() ? input : new CheckedInput(input, source, rules, rejections);
    }

    @Override
    public void write(int at, InternalRow row, Supplier<String> named) {
        Optional<Violation> violation = check(row);
        if (violation.isPresent()) {
            reject(
                    at,
                    new InvalidRowException(named.get() + " violates the contract of the model: "
                            + violation.get().message() + ". Correct the row, or leave it out."));
            return;
        }
        try {
            input.write(at, row, named);
        } catch (InvalidRowException e) {
            reject(at, e);
        }
    }

    private void reject(int at, InvalidRowException reason) {
        rejections.add(at, reason);
        input.blank(at);
    }

    @Override
    public boolean write(ColumnarBatch rows, int from, int to) {
        if (!input.write(rows, from, to)) {
            return false;
        }
        if (rules != null) {
            for (int i = from; i < to; i++) {
                if (check(rows.getRow(i)).isPresent()) {
                    return false; // written again, row by row
                }
            }
        }
        return true;
    }

    private Optional<Violation> check(InternalRow row) {
        if (rules == null) {
            return Optional.empty();
        } else if (row.isNullAt(column)) {
            return rules.checkMissing();
        } else if (type.equals(DataTypes.StringType)) {
            return rules.check(row.getUTF8String(column).toString());
        } else if (type.equals(DataTypes.DoubleType)) {
            return rules.check(row.getDouble(column));
        } else if (type.equals(DataTypes.FloatType)) {
            return rules.check((double) row.getFloat(column));
        } else if (type.equals(DataTypes.LongType) || type.equals(DataTypes.TimestampType)) {
            return rules.check(row.getLong(column));
        } else if (type.equals(DataTypes.IntegerType) || type.equals(DataTypes.DateType)) {
            return rules.check((long) row.getInt(column));
        } else if (type instanceof DecimalType decimal) {
            return rules.check(
                    row.getDecimal(column, decimal.precision(), decimal.scale()).toDouble());
        }
        return Optional.empty();
    }

    @Override
    public void blank(int at) {
        input.blank(at);
    }

    @Override
    public Column values(int rows) {
        return input.values(rows);
    }

    @Override
    public OnnxTensor tensor(int rows) throws OrtException {
        return input.tensor(rows);
    }

    @Override
    public void close() {
        input.close();
    }
}
