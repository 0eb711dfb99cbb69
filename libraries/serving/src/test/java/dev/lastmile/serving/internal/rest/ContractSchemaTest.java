package dev.lastmile.serving.internal.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lastmile.contract.ContractColumn;
import dev.lastmile.contract.DataContract;
import java.math.BigDecimal;
import java.util.List;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.junit.jupiter.api.Test;

class ContractSchemaTest {
    @Test
    void boundsAllowedValuesAndPatternsAreJsonSchema() {
        Schema number = schema("decimal(9,2)", true, "{\"min\":0.5,\"max\":9,\"unit\":\"EUR\"}");
        assertThat(number.getMinimum()).isEqualByComparingTo(new BigDecimal("0.5"));
        assertThat(number.getMaximum()).isEqualByComparingTo(new BigDecimal("9"));
        assertThat(number.getDescription()).isEqualTo("in EUR; decimal(9,2)");

        assertThat(schema("string", false, "{\"allowed\":[\"b\",\"a\"]}").getEnumeration())
                .containsExactly("b", "a");
        assertThat(schema("integer", false, "{\"allowed\":[3,1]}").getEnumeration())
                .containsExactly(3L, 1L);
        assertThat(schema("string", false, "{\"pattern\":\"a|b\"}").getPattern())
                .isEqualTo("^(?:a|b)$");
    }

    @Test
    void aNullableColumnWithAllowedValuesAllowsNull() {
        List<Object> allowed = schema("string", true, "{\"allowed\":[\"a\"]}").getEnumeration();

        assertThat(allowed).containsExactly("a", null);
    }

    @Test
    void boundsOfDatesAreDescribed() {
        Schema date = schema("date", true, "{\"min\":\"2015-01-01\",\"comment\":\"of admission\"}");

        assertThat(date.getDescription()).isEqualTo("of admission; min 2015-01-01");
        assertThat(date.getMinimum()).isNull();
    }

    private static Schema schema(String type, boolean nullable, String metadata) {
        ContractColumn column = DataContract.parse(
                        "of a test",
                        "{\"type\":\"struct\",\"fields\":[{\"name\":\"x\",\"type\":\"" + type + "\",\"nullable\":"
                                + nullable + ",\"metadata\":" + metadata + "}]}")
                .columns()
                .get(0);
        Schema schema = OASFactory.createSchema();
        ContractSchema.addRules(schema, column);
        return schema;
    }
}
