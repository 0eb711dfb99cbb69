package dev.lastmile.onnx.spark.internal.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lastmile.onnx.ClosedScorerException;
import dev.lastmile.onnx.ElementType;
import dev.lastmile.onnx.OnnxModel;
import dev.lastmile.onnx.OnnxModelException;
import dev.lastmile.onnx.graph.Value;
import dev.lastmile.onnx.internal.ModelSession;
import dev.lastmile.onnx.internal.graph.ModelBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ScorerCacheTest {
    @Test
    void modelsThatNothingUsesAreClosedButForTheLastOnes() throws Exception {
        ScorerCache.Lease used = lease(0);
        ModelSession first;
        try (ScorerCache.Lease lease = lease(1)) {
            first = lease.session();
        }
        for (int i = 2; i < 50; i++) {
            lease(i).close();
        }

        assertThat(ScorerCache.size()).isLessThanOrEqualTo(ScorerCache.IDLE + 1);
        assertThatThrownBy(() -> first.run(Map.of(), Set.of(), Map.of(), result -> null))
                .isInstanceOf(ClosedScorerException.class);
        try (ScorerCache.Lease again = lease(0)) {
            assertThat(again.session()).isSameAs(used.session());
        }
        assertThat(used.session().inputs()).hasSize(1);
        used.close();
        used.close();
        try (ScorerCache.Lease kept = lease(0)) {
            assertThat(kept.session()).isSameAs(used.session());
        }
    }

    @Test
    void modelsInUseStayOpenHoweverManyTheyAre() {
        List<ScorerCache.Lease> leases = new ArrayList<>();
        for (int i = 100; i < 100 + 3 * ScorerCache.IDLE; i++) {
            leases.add(lease(i));
        }

        leases.forEach(lease -> assertThat(lease.session().outputs()).hasSize(1));
        assertThat(leases.stream().map(ScorerCache.Lease::session).distinct()).hasSize(3 * ScorerCache.IDLE);
        assertThat(ScorerCache.size()).isGreaterThanOrEqualTo(3 * ScorerCache.IDLE);
        leases.forEach(ScorerCache.Lease::close);
        assertThat(ScorerCache.size()).isEqualTo(ScorerCache.IDLE);
    }

    @Test
    void aModelThatDoesNotLoadIsTriedAgain() {
        assertThatThrownBy(() -> ScorerCache.lease("no model", () -> new byte[] {1}))
                .isInstanceOf(OnnxModelException.class);
        try (ScorerCache.Lease lease =
                ScorerCache.lease("no model", () -> model(200).bytes())) {
            assertThat(lease.session().inputs()).hasSize(1);
        }
    }

    private static ScorerCache.Lease lease(int number) {
        OnnxModel model = model(number);
        return ScorerCache.lease(model.digest(), model::bytes);
    }

    private static OnnxModel model(int number) {
        ModelBuilder builder = new ModelBuilder(List.of("x", "y"));
        builder.output("y", builder.input("x", ElementType.DOUBLE, Value.SCALAR));
        return builder.build("numbered", new TreeMap<>(Map.of("number", Integer.toString(number))));
    }
}
