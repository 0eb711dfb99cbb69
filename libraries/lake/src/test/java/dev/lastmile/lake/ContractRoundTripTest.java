package dev.lastmile.lake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lastmile.contract.Bound;
import dev.lastmile.contract.ColumnNames;
import dev.lastmile.contract.ColumnType;
import dev.lastmile.contract.ColumnType.Scalar;
import dev.lastmile.contract.ContractColumn;
import dev.lastmile.contract.DataContract;
import dev.lastmile.contract.DatasetRules;
import dev.lastmile.contract.Role;
import dev.lastmile.contract.ValueRules;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.apache.spark.sql.types.DataType;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random contracts, as text and through Spark's schema, whose metadata has but long and double. */
class ContractRoundTripTest {
    private static final List<ColumnType> TYPES = List.of(
            Scalar.BOOLEAN,
            Scalar.INTEGER,
            Scalar.LONG,
            Scalar.FLOAT,
            Scalar.DOUBLE,
            Scalar.STRING,
            Scalar.DATE,
            Scalar.TIMESTAMP,
            Scalar.TIMESTAMP_NTZ,
            Scalar.BINARY,
            new ColumnType.Decimal(38, 20),
            new ColumnType.Decimal(9, 0),
            new ColumnType.Array(Scalar.DOUBLE, false),
            new ColumnType.Struct(List.of(new ColumnType.Field("x", Scalar.LONG, true, "inside"))),
            new ColumnType.KeyValues(Scalar.STRING, new ColumnType.Array(Scalar.INTEGER, true), true));

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13, 14, 15})
    void nothingIsLost(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 50; i++) {
            DataContract contract = contract(random, DatasetRules.NONE);
            assertThat(DataContract.parse(contract.dataset(), contract.json())).isEqualTo(contract);
            String spark = DataType.fromJson(contract.schemaJson()).json();
            DataContract read = DataContract.parse(contract.dataset(), spark);
            assertThat(read).isEqualTo(contract);
            for (int n = 0; n < contract.columns().size(); n++) {
                same(read.columns().get(n), contract.columns().get(n));
            }
            DatasetRules rules =
                    new DatasetRules(List.of(), 1 + random.nextInt(9), random.nextDouble(), random.nextDouble(), null);
            DataContract limited = DataContract.of(contract.dataset(), contract.columns(), rules);
            assertThat(DataContract.parse(contract.dataset(), limited.compactJson())
                            .rules())
                    .isEqualTo(rules);
        }
    }

    private static void same(ContractColumn read, ContractColumn written) {
        ValueRules none = ValueRules.NONE;
        assertThat(read.withValues(none)).isEqualTo(written.withValues(none));
        assertThat(number(read.values().min()))
                .isEqualByComparingTo(number(written.values().min()));
        assertThat(number(read.values().max()))
                .isEqualByComparingTo(number(written.values().max()));
        assertThat(read.values().allowed())
                .containsExactlyElementsOf(written.values().allowed());
        assertThat(read.values().pattern()).isEqualTo(written.values().pattern());
    }

    private static BigDecimal number(Bound bound) {
        return bound == null ? BigDecimal.ONE.negate() : bound.value();
    }

    private static DataContract contract(Random random, DatasetRules rules) {
        List<ContractColumn> columns = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            columns.add(column(random, i));
        }
        return DataContract.of("lake.raw.flowers", columns, rules);
    }

    private static ContractColumn column(Random random, int position) {
        ColumnType type = TYPES.get(random.nextInt(TYPES.size()));
        ColumnType of = type.valueType();
        Bound min = of.isOrdered() && random.nextBoolean() ? bound(random, of) : null;
        Bound max = of.isOrdered() && min == null && random.nextBoolean() ? bound(random, of) : null;
        boolean listed = random.nextBoolean();
        Set<String> allowed = !listed
                ? Set.of()
                : of == Scalar.STRING
                        ? Set.of("ä \"quoted\"", "\\")
                        : of.isInteger() ? Set.of("" + random.nextInt(), "7") : Set.of();
        ValueRules values = new ValueRules(
                of.isFloatingPoint() && random.nextBoolean(),
                min,
                max,
                allowed,
                of == Scalar.STRING && random.nextBoolean() ? "\\d+\\s\"?" : "");
        boolean nullable = random.nextBoolean();
        String source = List.of("c", "größe ", "a.b%", "年齢 ", "\u0001").get(random.nextInt(5)) + position;
        Role role = random.nextBoolean() ? Role.FEATURE : random.nextBoolean() ? Role.IGNORE : Role.GROUP;
        return new ContractColumn(
                ColumnNames.safe(source, position + 1),
                source,
                type,
                nullable,
                role,
                values,
                nullable && random.nextBoolean() ? random.nextDouble() : null,
                random.nextBoolean() ? "" : "m²",
                random.nextBoolean() ? "" : "it's a \"comment\"");
    }

    private static Bound bound(Random random, ColumnType type) {
        if (type == Scalar.DATE) {
            LocalDate date = LocalDate.ofEpochDay(random.nextInt(40_000) - 20_000);
            return new Bound(date.toString(), BigDecimal.valueOf(date.toEpochDay()));
        } else if (type.isTemporal()) {
            String text = "1969-12-31T23:59:59.5" + (type == Scalar.TIMESTAMP ? "Z" : "");
            return new Bound(text, BigDecimal.valueOf(-500_000));
        }
        return Bound.of(
                switch (random.nextInt(4)) {
                    case 0 -> BigDecimal.valueOf(random.nextInt(1_000_000_000) - 500_000_000L);
                    case 1 -> BigDecimal.valueOf(random.nextDouble());
                    case 2 -> new BigDecimal(new BigInteger(60, random), 20);
                    default -> BigDecimal.ZERO;
                });
    }
}
