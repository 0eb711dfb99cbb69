package dev.lastmile.lake.internal;

import dev.lastmile.contract.ColumnType.Scalar;
import dev.lastmile.contract.ContractColumn;
import dev.lastmile.contract.DataContract;
import dev.lastmile.contract.DatasetFacts;
import dev.lastmile.contract.DatasetRules;
import dev.lastmile.contract.Role;
import dev.lastmile.lake.ColumnStatistics;
import dev.lastmile.lake.Contract;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/** The facts about a snapshot that the rules of its dataset are about. */
final class DatasetTotals {
    private final Contract contract;
    private final List<ContractColumn> limited;
    private final Optional<ContractColumn> time;

    DatasetTotals(Contract contract) {
        this.contract = contract;
        var rules = contract.definition().rules();
        this.limited = contract.definition().columns().stream()
                .filter(column -> column.nullable() && rules.maxNullShareOf(column) < 1)
                .toList();
        this.time = contract.definition().column(Role.TIME).filter(column -> rules.freshness() != null);
    }

    /** Of one pass over all rows. */
    DatasetFacts facts(Tally tally, OptionalLong earlierRows) {
        Map<String, Long> nulls = new HashMap<>();
        List<ContractColumn> columns = contract.definition().columns();
        for (int i = 0; i < columns.size(); i++) {
            nulls.put(columns.get(i).name(), tally.nulls(i));
        }
        OptionalLong newest =
                tally.newest() == Tally.NONE ? OptionalLong.empty() : OptionalLong.of(moment(tally.newest()));
        return new DatasetFacts(tally.rows(), nulls, newest, earlierRows, Instant.now());
    }

    /** Of the counts of the files; of a pass over the columns in question where the files do not tell. */
    DatasetFacts facts(AddedRows rows, OptionalLong earlierRows) {
        if (limited.isEmpty() && time.isEmpty()) {
            return new DatasetFacts(rows.rows(), Map.of(), OptionalLong.empty(), earlierRows, Instant.now());
        }
        // Deleted rows are counted as well.
        Map<String, ColumnStatistics> counted =
                rows.statistics().hasDeletes() ? Map.of() : rows.statistics().columns();
        if (!counted.keySet()
                        .containsAll(limited.stream().map(ContractColumn::name).toList())
                || time.isPresent() && !counted.containsKey(time.get().name())) {
            return counted(rows, earlierRows);
        }
        Map<String, Long> nulls = new HashMap<>();
        limited.forEach(
                column -> nulls.put(column.name(), counted.get(column.name()).nulls()));
        OptionalLong newest = time.map(column -> counted.get(column.name()).max())
                .map(value -> OptionalLong.of(moment(((Number) value).longValue())))
                .orElse(OptionalLong.empty());
        return new DatasetFacts(rows.rows(), nulls, newest, earlierRows, Instant.now());
    }

    private DatasetFacts counted(AddedRows rows, OptionalLong earlierRows) {
        DatasetRules rules = contract.definition().rules();
        List<ContractColumn> columns = new ArrayList<>(limited);
        time.filter(column -> !columns.contains(column)).ifPresent(columns::add);
        Contract reduced = Contract.of(DataContract.of(
                contract.definition().dataset(),
                columns,
                new DatasetRules(List.of(), 1, rules.maxNullShare(), rules.maxRowChange(), rules.freshness())));
        return new DatasetTotals(reduced).facts(AuditPass.tally(rows.all(), reduced), earlierRows);
    }

    // A row of a day may be from its last moment.
    private long moment(long value) {
        return contract.definition()
                .column(Role.TIME)
                .filter(column -> column.type() == Scalar.DATE)
                .map(column -> TimeUnit.DAYS.toMicros(value + 1))
                .orElse(value);
    }
}
