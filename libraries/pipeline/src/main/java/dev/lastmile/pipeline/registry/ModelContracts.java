package dev.lastmile.pipeline.registry;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lastmile.contract.ContractException;
import dev.lastmile.contract.DataContract;
import dev.lastmile.contract.InputContract;
import dev.lastmile.pipeline.StepException;
import dev.lastmile.tracking.model.Signature;
import dev.lastmile.tracking.model.Signature.Field;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** The contracts of models' inputs: rows that were read under a contract have its rules in the metadata of their schema. */
final class ModelContracts {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<DataType> TYPES = Set.of(
            DataTypes.BooleanType,
            DataTypes.IntegerType,
            DataTypes.LongType,
            DataTypes.FloatType,
            DataTypes.DoubleType,
            DataTypes.StringType,
            DataTypes.DateType,
            DataTypes.TimestampType);
    /** The members of a column that are rules of its values; Spark keeps others there, such as the levels of a label. */
    private static final List<String> RULES = List.of("min", "max", "allowed", "pattern", "nan", "unit", "comment");

    private ModelContracts() {}

    /**
     * The contract of a model's inputs.
     *
     * @param schema of rows that it was trained on
     * @return empty for a model without single values among its inputs
     * @throws StepException if the metadata have rules that are none
     */
    static Optional<DataContract> of(StructType schema, Signature signature) {
        List<String> inputs = signature.inputs().stream().map(Field::name).toList();
        StructField[] columns = Arrays.stream(schema.fields())
                .filter(field -> inputs.contains(field.name()))
                .filter(field -> TYPES.contains(field.dataType()) || field.dataType() instanceof DecimalType)
                .toArray(StructField[]::new);
        if (columns.length == 0) {
            return Optional.empty();
        }
        try {
            DataContract contract = DataContract.parse("of the training rows", rules(new StructType(columns)));
            return Optional.of(InputContract.of(contract, inputs, "of the model"));
        } catch (ContractException e) {
            throw new StepException(e.getMessage(), e);
        }
    }

    /** Reads the file of a version. */
    static DataContract parse(String version, byte[] json) {
        try {
            return DataContract.parse("of " + version, new String(json, StandardCharsets.UTF_8));
        } catch (ContractException e) {
            throw new StepException(
                    version + " has a contract that this version of Lastmile cannot read. " + e.getMessage()
                            + " Upgrade Lastmile, or promote another version.",
                    e);
        }
    }

    private static String rules(StructType schema) {
        try {
            ObjectNode tree = (ObjectNode) JSON.readTree(schema.json());
            tree.path("fields").forEach(field -> ((ObjectNode) field.path("metadata")).retain(RULES));
            return tree.toString();
        } catch (IOException e) {
            throw new UncheckedIOException("Spark's own JSON cannot be read", e);
        }
    }
}
