package dev.lastmile.lake;

import static dev.lastmile.lake.fixture.Lakes.contract;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lastmile.lake.fixture.Lakes;
import org.apache.spark.sql.types.DataType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContractTest {
    @Test
    void comesFromAResourceNamedAfterTheDataset() {
        Contract contract = Contract.fromResource(ContractTest.class, "/contracts/raw.tulips.json");
        assertThat(contract.dataset()).hasToString("lake.raw.tulips");
        assertThat(contract.schema().simpleString()).isEqualTo("struct<id:bigint,height:double>");
        assertThat(contract.schema().apply("id").nullable()).isFalse();
        assertThat(contract.schema().apply("height").getComment().get()).isEqualTo("centimetres");
    }

    @Test
    void itsTextIsSparksSchemaJsonWhateverTheFormattingOfTheFile() {
        Contract contract = Lakes.flowers();
        assertThat(DataType.fromJson(contract.json())).isEqualTo(contract.schema());
        Contract compact = Contract.parse(contract.dataset(), contract.schema().json());
        assertThat(compact).isEqualTo(contract);
        assertThat(compact.json()).isEqualTo(contract.json());
        assertThat(compact.digest()).isEqualTo(contract.digest()).matches("[0-9a-f]{64}");
    }

    @Test
    void aResourceThatIsNotThereIsNamed() {
        assertThatThrownBy(() -> Contract.fromResource(ContractTest.class, "/contracts/raw.roses.json"))
                .isInstanceOf(LakeException.class)
                .hasMessage("There is no contract /contracts/raw.roses.json on the class path of "
                        + ContractTest.class.getName() + ". Add it under src/main/resources.");
        assertThatThrownBy(() -> Contract.fromResource(ContractTest.class, "/contracts/roses.json"))
                .hasMessage("'roses' cannot name a dataset. Write it as stage and name, like raw.iris.");
    }

    @Test
    void whatIsNoSchemaIsRejectedByName() {
        for (String json :
                new String[] {"{", "{\"type\":\"struct\"}", "{\"type\":\"struct\",\"fields\":[{\"name\":1}]}", "null"
                }) {
            assertThatThrownBy(() -> Contract.parse(Lakes.FLOWERS, json))
                    .as(json)
                    .isInstanceOf(LakeException.class)
                    .hasMessageStartingWith("Contract lake.raw.flowers is not Spark's schema JSON: ");
        }
        for (String json : new String[] {"\"long\"", "{\"type\":\"struct\",\"fields\":[]}"}) {
            assertThatThrownBy(() -> Contract.parse(Lakes.FLOWERS, json))
                    .isInstanceOf(LakeException.class)
                    .hasMessageStartingWith("Contract lake.raw.flowers has no columns.");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '`', textBlock = """
            a|long|false|{"minimum":1};        has a check 'minimum', which does not exist. The checks are: comment, unit, source, role, key, min, max, allowed, pattern, nan, maxNullShare (and nullable, beside metadata).
            a|string|false|{"min":1};          is string, and min is for numbers, dates and timestamps. Remove it.
            a|date|false|{"max":1};            has max 1. Write a date such as "2024-12-31".
            a|long|false|{"min":"one"};        has min "one". Give a number.
            a|long|false|{"min":2,"max":1};    has min 2 above max 1. Swap them.
            a|string|false|{"allowed":"x"};    has allowed "x". Give a list with at least one value.
            a|string|false|{"allowed":[]};     has allowed []. Give a list with at least one value.
            a|double|false|{"allowed":[1.5]};  is double, and allowed is for string, integer and long. Remove it.
            a|long|false|{"allowed":["x"]};    is long, and allowed is [x]. Give integers.
            a|long|false|{"nan":true};         is long, which has no NaN. Remove nan.
            a|double|false|{"nan":1};          has nan 1. Write true or false.
            a|double|false|{"key":true};       is double, which cannot be part of a key. Choose columns of string, integer, long, decimal, date, timestamp or boolean.
            a|long|true|{"key":true};          is part of the key and nullable. Set nullable to false.
            a|short|false|{};                  has type short, which a contract does not know. Write integer.
            a|interval|false|{};               has type interval, which a contract does not know. Write boolean, integer, long, float, double, decimal(p,s), string, date, timestamp, timestamp_ntz or binary, or an array, map or struct of them.
            """)
    void aCheckThatCannotBeIsRejectedByName(String column, String message) {
        assertThatThrownBy(() -> contract(column))
                .isInstanceOf(LakeException.class)
                .hasMessage("Contract lake.raw.flowers: column a " + message);
    }

    @Test
    void aCheckInsideANestedColumnIsRejected() {
        String struct = "{\"type\":\"struct\",\"fields\":[{\"name\":\"x\",\"type\":\"long\",\"nullable\":true,"
                + "\"metadata\":{\"min\":1}}]}";
        assertThatThrownBy(() -> contract("a|" + struct + "|true"))
                .hasMessage(
                        "Contract lake.raw.flowers: column a has a check 'min' on its field x; only whole columns are"
                                + " checked. Remove it, or make the field a column.");
    }

    @Test
    void allErrorsAreReportedAtOnce() {
        assertThatThrownBy(() -> contract("a|int|true", "b|long|true|{\"pattern\":\"x\"}"))
                .isInstanceOf(LakeException.class)
                .hasMessage("""
                        Contract lake.raw.flowers has 2 errors:
                          column a has type int, which a contract does not know. Write integer.
                          column b is long, and pattern is for string. Remove it.""");
    }

    @Test
    void rulesAboutTheDatasetAreInItsTextAndNotInSparksSchema() {
        String json =
                "{\"type\":\"struct\",\"rules\":{\"minRows\":3},\"fields\":[{\"name\":\"m (cm)\",\"type\":\"double\","
                        + "\"nullable\":true,\"metadata\":{\"role\":\"label\"}}]}";
        Contract contract = Contract.parse(Lakes.FLOWERS, json);
        assertThat(contract.json()).contains("\"minRows\" : 3");
        assertThat(contract.schema().fieldNames()).containsExactly("m_cm");
        assertThat(contract.schema().json()).doesNotContain("rules");
        assertThat(Contract.parse(Lakes.FLOWERS, contract.json())).isEqualTo(contract);
        assertThat(Contract.parse(Lakes.FLOWERS, contract.schema().json()).digest())
                .isNotEqualTo(contract.digest());
    }

    @Test
    void columnsThatOnlyDifferInCaseAreRejected() {
        assertThatThrownBy(() -> contract("a|long|true", "A|long|true"))
                .hasMessage("Contract lake.raw.flowers: columns 'a' and 'A' differ only in case. Rename one.");
    }

    @Test
    void datasetNamesAreChecked() {
        assertThat(DatasetName.parse("lake.raw.iris")).isEqualTo(new DatasetName("raw", "iris"));
        for (String name : new String[] {"iris", "raw.Iris", "raw.", "a.b.c", "raw.iris;drop"}) {
            assertThatThrownBy(() -> DatasetName.parse(name))
                    .isInstanceOf(LakeException.class)
                    .hasMessageContaining("cannot name a dataset");
        }
    }
}
