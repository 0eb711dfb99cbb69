package dev.lastmile.lake.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lastmile.contract.ColumnRules;
import dev.lastmile.contract.ContractColumn;
import dev.lastmile.contract.Rule;
import dev.lastmile.contract.Violation;
import dev.lastmile.lake.Contract;
import dev.lastmile.lake.fixture.Lakes;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Function;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random values of every type and rule: how many rows break which rule is the same for values that are passed one by one,
 * as a service does, for the audit of a job, and for SQL that was written by hand.
 */
class AgreementTest {
    private static final int ROWS = 3_000;
    private static final String ARRAY = "{\"type\":\"array\",\"elementType\":\"%s\",\"containsNull\":false}";

    @TempDir
    Path root;

    /** Column, values, and per rule the SQL that is true for a row that breaks it. */
    private record Case(String column, Function<Random, Object> values, Map<String, String> sql) {}

    private static final List<Case> CASES = List.of(
            of("b|boolean|false", Random::nextBoolean),
            of(
                    "i|integer|false|{\"min\":-3,\"max\":10.5,\"allowed\":[-3,0,5,10,11,-4]}",
                    random -> random.nextInt(20) - 8,
                    "min -3",
                    "i < -3",
                    "max 10.5",
                    "i > 10.5",
                    "allowed [-3, 0, 5, 10, 11, -4]",
                    "i not in (-3, 0, 5, 10, 11, -4)"),
            of(
                    "l|long|false|{\"min\":-9007199254740993,\"max\":9007199254740992.5}",
                    random -> (random.nextBoolean() ? 1 : -1) * (9007199254740985L + random.nextInt(16)),
                    "min -9007199254740993",
                    "l < -9007199254740993",
                    "max 9007199254740992.5",
                    "l > 9007199254740992.5BD"),
            of(
                    "f|float|false|{\"min\":0.1,\"max\":0.3}",
                    random -> special(random).floatValue(),
                    "not NaN",
                    "isnan(f)",
                    "min 0.1",
                    "not isnan(f) and f < cast('0.1' as float)",
                    "max 0.3",
                    "not isnan(f) and f > cast('0.3' as float)"),
            of(
                    "d|double|false|{\"nan\":true,\"min\":0.0,\"max\":0.3}",
                    AgreementTest::special,
                    "min 0.0",
                    "not isnan(d) and d < 0D",
                    "max 0.3",
                    "not isnan(d) and d > 0.3D"),
            of(
                    "p|decimal(9,2)|false|{\"min\":0.05,\"max\":1.999}",
                    random -> BigDecimal.valueOf(random.nextInt(210), 2),
                    "min 0.05",
                    "p < 0.05BD",
                    "max 1.999",
                    "p > 1.999BD"),
            of(
                    "q|decimal(38,20)|false|{\"min\":\"0.12345678901234567891\"}",
                    random -> new BigDecimal("0.12345678901234567890").add(BigDecimal.valueOf(random.nextInt(4), 20)),
                    "min 0.12345678901234567891",
                    "q < 0.12345678901234567891BD"),
            of(
                    "s|string|false|{\"allowed\":[\"\",\"AA\",\"ä\",\"A\\n\"],\"pattern\":\"[A-Z]{2}|ä|\"}",
                    random -> List.of("", "AA", "ä", "A\n", "AA\n", "aa", "BB", "ä ", "\uD83C\uDF37")
                            .get(random.nextInt(9)),
                    "allowed [, AA, ä, A\n]",
                    "s not in ('', 'AA', 'ä', 'A\\n')",
                    "pattern [A-Z]{2}|ä|",
                    "not s rlike '\\\\A(?:[A-Z]{2}|ä|)\\\\z'"),
            of(
                    "day|date|false|{\"min\":\"1969-12-30\",\"max\":\"1970-01-05\"}",
                    random -> LocalDate.ofEpochDay(random.nextInt(12) - 5),
                    "min 1969-12-30",
                    "day < date'1969-12-30'",
                    "max 1970-01-05",
                    "day > date'1970-01-05'"),
            of(
                    "t|timestamp|false|{\"min\":\"1970-01-01T01:00:00+01:00\",\"max\":\"1970-01-01T00:00:00.000003Z\"}",
                    random -> Instant.EPOCH.plus(random.nextInt(10) - 4, ChronoUnit.MICROS),
                    "min 1970-01-01T01:00:00+01:00",
                    "t < timestamp'1970-01-01 00:00:00 UTC'",
                    "max 1970-01-01T00:00:00.000003Z",
                    "t > timestamp'1970-01-01 00:00:00.000003 UTC'"),
            of(
                    "n|timestamp_ntz|false|{\"min\":\"1969-12-31T23:59:59.999999\"}",
                    random -> LocalDateTime.of(1970, 1, 1, 0, 0).plus(random.nextInt(6) - 3, ChronoUnit.MICROS),
                    "min 1969-12-31T23:59:59.999999",
                    "n < timestamp_ntz'1969-12-31 23:59:59.999999'"),
            of(
                    "v|" + String.format(ARRAY, "double") + "|false|{\"max\":0.3}",
                    random -> elements(random, r -> special(r)),
                    "no null in the array",
                    "exists(v, x -> x is null)",
                    "not NaN for each element",
                    "exists(v, x -> isnan(x))",
                    "max 0.3 for each element",
                    "exists(v, x -> not isnan(x) and x > 0.3D)"),
            of(
                    "w|" + String.format(ARRAY, "long") + "|false|{\"allowed\":[1,2]}",
                    random -> elements(random, r -> (long) r.nextInt(4)),
                    "no null in the array",
                    "exists(w, x -> x is null)",
                    "allowed [1, 2] for each element",
                    "exists(w, x -> x not in (1, 2))"));

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void valuesRowsAndSqlBreakTheSameRulesTheSameNumberOfTimes(long seed) {
        SparkSession spark = Lakes.session(root);
        Contract contract = Lakes.contract(CASES.stream().map(Case::column).toArray(String[]::new));
        List<Object[]> rows = rows(new Random(seed));
        Dataset<Row> data = Lakes.rows(spark, contract.schema().asNullable(), rows.toArray(Object[][]::new))
                .repartition(3);
        Map<String, Long> sql = bySql(data);
        assertThat(sql.values())
                .as("each rule is broken by some and kept by others")
                .allSatisfy(count -> assertThat(count).isBetween(1L, ROWS - 1L));
        assertThat(oneByOne(contract, rows)).isEqualTo(sql);
        assertThat(byTally(contract, data)).isEqualTo(sql);
    }

    @Test
    void aRuleOfNullableColumnsIsNotBrokenByNull() {
        Contract contract = Lakes.contract("i|integer|true|{\"min\":1}", "s|string|true|{\"pattern\":\"x\"}");
        Dataset<Row> data =
                Lakes.rows(Lakes.session(root), contract.schema(), Lakes.row(null, null), Lakes.row(0, "x"));
        assertThat(byTally(contract, data)).isEqualTo(Map.of("i min 1", 1L));
        assertThat(AuditPass.tally(data, contract).nulls(0)).isEqualTo(1);
    }

    private static List<Object[]> rows(Random random) {
        List<Object[]> rows = new ArrayList<>();
        for (int i = 0; i < ROWS; i++) {
            rows.add(CASES.stream()
                    .map(one -> random.nextInt(20) == 0 ? null : one.values().apply(random))
                    .toArray());
        }
        return rows;
    }

    private static Map<String, Long> bySql(Dataset<Row> data) {
        List<Column> counts = new ArrayList<>();
        List<String> names = new ArrayList<>();
        for (Case one : CASES) {
            String name = name(one);
            names.add(name + " not null");
            counts.add(functions.expr("count_if(" + name + " is null)"));
            one.sql().forEach((rule, breach) -> {
                names.add(name + " " + rule);
                counts.add(functions.expr("count_if(coalesce(" + breach + ", false))"));
            });
        }
        Row row = data.agg(functions.count("*"), counts.toArray(Column[]::new)).head();
        Map<String, Long> broken = new TreeMap<>();
        for (int i = 0; i < names.size(); i++) {
            broken.put(names.get(i), row.getLong(i + 1));
        }
        return broken;
    }

    private static Map<String, Long> byTally(Contract contract, Dataset<Row> data) {
        Tally tally = AuditPass.tally(data, contract);
        Map<String, Long> broken = new TreeMap<>();
        List<ContractColumn> columns = contract.definition().columns();
        for (int i = 0; i < columns.size(); i++) {
            List<Rule> rules = ColumnRules.of(columns.get(i)).rules();
            for (int j = 0; j < rules.size(); j++) {
                if (tally.broken(i, j) > 0) {
                    broken.put(columns.get(i).name() + " " + rules.get(j).text(), tally.broken(i, j));
                }
            }
        }
        return broken;
    }

    private static Map<String, Long> oneByOne(Contract contract, List<Object[]> rows) {
        Map<String, Long> broken = new TreeMap<>();
        List<ColumnRules> rules =
                contract.definition().columns().stream().map(ColumnRules::of).toList();
        for (Object[] row : rows) {
            for (int i = 0; i < row.length; i++) {
                ColumnRules column = rules.get(i);
                int bits = 0;
                Optional<Violation> first;
                if (row[i] instanceof List<?> list) {
                    for (Object element : list) {
                        bits |= element == null ? column.brokenByNullElement() : bits(column, element);
                    }
                    first = Optional.empty();
                } else {
                    bits = row[i] == null ? column.brokenByNull() : bits(column, row[i]);
                    first = row[i] == null ? column.checkNull() : check(column, row[i]);
                    assertThat(first.isPresent()).isEqualTo(bits != 0);
                }
                for (int j = 0; j < column.rules().size(); j++) {
                    if ((bits & 1 << j) != 0) {
                        broken.merge(
                                column.column().name() + " "
                                        + column.rules().get(j).text(),
                                1L,
                                Long::sum);
                    }
                }
                if (first.isPresent()) {
                    int lowest = Integer.numberOfTrailingZeros(bits);
                    assertThat(first.get().rule())
                            .isEqualTo(column.rules().get(lowest).text());
                }
            }
        }
        return broken;
    }

    private static int bits(ColumnRules rules, Object value) {
        if (value instanceof Boolean bool) {
            return rules.broken(bool);
        } else if (value instanceof String text) {
            return rules.broken(text);
        } else if (value instanceof BigDecimal decimal) {
            return rules.broken(decimal);
        } else if (value instanceof Float || value instanceof Double) {
            return rules.broken(((Number) value).doubleValue());
        }
        return rules.broken(integer(value));
    }

    private static Optional<Violation> check(ColumnRules rules, Object value) {
        if (value instanceof Boolean bool) {
            return rules.check(bool);
        } else if (value instanceof String text) {
            return rules.check(text);
        } else if (value instanceof BigDecimal decimal) {
            return rules.check(decimal);
        } else if (value instanceof Float || value instanceof Double) {
            return rules.check(((Number) value).doubleValue());
        }
        return rules.check(integer(value));
    }

    private static long integer(Object value) {
        if (value instanceof LocalDate date) {
            return date.toEpochDay();
        } else if (value instanceof Instant instant) {
            return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
        } else if (value instanceof LocalDateTime time) {
            return ChronoUnit.MICROS.between(Instant.EPOCH, time.toInstant(ZoneOffset.UTC));
        }
        return ((Number) value).longValue();
    }

    private static Double special(Random random) {
        double[] values = {
            0.0,
            -0.0,
            0.1,
            0.1f,
            0.3,
            0.3f,
            Double.NaN,
            Double.POSITIVE_INFINITY,
            Double.NEGATIVE_INFINITY,
            Double.MIN_VALUE,
            -Double.MIN_VALUE,
            Math.nextUp(0.3),
            Math.nextUp(0.3f),
            Math.nextDown(0.1f),
            1e300
        };
        int chosen = random.nextInt(values.length + 5);
        return chosen < values.length ? values[chosen] : random.nextDouble() - 0.3;
    }

    private static List<Object> elements(Random random, Function<Random, Object> values) {
        Object[] elements = new Object[random.nextInt(4)];
        Arrays.setAll(elements, i -> random.nextInt(15) == 0 ? null : values.apply(random));
        return Arrays.asList(elements);
    }

    private static String name(Case one) {
        return one.column().substring(0, one.column().indexOf('|'));
    }

    private static Case of(String column, Function<Random, Object> values, String... rulesAndSql) {
        Map<String, String> sql = new LinkedHashMap<>();
        for (int i = 0; i < rulesAndSql.length; i += 2) {
            sql.put(rulesAndSql[i], rulesAndSql[i + 1]);
        }
        return new Case(column, values, sql);
    }
}
