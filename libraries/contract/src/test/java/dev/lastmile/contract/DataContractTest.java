package dev.lastmile.contract;

import static dev.lastmile.contract.Contracts.contract;
import static dev.lastmile.contract.Contracts.withRules;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DataContractTest {
    @ParameterizedTest
    @ValueSource(strings = {"raw.iris", "interim.iris_features", "processed.iris_predictions"})
    void filesWithoutRolesStayAsTheyAre(String dataset) throws Exception {
        String file = Contracts.earlier(dataset);
        DataContract contract = DataContract.parse("lake." + dataset, file);
        ObjectMapper mapper = new ObjectMapper();
        assertThat(mapper.readTree(contract.json())).isEqualTo(mapper.readTree(file));
        assertThat(contract.key()).containsExactly("row_id");
        assertThat(contract.column(Role.KEY)).map(ContractColumn::name).contains("row_id");
        assertThat(contract.schemaJson()).isEqualTo(contract.compactJson());
    }

    @Test
    void theExampleOfThePageIsValid() throws Exception {
        String page = Files.readString(Path.of("../../docs/src/contracts.adoc"));
        String example = page.split("----")[1];
        DataContract contract = DataContract.parse("lake.raw.visits", example);
        assertThat(contract.columns())
                .extracting(column -> column.role().toString())
                .containsExactly("key", "group", "time", "feature", "feature", "ignore", "label");
        assertThat(contract.rules().minRows()).isEqualTo(1000);
        assertThat(contract.column("weight").orElseThrow().source()).isEqualTo("Weight (kg)");
    }

    @Test
    void readsEveryMember() {
        DataContract contract = withRules(
                """
                {"minRows":10,"maxNullShare":0.2,"maxRowChange":0.5,"freshness":"P2D"}""",
                "id|long|false|{\"role\":\"key\"}",
                "price|decimal(9,2)|true|{\"min\":0.01,\"max\":9999.99,\"unit\":\"EUR\",\"maxNullShare\":0.5}",
                "code|string|true|{\"pattern\":\"[A-Z]{2}\",\"comment\":\"of the country\"}",
                "at|timestamp|false|{\"role\":\"time\",\"min\":\"2020-01-01T00:00:00+01:00\"}",
                "patient|string|false|{\"role\":\"group\"}",
                "note|string|true|{\"role\":\"ignore\"}",
                "day|date|true|{\"max\":\"1969-12-31\"}",
                "score|float|true|{\"nan\":true}",
                "churned|boolean|false|{\"role\":\"label\"}");
        assertThat(contract.columns())
                .extracting(column -> column.name() + " " + column.type() + " " + column.role())
                .containsExactly(
                        "id long key",
                        "price decimal(9,2) feature",
                        "code string feature",
                        "at timestamp time",
                        "patient string group",
                        "note string ignore",
                        "day date feature",
                        "score float feature",
                        "churned boolean label");
        ContractColumn price = contract.column("price").orElseThrow();
        assertThat(price.values().min()).isEqualTo(Bound.of(new BigDecimal("0.01")));
        assertThat(price.unit()).isEqualTo("EUR");
        assertThat(price.maxNullShare()).isEqualTo(0.5);
        assertThat(contract.column("at").orElseThrow().values().min().value()).isEqualByComparingTo("1577833200000000");
        assertThat(contract.column("day").orElseThrow().values().max().value()).isEqualByComparingTo("-1");
        assertThat(contract.rules()).isEqualTo(new DatasetRules(List.of("id"), 10, 0.2, 0.5, Duration.ofDays(2)));
    }

    @Test
    void itsTextIsReadBackAndTheSchemaLeavesTheDatasetRulesOut() {
        DataContract contract = withRules(
                "{\"unique\":[\"id\"],\"minRows\":3}",
                "id|long|false",
                "x|decimal(38,20)|true|{\"min\":0.12345678901234567891}",
                "y|decimal(38,0)|true|{\"max\":100000000000000000001}",
                "z|double|true|{\"min\":-1e-7,\"max\":1e300}",
                "t|timestamp_ntz|true|{\"min\":\"2020-01-01T00:00\"}",
                "n|integer|true|{\"allowed\":[2,1]}");
        assertThat(DataContract.parse(contract.dataset(), contract.json())).isEqualTo(contract);
        assertThat(DataContract.parse(contract.dataset(), contract.json()).json())
                .isEqualTo(contract.json());
        assertThat(contract.schemaJson())
                .startsWith("{\"type\":\"struct\",\"fields\":[")
                .doesNotContain("rules")
                // Spark's metadata would make a double and an overflowing long of them.
                .contains("\"min\":\"0.12345678901234567891\"", "\"max\":\"100000000000000000001\"")
                .contains("\"allowed\":[2,1]");
        assertThat(contract.json()).contains("\"unique\" : [ \"id\" ]", "\"minRows\" : 3");
    }

    @Test
    void allErrorsAreReportedAtOnce() {
        assertThatThrownBy(() -> withRules(
                        "{\"minRows\":0,\"freshness\":\"2 days\",\"rows\":1}",
                        "a|int|true",
                        "b|long|maybe|{\"minimum\":1}".replace("maybe", "\"maybe\""),
                        "c|string|true|{\"min\":1,\"pattern\":\"(\",\"role\":\"target\"}",
                        "d|double|true|{\"key\":true}"))
                .isInstanceOf(ContractException.class)
                .hasMessage("""
                        Contract lake.raw.flowers has 11 errors:
                          column a has type int, which a contract does not know. Write integer.
                          column b has nullable "maybe". Write true or false.
                          column b has a check 'minimum', which does not exist. The checks are: comment, unit, source, role, key, min, max, allowed, pattern, nan, maxNullShare (and nullable, beside metadata).
                          column c is string, and min is for numbers, dates and timestamps. Remove it.
                          column c has role "target". Write one of key, label, feature, ignore, group, time, split.
                          rules has a member 'rows', which does not exist. There are: unique, minRows, maxNullShare, maxRowChange, freshness, load.
                          rules has minRows 0. Give an integer of at least 1.
                          rules has freshness "2 days". Write a duration in ISO 8601, such as "P2D" or "PT36H".
                          column c has pattern "(", which is not a regular expression: Unclosed group at character 2. Correct it.
                          column d is double, which cannot be part of a key. Choose columns of string, integer, long, decimal, date, timestamp or boolean.
                          column d is part of the key and nullable. Set nullable to false.""")
                .satisfies(e -> assertThat(((ContractException) e).problems()).hasSize(11));
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '`', textBlock = """
            a|integer|true|{"min":3000000000};           column a has min 3000000000, and no integer is as great. Lower it.
            a|decimal(3,2)|true|{"max":-10};             column a has max -10, and no decimal(3,2) is as small. Raise it.
            a|decimal(39,2)|true;                        column a has type decimal(39,2). Write a precision of 1 to 38 and a scale of at most the precision.
            a|date|true|{"min":"01.02.2024"};            column a has min "01.02.2024". Write a date such as "2024-12-31".
            a|timestamp|true|{"max":"2024-01-01T00:00"}; column a has max "2024-01-01T00:00". Write a time with its offset such as "2024-12-31T23:59:59Z".
            a|timestamp_ntz|true|{"max":"2024-01-01T00:00Z"}; column a has max "2024-01-01T00:00Z". Write a time without an offset such as "2024-12-31T23:59:59".
            a|boolean|true|{"max":1};                    column a is boolean, and max is for numbers, dates and timestamps. Remove it.
            a|long|true|{"pattern":"x"};                 column a is long, and pattern is for string. Remove it.
            a|string|true|{"pattern":1};                 column a has pattern 1. Write a text in quotes, or remove it.
            a|string|true|{"allowed":[null]};            column a has allowed [null]. Give a list with at least one value.
            a|integer|true|{"allowed":[1.5]};            column a is integer, and allowed is [1.5]. Give integers.
            a|string|true|{"role":"time"};               column a is string, which cannot have the role time. Make it a date or timestamp, or remove the role.
            a|long|true|{"role":"split"};                column a is long, which cannot have the role split. Make it a string, or remove the role.
            a|long|false|{"role":"label","key":true};    column a has role "label" and key true. Remove key.
            a|long|false|{"maxNullShare":0.5};           column a is not nullable and has maxNullShare. Remove it, or set nullable to true.
            a|long|true|{"maxNullShare":5};              column a has maxNullShare 5. Give a number of 0 to 1.
            a|{"type":"array","elementType":"int","containsNull":false}|true; column a has type.elementType int, which a contract does not know. Write integer.
            a|{"type":"array","elementType":"double"}|true; column a has type.containsNull missing. Write true or false.
            a|interval|true;                             column a has type interval, which a contract does not know. Write boolean, integer, long, float, double, decimal(p,s), string, date, timestamp, timestamp_ntz or binary, or an array, map or struct of them.
            """)
    void anErrorNamesColumnMemberAndRemedy(String column, String problem) {
        assertThatThrownBy(() -> contract(column))
                .isInstanceOf(ContractException.class)
                .hasMessage("Contract lake.raw.flowers: " + problem);
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '`', textBlock = """
            []; rules is []. Write an object, such as {"minRows": 100}.
            {"unique":["b"]}; rules has unique [b], and there is no column b. Name columns of the contract.
            {"unique":"a"}; rules has unique "a". Give a list with at least one column.
            {"unique":["a"]}; column a is named by unique in rules and nullable. Set nullable to false.
            {"maxRowChange":-1}; rules has maxRowChange -1. Give a share, such as 0.5 for half as much.
            {"maxNullShare":2}; rules has maxNullShare 2. Give a number of 0 to 1.
            {"freshness":"P1D"}; rules has freshness, and no column has the role time. Give it to the column that says when a row was true, or remove freshness.
            """)
    void anErrorInTheRulesNamesTheMember(String rules, String problem) {
        assertThatThrownBy(() -> withRules(rules, "a|long|true")).hasMessage("Contract lake.raw.flowers: " + problem);
    }

    @Test
    void anUnknownTypeIsTheOnlyErrorOfItsColumn() {
        assertThatThrownBy(() -> contract(
                        "a|int|true|{\"min\":1,\"allowed\":[2]}", "b|interval|true|{\"min\":1,\"role\":\"time\"}"))
                .satisfies(e -> assertThat(((ContractException) e).problems())
                        .hasSize(2)
                        .allSatisfy(problem -> assertThat(problem).contains(" has type ")));
    }

    @Test
    void aRoleOfOneColumnIsNotGivenTwice() {
        assertThatThrownBy(() -> contract("a|long|true|{\"role\":\"label\"}", "b|long|true|{\"role\":\"label\"}"))
                .hasMessage(
                        "Contract lake.raw.flowers: columns a, b have the role label, which one column may have. Give"
                                + " the others another role.");
        assertThatThrownBy(() -> withRules("{\"unique\":[\"b\"]}", "a|long|false|{\"key\":true}", "b|long|false"))
                .hasMessageContaining("rules has unique [b], and the columns of role key are [a], which are unique"
                        + " already. Remove one of the two.");
    }

    @Test
    void whatIsNotJsonIsReportedWithItsPlace() {
        assertThatThrownBy(() -> DataContract.parse("lake.raw.flowers", "{\n\"type\": struct}"))
                .hasMessageStartingWith(
                        "Contract lake.raw.flowers is not Spark's schema JSON: Unrecognized token" + " 'struct'")
                .hasMessageContaining(" in line 2, column ");
        assertThatThrownBy(() -> contract("a|long|true|{\"min\":1,\"min\":2}"))
                .hasMessageContaining("Duplicate field 'min'");
        assertThatThrownBy(() -> DataContract.parse("lake.raw.flowers", "{\"type\":\"struct\",\"columns\":[]}"))
                .hasMessage(
                        "Contract lake.raw.flowers is not Spark's schema JSON: it has no list \"fields\". Compare it"
                                + " with what df.schema.json() writes.");
    }

    @Test
    void aMemberAtTheWrongLevelIsNamed() {
        String json =
                "{\"type\":\"struct\",\"minRows\":1,\"fields\":[{\"name\":\"a\",\"type\":\"long\",\"nullable\":true,"
                        + "\"min\":1}]}";
        assertThatThrownBy(() -> DataContract.parse("lake.raw.flowers", json))
                .hasMessageContaining("member minRows beside fields does not exist. There are type, fields and rules.")
                .hasMessageContaining("column a has a member 'min' beside name. Move it into metadata.");
    }

    @Test
    void aDatasetThatUpsertsNeedsAKey() {
        String field = "{\"name\":\"id\",\"type\":\"long\",\"nullable\":false,\"metadata\":%s}";
        String json = "{\"type\":\"struct\",\"fields\":[" + field + "],\"rules\":{\"load\":\"upsert\"}}";
        DataContract contract = DataContract.parse("raw.a", json.formatted("{\"role\":\"key\"}"));

        assertThat(contract.rules().load()).isEqualTo(DatasetRules.Load.UPSERT);
        assertThat(DataContract.parse("raw.a", contract.json())).isEqualTo(contract);
        assertThatThrownBy(() -> DataContract.parse("raw.a", json.formatted("{}")))
                .hasMessageContaining("rules has load upsert, and there is no key");
        assertThatThrownBy(() -> DataContract.parse(
                        "raw.a", json.formatted("{\"role\":\"key\"}").replace("upsert", "merge")))
                .hasMessageContaining("rules has load \"merge\". Write \"append\" or \"upsert\".");
    }
}
