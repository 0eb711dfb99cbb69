package dev.lastmile.pipeline.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lastmile.contract.ContractColumn;
import dev.lastmile.contract.DataContract;
import dev.lastmile.pipeline.StepException;
import dev.lastmile.tracking.model.Signature;
import dev.lastmile.tracking.model.Signature.Field;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

class ModelContractsTest {
    private static final Signature SIGNATURE = new Signature(
            List.of(Field.column("a", "double"), Field.column("n", "long"), Field.column("s", "string")), List.of());

    @Test
    void theRulesOfTheInputsAreKeptWithoutWhatSparkAndRolesAdd() {
        StructType schema = new StructType(new StructField[] {
            field("s", DataTypes.StringType, true, "{\"allowed\":[\"x\"],\"ml_attr\":{\"vals\":[\"x\"]}}"),
            field("id", DataTypes.LongType, false, "{\"key\":true}"),
            field("n", DataTypes.LongType, false, "{\"key\":true,\"min\":1}"),
            field("a", DataTypes.createDecimalType(9, 2), true, "{\"max\":9.5,\"comment\":\"c\",\"source\":\"A\"}"),
        });

        DataContract contract = ModelContracts.of(schema, SIGNATURE).orElseThrow();

        assertThat(contract.columns())
                .extracting(
                        ContractColumn::name,
                        ContractColumn::nullable,
                        column -> column.type().toString())
                .containsExactly(
                        org.assertj.core.api.Assertions.tuple("a", true, "decimal(9,2)"),
                        org.assertj.core.api.Assertions.tuple("n", false, "long"),
                        org.assertj.core.api.Assertions.tuple("s", true, "string"));
        assertThat(contract.compactJson())
                .contains("{\"comment\":\"c\",\"max\":9.5}", "{\"min\":1}", "{\"allowed\":[\"x\"]}")
                .doesNotContain("key", "ml_attr", "source");
        assertThat(ModelContracts.parse("m/1", contract.json().getBytes(StandardCharsets.UTF_8))
                        .columns())
                .isEqualTo(contract.columns());
    }

    @Test
    void vectorsAndTypesThatNoContractHasHaveNoRules() {
        StructType schema = new StructType(new StructField[] {
            field("a", DataTypes.createArrayType(DataTypes.DoubleType), true, "{}"),
            field("n", DataTypes.ShortType, true, "{}"),
        });

        assertThat(ModelContracts.of(schema, SIGNATURE)).isEmpty();
    }

    @Test
    void whatIsNoContractIsNamed() {
        StructType schema =
                new StructType(new StructField[] {field("s", DataTypes.StringType, true, "{\"pattern\":\"(\"}")});

        assertThatThrownBy(() -> ModelContracts.of(schema, SIGNATURE))
                .isInstanceOf(StepException.class)
                .hasMessageContaining("column s");
        assertThatThrownBy(() -> ModelContracts.parse("flowers/3", "{".getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(StepException.class)
                .hasMessageStartingWith("flowers/3 has a contract that this version of Lastmile cannot read.");
    }

    private static StructField field(
            String name, org.apache.spark.sql.types.DataType type, boolean nullable, String metadata) {
        return new StructField(name, type, nullable, Metadata.fromJson(metadata));
    }
}
