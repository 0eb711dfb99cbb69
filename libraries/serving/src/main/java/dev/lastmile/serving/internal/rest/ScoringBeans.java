package dev.lastmile.serving.internal.rest;

import dev.lastmile.serving.ModelSource;
import dev.lastmile.serving.ServingConfig;
import dev.lastmile.serving.core.internal.champion.Champion;
import dev.lastmile.serving.core.internal.champion.Role;
import dev.lastmile.serving.core.internal.champion.ServingState.Origin;
import dev.lastmile.serving.core.internal.mlflow.MlflowProtocol;
import dev.lastmile.serving.core.internal.openinference.OpenInferenceProtocol;
import dev.lastmile.serving.core.internal.predict.PredictProtocol;
import dev.lastmile.serving.core.internal.prediction.PredictionLog;
import dev.lastmile.serving.core.internal.prediction.Predictor;
import dev.lastmile.serving.core.internal.request.RequestMemory;
import dev.lastmile.serving.internal.metrics.PredictionMetrics;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.Set;

/** Beans of the classes of serving-core. */
public class ScoringBeans {
    private static final String CHAMPION = "champion";

    /** The champion, which {@link dev.lastmile.serving.internal.champion} loads. */
    @Produces
    @Singleton
    public Champion champion(ServingConfig config) {
        return new Champion(
                config.alias().equals(CHAMPION) ? Role.CHAMPION : Role.CHALLENGER,
                config.models() == ModelSource.CACHE ? Set.of(Origin.CACHE, Origin.REGISTRY) : Set.of(Origin.REGISTRY));
    }

    void close(@Disposes Champion champion) {
        champion.close();
    }

    @Produces
    @Singleton
    Predictor predictor(
            Champion champion, PredictionMetrics metrics, Instance<PredictionLog> log, ServingConfig config) {
        return new Predictor(
                champion,
                metrics,
                log.isResolvable() ? log.get() : PredictionLog.off(),
                config.maxRows(),
                config.contract());
    }

    @Produces
    @Singleton
    RequestMemory memory(MeterRegistry metrics) {
        RequestMemory memory = new RequestMemory(RequestMemory.shareOfHeap());
        Gauge.builder("lastmile.requests.memory", memory, RequestMemory::reserved)
                .description("Heap that the requests in flight have reserved for bodies, rows and responses")
                .baseUnit("bytes")
                .register(metrics);
        return memory;
    }

    @Produces
    @Singleton
    MlflowProtocol mlflow(Predictor predictor) {
        return new MlflowProtocol(predictor);
    }

    @Produces
    @Singleton
    PredictProtocol predict(Predictor predictor) {
        return new PredictProtocol(predictor);
    }

    @Produces
    @Singleton
    OpenInferenceProtocol openInference(Champion champion, Predictor predictor) {
        return new OpenInferenceProtocol(champion, predictor);
    }
}
